/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "policies/port_map.h"
#include "report/json.h"
#include "report/policy_report.h"
#include "report/policy_words.h"

#define INDENT 12      /* of what stands behind a label */
#define NOTED_PORTS 64 /* a note on more ports is about none of them */

/* width: columns of its lines */
struct page {
	const struct pq_terminal *terminal;
	int width;
};

/* A label and text behind it, in lines that begin below each other; without a label it goes on below the last one. */
static void row(const struct page *page, const char *label, enum pq_colour colour, struct pq_view text)
{
	pq_terminal_column(page->terminal, PQ_COLOUR_FAINT, label, INDENT);
	pq_terminal_paragraph(page->terminal, colour, text, INDENT, INDENT, page->width);
}

static void show_title(const struct page *page, const struct pq_why *why)
{
	struct pq_view service = pq_words_service(why->states, why->port);
	char title[32];

	snprintf(title, sizeof(title), "port %u", why->port);
	pq_terminal_put(page->terminal, PQ_COLOUR_STRONG, title);
	if (service.len) {
		fputs(", ", page->terminal->out);
		pq_terminal_view(page->terminal, PQ_COLOUR_STRONG, service);
	}
	fputc('\n', page->terminal->out);
}

/* Since when the list has it, by which change and why. */
static void show_listed(const struct page *page, const struct pq_why *why)
{
	const struct pq_fact *change = why->listed;
	char since[256];

	if (!change) {
		row(page, "listed", PQ_COLOUR_PLAIN, pq_view_str("The Fetch standard does not block it."));
		return;
	}
	snprintf(since, sizeof(since), "since %.*s, with \"%.*s\"", (int)change->date.len,
		 (const char *)change->date.data, (int)change->name.len, (const char *)change->name.data);
	row(page, "listed", PQ_COLOUR_GOOD, pq_view_str(since));
	row(page, "", PQ_COLOUR_PLAIN, change->text);
	row(page, "", PQ_COLOUR_FAINT, change->source);
}

/* The first line of an attack or a filter, before its sentence. */
static void head_of(const struct pq_fact *fact, char *out, size_t size)
{
	int name = (int)fact->name.len;
	const char *words = (const char *)fact->name.data;

	if (fact->kind == PQ_FACT_ATTACK)
		snprintf(out, size, fact->date.len ? "%.*s, %.*s" : "%.*s", name, words, (int)fact->date.len,
			 (const char *)fact->date.data);
	else if (fact->kind == PQ_FACT_FILTER)
		snprintf(out, size, "%.*s, over %.*s", name, words, (int)fact->over.len, (const char *)fact->over.data);
	else
		snprintf(out, size, "%.*s until %.*s, for %.*s", name, words, (int)fact->until.len,
			 (const char *)fact->until.data, (int)fact->over.len, (const char *)fact->over.data);
}

static void show_fact(const struct page *page, const char *label, const struct pq_fact *fact)
{
	char head[256];

	pq_terminal_column(page->terminal, PQ_COLOUR_FAINT, label, INDENT);
	if (fact->kind != PQ_FACT_REMARK) {
		head_of(fact, head, sizeof(head));
		pq_terminal_put(page->terminal, fact->kind == PQ_FACT_ATTACK ? PQ_COLOUR_BAD : PQ_COLOUR_WARN, head);
		fprintf(page->terminal->out, "\n%*s", INDENT, "");
	}
	pq_terminal_paragraph(page->terminal, PQ_COLOUR_PLAIN, fact->text, INDENT, INDENT, page->width);
	row(page, "", PQ_COLOUR_FAINT, fact->source);
}

/* All facts of the kind that name the port; the label stands at the first. */
static void show_facts(const struct page *page, const struct pq_why *why, enum pq_fact_kind kind, const char *label)
{
	bool first = true;

	for (size_t i = 0; i < why->states->facts.count; i++) {
		const struct pq_fact *fact = &why->states->facts.facts[i];

		if (fact->kind != kind || !pq_fact_names(&fact->ports, why->port))
			continue;
		show_fact(page, first ? label : "", fact);
		first = false;
	}
}

/* The names of the group's policies that have a list of their own, or of those that have none. */
static size_t names_of(const struct pq_why *why, const struct pq_why_group *group, bool no_list, char *out, size_t size)
{
	size_t count = 0;
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < group->count; i++) {
		const struct pq_state *state = &why->states->states[group->states[i]];

		if (group->schemes == 0 && pq_why_no_list(state) != no_list)
			continue;
		if (len + state->policy->name.len + 3 >= size)
			break;
		len += (size_t)snprintf(out + len, size - len, "%s%.*s", count++ ? ", " : "",
					(int)state->policy->name.len, (const char *)state->policy->name.data);
	}
	return count;
}

/* "http,https: fetch, chromium", a row for each group that blocks the port; false if there is none. */
static bool show_part(const struct page *page, const struct pq_why *why, const struct pq_why_part *part,
		      const char *label)
{
	bool shown = false;
	char names[2048];
	char schemes[128];

	for (size_t i = 0; i < part->count && part->groups[i].schemes; i++) {
		names_of(why, &part->groups[i], false, names, sizeof(names));
		pq_words_schemes(part->groups[i].schemes, schemes, sizeof(schemes));
		pq_terminal_column(page->terminal, PQ_COLOUR_FAINT, shown ? "" : label, INDENT);
		pq_terminal_put(page->terminal, PQ_COLOUR_NOTE, schemes);
		fputc(':', page->terminal->out);
		pq_terminal_paragraph(page->terminal, PQ_COLOUR_PLAIN, pq_view_str(names),
				      INDENT + (int)strlen(schemes) + 1, INDENT, page->width);
		shown = true;
	}
	return shown;
}

static void show_groups(const struct page *page, const struct pq_why *why)
{
	char names[2048];

	if (!show_part(page, why, &why->web, "blocked by"))
		row(page, "blocked by", PQ_COLOUR_PLAIN, pq_view_str("no built-in policy, for http, https, ws or wss"));
	show_part(page, why, &why->others, "also for");
	for (size_t i = 0; i < why->web.count; i++) {
		if (why->web.groups[i].schemes != 0)
			continue;
		if (names_of(why, &why->web.groups[i], false, names, sizeof(names)))
			row(page, "open in", PQ_COLOUR_WARN, pq_view_str(names));
		if (names_of(why, &why->web.groups[i], true, names, sizeof(names)))
			row(page, "no list in", PQ_COLOUR_FAINT, pq_view_str(names));
	}
}

/* True if a fact tells of an exception of that product for the port. */
static bool has_exception(const struct pq_why *why, const struct pq_state *state)
{
	for (size_t i = 0; i < why->states->facts.count; i++) {
		const struct pq_fact *fact = &why->states->facts.facts[i];

		if (fact->kind == PQ_FACT_EXCEPTION && pq_fact_names(&fact->ports, why->port) &&
		    pq_view_eq(fact->name, state->product))
			return true;
	}
	return false;
}

/* A note of the policy's own text that is about this port and not about a whole range of them. */
static bool is_note_on(const struct pq_entry *entry, uint16_t port)
{
	const struct pq_fact_ports ports = { entry->ranges, entry->range_count };
	struct pq_port_map set;

	if (entry->kind != PQ_ENTRY_NOTE || entry->inherited || !pq_fact_names(&ports, port))
		return false;
	pq_words_set_of(&ports, &set);
	return pq_port_map_count(&set) <= NOTED_PORTS;
}

/* What the policies' own texts note of the port, where no fact tells of it already. */
static void show_notes(const struct page *page, const struct pq_why *why)
{
	char head[256];

	for (size_t i = 0; i < why->states->count; i++) {
		const struct pq_state *state = &why->states->states[i];

		for (size_t k = 0; k < state->policy->entry_count && !has_exception(why, state); k++) {
			const struct pq_entry *entry = &state->policy->entries[k];

			if (!is_note_on(entry, why->port))
				continue;
			snprintf(head, sizeof(head), "%.*s", (int)state->policy->name.len,
				 (const char *)state->policy->name.data);
			row(page, head, PQ_COLOUR_PLAIN, entry->reason);
		}
	}
}

void pq_report_why(const struct pq_why *why, const struct pq_terminal *terminal)
{
	struct page page = { terminal, pq_terminal_width(terminal->out) };

	/* Sentences are read more easily in shorter lines. */
	if (page.width > 120)
		page.width = 120;
	show_title(&page, why);
	show_listed(&page, why);
	show_facts(&page, why, PQ_FACT_ATTACK, "attacks");
	show_facts(&page, why, PQ_FACT_FILTER, "read by");
	show_facts(&page, why, PQ_FACT_EXCEPTION, "let through");
	show_facts(&page, why, PQ_FACT_REMARK, "besides");
	show_notes(&page, why);
	show_groups(&page, why);
}

static json_t *policy_json(const struct pq_state *state, uint16_t port)
{
	json_t *object = json_object();

	json_object_set_new(object, "policy", pq_json_text(state->policy->name));
	json_object_set_new(object, "date", pq_words_text_json(pq_view_str(state->day)));
	json_object_set_new(object, "blocked_for",
			    pq_words_schemes_json(pq_policy_blocked_schemes(state->policy, port)));
	json_object_set_new(object, "has_list", json_boolean(!pq_why_no_list(state)));
	return object;
}

static json_t *policies_json(const struct pq_why *why)
{
	json_t *list = json_array();

	for (size_t i = 0; i < why->states->count; i++)
		json_array_append_new(list, policy_json(&why->states->states[i], why->port));
	return list;
}

void pq_report_why_json(const struct pq_why *why, FILE *out)
{
	json_t *object = json_object();
	json_t *facts = json_array();

	for (size_t i = 0; i < why->states->facts.count; i++) {
		const struct pq_fact *fact = &why->states->facts.facts[i];

		if (fact->kind != PQ_FACT_CHANGE && pq_fact_names(&fact->ports, why->port))
			json_array_append_new(facts, pq_words_fact_json(fact));
	}
	json_object_set_new(object, "port", json_integer(why->port));
	json_object_set_new(object, "service", pq_words_text_json(pq_words_service(why->states, why->port)));
	json_object_set_new(object, "listed", why->listed ? pq_words_fact_json(why->listed) : json_null());
	json_object_set_new(object, "facts", facts);
	json_object_set_new(object, "policies", policies_json(why));
	pq_json_print(object, out);
}

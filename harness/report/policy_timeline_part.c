/* SPDX-License-Identifier: MIT */
/* The history of one port, and of one product. */
#include <stdio.h>

#include "policies/port_map.h"
#include "report/policy_report.h"
#include "report/policy_timeline.h"
#include "report/policy_words.h"
#include "report/ranges.h"

#define INDENT 10 /* of paragraphs */

static int width_of(const struct pq_picture *picture)
{
	return picture->left + picture->across + picture->right;
}

/* "word      " and the text behind it. */
static void paragraph(const struct pq_picture *picture, const char *word, enum pq_colour colour, struct pq_view text)
{
	pq_terminal_column(picture->terminal, PQ_COLOUR_FAINT, word, INDENT);
	pq_terminal_paragraph(picture->terminal, colour, text, INDENT, INDENT, width_of(picture));
}

static uint32_t blocks(const struct pq_state *state, uint16_t port)
{
	return pq_policy_blocked_schemes(state->policy, port) & PQ_WEB_SCHEMES;
}

/* True if the list had the port on the day of the policy's source. */
static bool was_due(const struct pq_states *states, const struct pq_state *state, uint16_t port)
{
	const struct pq_fact *listed = pq_states_listed(states, port);
	struct pq_view date = pq_view_str(state->day);

	return listed && date.len == listed->date.len && memcmp(listed->date.data, date.data, date.len) <= 0;
}

static void show_product_of_port(const struct pq_picture *picture, const struct pq_states *states, size_t index,
				 size_t count, uint16_t port)
{
	const struct pq_state *newest = &states->states[index + count - 1];
	uint32_t schemes = blocks(newest, port);
	struct pq_picture_row row = { 0 };
	char left[64];
	char right[128] = "open";
	int before = -1;

	for (size_t i = index; i < index + count; i++) {
		const struct pq_state *state = &states->states[i];
		int at = pq_picture_at(picture, pq_view_str(state->day));

		if (!state->day[0])
			continue;
		if (before >= 0)
			pq_picture_line(&row, before + 1, at, PQ_COLOUR_FAINT);
		if (blocks(state, port))
			pq_picture_put(&row, at, PQ_GLYPH_FULL, PQ_COLOUR_GOOD);
		else
			pq_picture_put(&row, at, PQ_GLYPH_EMPTY,
				       was_due(states, state, port) ? PQ_COLOUR_BAD : PQ_COLOUR_FAINT);
		before = at;
	}
	if (schemes)
		pq_words_schemes(schemes, right, sizeof(right));
	snprintf(left, sizeof(left), "%.*s", (int)newest->product.len, (const char *)newest->product.data);
	pq_picture_show(picture, &row, left, PQ_COLOUR_PLAIN, right, schemes ? PQ_COLOUR_PLAIN : PQ_COLOUR_WARN);
}

static void legend(const struct pq_picture *picture, bool half)
{
	const struct pq_terminal *terminal = picture->terminal;

	pq_picture_glyph(picture, PQ_GLYPH_FULL, PQ_COLOUR_GOOD);
	fputs(half ? " all of them " : " blocked  ", terminal->out);
	if (half) {
		pq_picture_glyph(picture, PQ_GLYPH_HALF, PQ_COLOUR_WARN);
		fputs(" some  ", terminal->out);
	}
	pq_picture_glyph(picture, PQ_GLYPH_EMPTY, PQ_COLOUR_BAD);
	fputs(half ? " none" : " open", terminal->out);
	fputs(", at the date of a source\n", terminal->out);
}

static void show_title(const struct pq_picture *picture, const struct pq_states *states, uint16_t port)
{
	struct pq_view service = pq_words_service(states, port);
	char title[32];

	snprintf(title, sizeof(title), "port %u", port);
	pq_terminal_put(picture->terminal, PQ_COLOUR_STRONG, title);
	if (service.len) {
		fputs(", ", picture->terminal->out);
		pq_terminal_text(picture->terminal->out, service);
	}
	fputc('\n', picture->terminal->out);
}

void pq_report_timeline_port(const struct pq_states *states, uint16_t port, const struct pq_terminal *terminal)
{
	const struct pq_fact *fact;
	struct pq_picture picture;
	size_t run;

	pq_timeline_picture(&picture, states, terminal);
	show_title(&picture, states, port);
	pq_picture_years(&picture);
	for (size_t i = 0; (fact = pq_timeline_next(states, PQ_FACT_CHANGE, &i)) != NULL;)
		if (pq_fact_names(&fact->ports, port) || pq_fact_names(&fact->removed, port))
			pq_timeline_change(&picture, fact);
	for (size_t i = 0; (fact = pq_timeline_next(states, PQ_FACT_EXCEPTION, &i)) != NULL;)
		if (pq_fact_names(&fact->ports, port))
			pq_timeline_exception(&picture, states, fact);
	for (size_t i = 0; i < states->count; i += run) {
		run = pq_timeline_run(states, i);
		if (pq_timeline_shows(&states->states[i]))
			show_product_of_port(&picture, states, i, run, port);
	}
	legend(&picture, false);
	if (!pq_states_listed(states, port))
		fputs("The Fetch standard has never blocked it.\n", terminal->out);
	for (size_t i = 0; (fact = pq_timeline_next(states, PQ_FACT_CHANGE, &i)) != NULL;) {
		if (!pq_fact_names(&fact->ports, port) && !pq_fact_names(&fact->removed, port))
			continue;
		paragraph(&picture, "why", PQ_COLOUR_PLAIN, fact->text);
		paragraph(&picture, "source", PQ_COLOUR_FAINT, fact->source);
	}
}

/* A change with, on its bar, how much of it the product had at the dates of its sources. */
static void show_change_of_product(const struct pq_picture *picture, const struct pq_fact *change,
				   const struct pq_state *product, size_t count)
{
	static const enum pq_glyph glyphs[] = { PQ_GLYPH_EMPTY, PQ_GLYPH_HALF, PQ_GLYPH_FULL };
	static const enum pq_colour colours[] = { PQ_COLOUR_BAD, PQ_COLOUR_WARN, PQ_COLOUR_GOOD };
	struct pq_picture_row row = { 0 };
	int begin = pq_picture_at(picture, change->date);
	char left[64];
	char name[128];

	pq_picture_put(&row, begin, PQ_GLYPH_BEGIN, PQ_COLOUR_FAINT);
	pq_picture_line(&row, begin + 1, picture->across, PQ_COLOUR_FAINT);
	for (size_t i = 0; i < count; i++) {
		struct pq_view date = pq_view_str(product[i].day);
		unsigned int share = pq_state_share(&product[i], change);
		bool due = date.len && memcmp(change->date.data, date.data, change->date.len) <= 0;

		if (date.len && (share || due))
			pq_picture_put(&row, pq_picture_at(picture, date), glyphs[share], colours[share]);
	}
	snprintf(left, sizeof(left), "%-7.*s %6u", pq_timeline_month(change->date), (const char *)change->date.data,
		 change->size);
	snprintf(name, sizeof(name), "%.*s", (int)change->name.len, (const char *)change->name.data);
	pq_picture_show(picture, &row, left, PQ_COLOUR_PLAIN, name, PQ_COLOUR_PLAIN);
}

/* "67 of the list's 83 ports, for http,https,ws,wss; all 67 of its day" */
static void count_ports(const struct pq_state *state, char *out, size_t size)
{
	uint32_t missing = pq_port_map_count(&state->missing);
	char schemes[128];
	size_t len;

	if (!state->schemes) {
		snprintf(out, size, "none of the list's ports for http,https,ws,wss");
		return;
	}
	pq_words_schemes(state->schemes, schemes, sizeof(schemes));
	len = (size_t)snprintf(out, size, "%u of the list's %u ports, for %s", state->has, state->has + missing,
			       schemes);
	if (state->due && state->late)
		snprintf(out + len, size - len, "; all but %u of the %u of its day", state->late, state->due);
	else if (state->due)
		snprintf(out + len, size - len, "; all %u of its day", state->due);
}

/* A policy's numbers and its source. */
static void show_state(const struct pq_picture *picture, const struct pq_state *state)
{
	const struct pq_terminal *terminal = picture->terminal;
	char words[4096];

	fputc('\n', terminal->out);
	pq_terminal_view(terminal, PQ_COLOUR_STRONG, state->policy->name);
	fputs(", ", terminal->out);
	fputs(state->day[0] ? state->day : "no date", terminal->out);
	fputc('\n', terminal->out);
	if (state->policy->source.len)
		paragraph(picture, "source", PQ_COLOUR_FAINT, state->policy->source);
	count_ports(state, words, sizeof(words));
	paragraph(picture, "has", state->late ? PQ_COLOUR_WARN : PQ_COLOUR_GOOD, pq_view_str(words));
	if (state->schemes && pq_port_map_count(&state->missing)) {
		pq_ranges_of_set(&state->missing, words, (size_t)(width_of(picture) - INDENT + 1));
		paragraph(picture, "lacks", PQ_COLOUR_PLAIN, pq_view_str(words));
	}
	if (pq_port_map_count(&state->partly)) {
		pq_ranges_of_set(&state->partly, words, (size_t)(width_of(picture) - INDENT + 1));
		paragraph(picture, "in part", PQ_COLOUR_PLAIN, pq_view_str(words));
	}
	if (pq_port_map_count(&state->extra)) {
		pq_ranges_of_set(&state->extra, words, (size_t)(width_of(picture) - INDENT + 1));
		paragraph(picture, "more", PQ_COLOUR_PLAIN, pq_view_str(words));
	}
}

void pq_report_timeline_product(const struct pq_states *states, const struct pq_state *product, size_t count,
				const struct pq_terminal *terminal)
{
	const struct pq_fact *fact;
	struct pq_picture picture;

	pq_timeline_picture(&picture, states, terminal);
	pq_terminal_view(terminal, PQ_COLOUR_STRONG, product->product);
	fputs(" beside the changes of the Fetch standard's list\n", terminal->out);
	pq_picture_years(&picture);
	for (size_t i = 0; (fact = pq_timeline_next(states, PQ_FACT_CHANGE, &i)) != NULL;)
		if (fact->ports.count)
			show_change_of_product(&picture, fact, product, count);
	for (size_t i = 0; (fact = pq_timeline_next(states, PQ_FACT_EXCEPTION, &i)) != NULL;)
		if (pq_view_eq(fact->name, product->product))
			pq_timeline_exception(&picture, states, fact);
	legend(&picture, true);
	for (size_t i = 0; i < count; i++)
		show_state(&picture, &product[i]);
}

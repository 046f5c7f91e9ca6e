/* SPDX-License-Identifier: MIT */
/* Findings, scenarios, notes, what is untested, the baseline and the launch. */
#include <stdlib.h>

#include "monitor/monitor.h"
#include "report/audit_html.h"
#include "report/audit_ranges.h"
#include "report/html_text.h"

#define MAX_EVIDENCE 8 /* transcripts of one group of findings */
#define MAX_NAMES 40   /* vectors named in one group */

void pq_audit_html_transcript(struct pq_audit_html *html, const char *summary, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	if (!text)
		return;
	fputs("<details><summary>", html->out);
	pq_html_put(html->out, summary);
	fputs("</summary>", html->out);
	if (len > html->budget) {
		fputs("<p class=\"note\">Left out here for its length; the JSON report has it.</p></details>",
		      html->out);
		return;
	}
	html->budget -= len;
	fputs("<pre tabindex=\"0\">", html->out);
	pq_html_transcript(html->out, pq_view_str(text));
	fputs("</pre></details>\n", html->out);
}

void pq_audit_html_chip(struct pq_audit_html *html, const char *class, const char *word)
{
	fprintf(html->out, "<span class=\"chip %s\">", class);
	pq_html_put(html->out, word);
	fputs("</span> ", html->out);
}

static void put_rule(struct pq_audit_html *html, enum pq_rule rule)
{
	const struct pq_rule_info *info = pq_rule_info(rule);

	fputs("<p class=\"rule\">", html->out);
	pq_html_put(html->out, info->summary);
	fputs(" <span>", html->out);
	pq_html_put(html->out, info->cwe);
	fputs(" &middot; ", html->out);
	pq_html_put(html->out, info->section);
	fputs("</span></p>", html->out);
}

static void put_group_names(struct pq_audit_html *html, const struct pq_audit_group *group)
{
	const struct pq_result *result = html->result;
	size_t shown = 0;

	fputs("<p class=\"names\">", html->out);
	for (size_t i = group->first; i < result->vector_count && shown < MAX_NAMES; i++) {
		if (!pq_audit_in_group(group, &result->vectors[i]))
			continue;
		fputs("<code>", html->out);
		pq_html_put(html->out, result->vectors[i].name);
		fputs("</code> ", html->out);
		shown++;
	}
	if (group->vectors > shown)
		fprintf(html->out, "and %zu more", group->vectors - shown);
	fputs("</p>", html->out);
}

static void put_group_evidence(struct pq_audit_html *html, const struct pq_audit_group *group)
{
	const struct pq_result *result = html->result;
	size_t shown = 0;
	char summary[160];

	for (size_t i = group->first; i < result->vector_count && shown < MAX_EVIDENCE; i++) {
		const struct pq_result_vector *vector = &result->vectors[i];
		bool member = pq_audit_in_group(group, vector);

		for (size_t k = 0; member && k < vector->port_count && shown < MAX_EVIDENCE; k++) {
			const struct pq_result_port *port = &vector->ports[k];

			if (port->finding != group->finding || (port->accepted != 0) != group->accepted ||
			    !port->evidence)
				continue;
			shown++;
			snprintf(summary, sizeof(summary), "%.80s, port %u: first ask %s, second ask %s",
				 vector->name ? vector->name : "?", port->port, pq_seen_name(port->seen),
				 port->asked_again ? pq_seen_name(port->again) : "none");
			pq_audit_html_transcript(html, summary, port->evidence);
		}
	}
}

static void put_group(struct pq_audit_html *html, const struct pq_audit_group *group)
{
	bool unsafe = group->finding == PQ_FINDING_UNSAFE_PORT;
	struct pq_view service = pq_view(NULL, 0);

	if (group->port_count == 1)
		service = pq_audit_service_name(&html->services, (uint16_t)strtoul(group->ports, NULL, 10));
	fprintf(html->out, "<article class=\"card finding\"><h3>");
	pq_audit_html_chip(html, pq_audit_html_class(group->finding, group->accepted), pq_finding_name(group->finding));
	fprintf(html->out, "port%s %s", group->port_count == 1 ? "" : "s", group->ports);
	if (service.len > 0) {
		fputs(" <small>", html->out);
		pq_html_line(html->out, service);
		fputs("</small>", html->out);
	}
	fprintf(html->out, "</h3><p>%s, through %zu vector%s:</p>",
		unsafe ? "Dialled, although the policy blocks it"
		       : "Not dialled in two asks, although the policy allows it",
		group->vectors, group->vectors == 1 ? "" : "s");
	put_group_names(html, group);
	put_rule(html, unsafe ? PQ_RULE_UNSAFE_PORT : PQ_RULE_OVER_BLOCK);
	put_group_evidence(html, group);
	fputs("</article>\n", html->out);
}

static bool put_other(void *context, const struct pq_audit_finding *finding)
{
	struct pq_audit_html *html = context;
	const char *word = finding->rule != PQ_RULE_NONE ? pq_rule_name(finding->rule)
			   : finding->kind == 'v'        ? "lost"
			   : finding->kind == 'd'        ? "unexpected dial"
							 : "differs";

	if (finding->kind == 'p' || finding->accepted)
		return true;
	fputs("<article class=\"card finding\"><h3>", html->out);
	pq_audit_html_chip(html, finding->rule != PQ_RULE_NONE || finding->kind == 'v' ? "unsafe" : "over", word);
	fputs("</h3><p>", html->out);
	pq_html_put(html->out, finding->text);
	fputs("</p>", html->out);
	if (finding->rule != PQ_RULE_NONE)
		put_rule(html, finding->rule);
	if (finding->entry)
		pq_audit_html_transcript(html, "transcript", finding->entry->transcript);
	if (finding->dial)
		pq_audit_html_transcript(html, "transcript", finding->dial->evidence);
	fputs("</article>\n", html->out);
	return true;
}

void pq_audit_html_findings(struct pq_audit_html *html)
{
	size_t count;
	struct pq_audit_group *groups;

	if (pq_result_exit(html->result) != 1)
		return;
	groups = pq_audit_groups(html->result, &count);
	fputs("<section id=\"findings\"><h2>Findings</h2>\n<div class=\"findings\">\n", html->out);
	for (size_t i = 0; i < count; i++)
		if (!groups[i].accepted)
			put_group(html, &groups[i]);
	pq_audit_findings(html->result, put_other, html);
	fputs("</div></section>\n", html->out);
	free(groups);
}

static void put_broken(struct pq_audit_html *html, const struct pq_result_case *entry)
{
	for (size_t rule = 1; rule < PQ_RULE_COUNT; rule++)
		if (entry->rules[rule] == PQ_VIOLATED)
			pq_audit_html_chip(html, entry->accepted ? "accepted" : "unsafe",
					   pq_rule_name((enum pq_rule)rule));
}

/* What a case came to. */
static void put_case_chip(struct pq_audit_html *html, const struct pq_result_case *entry)
{
	if (entry->tested != PQ_TESTED)
		pq_audit_html_chip(html, "untested", pq_tested_name(entry->tested));
	else if (pq_result_case_rule(entry) != PQ_RULE_NONE)
		put_broken(html, entry);
	else if (entry->differs)
		pq_audit_html_chip(html, entry->accepted ? "accepted" : "over", "differs");
	else
		pq_audit_html_chip(html, "ok", entry->outcome ? entry->outcome : "held");
}

static void put_case(struct pq_audit_html *html, const struct pq_result_case *entry)
{
	size_t held = 0;

	for (size_t rule = 1; rule < PQ_RULE_COUNT; rule++)
		held += entry->rules[rule] == PQ_HELD;
	fputs("<li>", html->out);
	put_case_chip(html, entry);
	fputs("<span class=\"name\">", html->out);
	pq_html_put(html->out, entry->name);
	fputs("</span> ", html->out);
	if (entry->tested == PQ_TESTED)
		fprintf(html->out, "<small>rules held: %zu</small>", held);
	if (entry->cause || entry->detail) {
		fputs("<p>", html->out);
		pq_html_put(html->out, entry->tested == PQ_TESTED && entry->detail ? entry->detail
				       : entry->cause                              ? entry->cause
										   : entry->detail);
		fputs("</p>", html->out);
	}
	if (entry->file) {
		fputs("<p><code>", html->out);
		pq_html_put(html->out, entry->file);
		fputs("</code></p>", html->out);
	}
	pq_audit_html_transcript(html, "transcript", entry->transcript);
	fputs("</li>\n", html->out);
}

static bool is_loud(const struct pq_result_case *entry)
{
	return entry->tested == PQ_TESTED && (entry->differs || pq_result_case_rule(entry) != PQ_RULE_NONE);
}

/* Those that say something first; the others folded. Returns how many were written. */
static size_t put_cases(struct pq_audit_html *html, const char *suite, bool loud)
{
	const struct pq_result *result = html->result;
	size_t count = 0;

	for (size_t i = 0; i < result->case_count; i++)
		count += result->cases[i].suite && strcmp(result->cases[i].suite, suite) == 0 &&
			 is_loud(&result->cases[i]) == loud;
	if (count == 0)
		return 0;
	if (!loud)
		fprintf(html->out, "<details class=\"more\"><summary>%zu that held, or were not tested</summary>",
			count);
	fputs("<ul class=\"cases\">\n", html->out);
	for (size_t i = 0; i < result->case_count; i++)
		if (result->cases[i].suite && strcmp(result->cases[i].suite, suite) == 0 &&
		    is_loud(&result->cases[i]) == loud)
			put_case(html, &result->cases[i]);
	fputs(loud ? "</ul>\n" : "</ul></details>\n", html->out);
	return count;
}

void pq_audit_html_cases(struct pq_audit_html *html, const char *suite, const char *id, const char *title)
{
	size_t all = 0;
	size_t tested = 0;

	for (size_t i = 0; i < html->result->case_count; i++) {
		const struct pq_result_case *entry = &html->result->cases[i];

		if (!entry->suite || strcmp(entry->suite, suite) != 0)
			continue;
		all++;
		tested += entry->tested == PQ_TESTED;
	}
	if (all == 0)
		return;
	fprintf(html->out,
		"<section id=\"%s\"><h2>%s</h2>\n<p class=\"note\">%zu of %zu scenarios could be put to it.</p>\n", id,
		title, tested, all);
	fputs("<div class=\"card\">", html->out);
	if (put_cases(html, suite, true) == 0)
		fputs("<p class=\"calm\">None breaks a rule, and none differs from the model.</p>", html->out);
	put_cases(html, suite, false);
	fputs("</div></section>\n", html->out);
}

void pq_audit_html_notes(struct pq_audit_html *html)
{
	const struct pq_result *result = html->result;

	if (result->note_count == 0)
		return;
	fputs("<section id=\"notes\"><h2>Over many requests</h2>\n<div class=\"card\"><ul class=\"cases\">\n",
	      html->out);
	for (size_t i = 0; i < result->note_count; i++) {
		const struct pq_result_note *note = &result->notes[i];

		fputs("<li>", html->out);
		pq_audit_html_chip(html,
				   note->judgement != PQ_VIOLATED ? "ok"
				   : note->accepted               ? "accepted"
								  : "unsafe",
				   pq_judgement_name((enum pq_judgement)note->judgement));
		fputs("<span class=\"name\">", html->out);
		pq_html_put(html->out, note->name);
		fputs("</span><p>", html->out);
		pq_html_put(html->out, note->detail ? note->detail : pq_rule_name(note->rule));
		fputs("</p></li>\n", html->out);
	}
	fputs("</ul></div></section>\n", html->out);
}

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* Vectors that are not tested for the same cause stand in one row. */
static bool same_cause(const struct pq_result_vector *a, const struct pq_result_vector *b)
{
	return a->tested == b->tested && a->lost == b->lost && same(a->cause, b->cause);
}

static bool told(const struct pq_result *result, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (same_cause(&result->vectors[i], &result->vectors[index]))
			return true;
	return false;
}

static void put_cause(struct pq_audit_html *html, size_t index)
{
	const struct pq_result *result = html->result;
	const struct pq_result_vector *vector = &result->vectors[index];

	fputs("<tr><td>", html->out);
	pq_audit_html_chip(html, vector->lost && !vector->accepted ? "unsafe" : "untested",
			   vector->lost ? "lost" : pq_tested_name(vector->tested));
	fputs("</td><th scope=\"row\">", html->out);
	pq_html_put(html->out, vector->cause);
	fputs("</th><td>", html->out);
	for (size_t i = index; i < result->vector_count; i++) {
		if (!same_cause(&result->vectors[i], vector))
			continue;
		fputs("<code>", html->out);
		pq_html_put(html->out, result->vectors[i].name);
		fputs("</code> ", html->out);
	}
	fputs("</td></tr>\n", html->out);
}

static void put_untested(struct pq_audit_html *html, enum pq_tested tested)
{
	for (size_t i = 0; i < html->result->vector_count; i++)
		if (html->result->vectors[i].tested == tested && !told(html->result, i))
			put_cause(html, i);
}

void pq_audit_html_untested(struct pq_audit_html *html)
{
	if (html->sum.untested_vectors + html->sum.inapplicable_vectors == 0)
		return;
	fputs("<section id=\"untested\"><h2>Untested</h2>\n<p class=\"note\">Without its control a vector states "
	      "nothing; "
	      "it is not a pass.</p>\n<div class=\"card scroll\"><table class=\"plain causes\"><tbody>\n",
	      html->out);
	put_untested(html, PQ_UNTESTED);
	put_untested(html, PQ_NOT_APPLICABLE_HERE);
	fputs("</tbody></table></div></section>\n", html->out);
}

void pq_audit_html_baseline(struct pq_audit_html *html)
{
	const struct pq_result *result = html->result;

	if (result->accepted_count == 0)
		return;
	fputs("<section id=\"baseline\"><h2>Baseline</h2>\n<p class=\"note\">Differences that were accepted, each with "
	      "its "
	      "reason, until their day.</p>\n<div class=\"card scroll\"><table "
	      "class=\"plain\"><thead><tr><th>accepts</th>"
	      "<th>why</th><th>until</th><th></th></tr></thead><tbody>\n",
	      html->out);
	for (size_t i = 0; i < result->accepted_count; i++) {
		const struct pq_result_accepted *row = &result->accepted[i];

		fputs("<tr><td><code>", html->out);
		pq_html_put(html->out, row->what);
		fputs("</code></td><td>", html->out);
		pq_html_put(html->out, row->reason);
		fputs("</td><td>", html->out);
		pq_html_put(html->out, row->expires ? row->expires : "-");
		fputs("</td><td>", html->out);
		pq_audit_html_chip(html,
				   row->expired ? "unsafe"
				   : row->used  ? "accepted"
						: "untested",
				   row->expired ? "expired"
				   : row->used  ? "used"
						: "unused");
		fputs("</td></tr>\n", html->out);
	}
	fputs("</tbody></table></div></section>\n", html->out);
}

void pq_audit_html_launch(struct pq_audit_html *html)
{
	const struct pq_result *result = html->result;
	struct pq_view command = pq_view_str(result->command ? result->command : "");

	fputs("<section id=\"launch\"><h2>Launch</h2>\n<div class=\"card launch\"><p class=\"note\">Family ",
	      html->out);
	pq_html_put(html->out, result->family);
	fprintf(html->out, "; the sink took %u.%u&nbsp;%% of the processors' time, everything %u.%u&nbsp;%%.</p>\n<p>",
		result->sink_permille / 10, result->sink_permille % 10, result->busy_permille / 10,
		result->busy_permille % 10);
	for (size_t at = 0; at < command.len;) {
		size_t end = pq_view_find(command, ' ', at);

		if (end > at) {
			fputs("<code>", html->out);
			pq_html_line(html->out, pq_view_slice(command, at, end));
			fputs("</code> ", html->out);
		}
		at = end + 1;
	}
	fputs("</p></div></section>\n", html->out);
}

/* SPDX-License-Identifier: MIT */
/* Address spaces and idle dials: what was reached, which no port policy judges. */
#include "report/audit_html.h"
#include "report/html_text.h"

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* True if none of the entries before has that member in common with it. */
static bool first_from(const struct pq_result *result, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (same(result->spaces[i].from, result->spaces[index].from))
			return false;
	return true;
}

static bool first_to(const struct pq_result *result, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (same(result->spaces[i].from, result->spaces[index].from) &&
		    same(result->spaces[i].to, result->spaces[index].to))
			return false;
	return true;
}

static bool first_initiator(const struct pq_result *result, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (same(result->spaces[i].from, result->spaces[index].from) &&
		    same(result->spaces[i].initiator, result->spaces[index].initiator))
			return false;
	return true;
}

static const struct pq_result_space *space_at(const struct pq_result *result, const struct pq_result_space *row,
					      const struct pq_result_space *column)
{
	for (size_t i = 0; i < result->space_count; i++)
		if (same(result->spaces[i].from, row->from) && same(result->spaces[i].initiator, row->initiator) &&
		    same(result->spaces[i].to, column->to))
			return &result->spaces[i];
	return NULL;
}

static void put_cell(struct pq_audit_html *html, const struct pq_result_space *space)
{
	static const char *const classes[PQ_SEEN_COUNT] = { "blocked", "over", "over", "over", "allowed" };
	static const char *const words[PQ_SEEN_COUNT] = { "not dialled", "dial", "TLS hello", "bytes", "request" };

	fputs("<td", html->out);
	if (space && space->tested != PQ_TESTED) {
		fputs(" title=\"", html->out);
		pq_html_put(html->out, space->cause);
		fputs("\">", html->out);
		pq_audit_html_chip(html, "untested", pq_tested_name(space->tested));
	} else if (space && space->seen < PQ_SEEN_COUNT) {
		fputs(">", html->out);
		pq_audit_html_chip(html, classes[space->seen], words[space->seen]);
		if (space->asked_again && space->again != space->seen)
			fprintf(html->out, "<small>then %s</small>", pq_seen_name(space->again));
	} else {
		fputs(">", html->out);
	}
	fputs("</td>", html->out);
}

/* One table for each space that a page lay in. */
static void put_table(struct pq_audit_html *html, size_t from)
{
	const struct pq_result *result = html->result;

	fputs("<div class=\"card scroll\"><table class=\"plain reach\"><thead><tr><th scope=\"col\">from ", html->out);
	pq_html_put(html->out, result->spaces[from].from);
	fputs(" to</th>", html->out);
	for (size_t i = from; i < result->space_count; i++) {
		if (!same(result->spaces[i].from, result->spaces[from].from) || !first_to(result, i))
			continue;
		fputs("<th scope=\"col\">", html->out);
		pq_html_put(html->out, result->spaces[i].to);
		fputs("</th>", html->out);
	}
	fputs("</tr></thead><tbody>\n", html->out);
	for (size_t i = from; i < result->space_count; i++) {
		if (!same(result->spaces[i].from, result->spaces[from].from) || !first_initiator(result, i))
			continue;
		fputs("<tr><th scope=\"row\">", html->out);
		pq_html_put(html->out, result->spaces[i].initiator);
		fputs("</th>", html->out);
		for (size_t k = from; k < result->space_count; k++)
			if (same(result->spaces[k].from, result->spaces[from].from) && first_to(result, k))
				put_cell(html, space_at(result, &result->spaces[i], &result->spaces[k]));
		fputs("</tr>\n", html->out);
	}
	fputs("</tbody></table></div>\n", html->out);
}

void pq_audit_html_spaces(struct pq_audit_html *html)
{
	const struct pq_result *result = html->result;

	if (result->space_count == 0)
		return;
	fputs("<section id=\"spaces\"><h2>Address spaces</h2>\n<p class=\"note\">How far a page's request came into "
	      "another "
	      "address space. No rule judges this; compare it with what the product promises.</p>\n",
	      html->out);
	for (size_t i = 0; i < result->space_count; i++)
		if (first_from(result, i))
			put_table(html, i);
	fputs("</section>\n", html->out);
}

/* What it wrote, below its row. */
static void put_bytes(struct pq_audit_html *html, const struct pq_result_dial *dial)
{
	if (!dial->first && !dial->evidence)
		return;
	fputs("<tr class=\"sub\"><td></td><td colspan=\"4\">", html->out);
	if (dial->first) {
		fputs("<details><summary>first bytes</summary><pre tabindex=\"0\">", html->out);
		pq_html_lines(html->out, pq_view_str(dial->first));
		fputs("</pre></details>", html->out);
	}
	pq_audit_html_transcript(html, "transcript", dial->evidence);
	fputs("</td></tr>\n", html->out);
}

static void put_dial(struct pq_audit_html *html, const struct pq_result_dial *dial)
{
	bool wrong = pq_finding_is_violation(dial->finding) || dial->unexpected;

	fprintf(html->out, "<tr><td>%u.%u s</td><th scope=\"row\">", dial->after_ms / 1000, dial->after_ms / 100 % 10);
	pq_html_put(html->out, dial->name ? dial->name : "-");
	fputs("</th><td>", html->out);
	if (dial->address) {
		fputs("<code>", html->out);
		pq_html_put(html->out, dial->address);
		fprintf(html->out, "</code> port %u, ", dial->port);
		pq_html_put(html->out, dial->transport);
	} else {
		fputs("looked up only", html->out);
	}
	fputs("</td><td>", html->out);
	pq_html_number(html->out, dial->bytes);
	fprintf(html->out, " bytes, %s</td><td>", pq_seen_name(dial->seen));
	pq_audit_html_chip(html,
			   !wrong           ? "ok"
			   : dial->accepted ? "accepted"
					    : "unsafe",
			   dial->accepted                           ? "accepted"
			   : pq_finding_is_violation(dial->finding) ? pq_finding_name(dial->finding)
			   : dial->unexpected                       ? "unexpected"
								    : "seen");
	fputs("</td></tr>\n", html->out);
	put_bytes(html, dial);
}

void pq_audit_html_dials(struct pq_audit_html *html)
{
	if (html->result->dial_count == 0)
		return;
	fputs("<section id=\"dials\"><h2>Dials of its own</h2>\n<p class=\"note\">What it dialled and looked up while "
	      "nobody "
	      "asked it to.</p>\n<div class=\"card scroll\"><table "
	      "class=\"plain\"><thead><tr><th>after</th><th>name</th>"
	      "<th>address</th><th>wrote</th><th></th></tr></thead><tbody>\n",
	      html->out);
	for (size_t i = 0; i < html->result->dial_count; i++)
		put_dial(html, &html->result->dials[i]);
	fputs("</tbody></table></div></section>\n", html->out);
}

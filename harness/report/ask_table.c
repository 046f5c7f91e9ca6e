/* SPDX-License-Identifier: MIT */
#include "report/ask_table.h"

#include <string.h>

static const struct pq_ask_cell *cell_at(const struct pq_ask_table *table, size_t row, size_t column)
{
	return &table->cells[row * table->subject_count + column];
}

static bool has_violation(const struct pq_ask_cell *cell)
{
	return cell->played && cell->verdict.violation_total > 0;
}

/* What stands in the table: the rule that is broken, or what became of it. */
static const char *word_of(const struct pq_ask_cell *cell)
{
	if (!cell->played)
		return "n.a.";
	return has_violation(cell) ? pq_rule_name(cell->verdict.violations[0].rule)
				   : pq_case_name(cell->verdict.outcome);
}

static enum pq_colour colour_of(const struct pq_ask_cell *cell)
{
	if (!cell->played)
		return PQ_COLOUR_FAINT;
	if (has_violation(cell))
		return PQ_COLOUR_BAD;
	return cell->verdict.outcome == PQ_CASE_VOID ? PQ_COLOUR_WARN : PQ_COLOUR_GOOD;
}

static int width_of(const struct pq_ask_table *table, size_t column)
{
	size_t width = strlen(table->subjects[column]);

	for (size_t row = 0; row < table->row_count; row++) {
		size_t len = strlen(word_of(cell_at(table, row, column)));

		width = len > width ? len : width;
	}
	return (int)width + 2;
}

static void print_details(const struct pq_ask_table *table, FILE *out, size_t row, size_t column)
{
	const struct pq_ask_cell *cell = cell_at(table, row, column);
	const struct pq_verdict *verdict = &cell->verdict;

	if (!cell->played || verdict->outcome == PQ_CASE_VOID) {
		fprintf(out, "  %s: ", table->subjects[column]);
		pq_terminal_text(out, pq_view_str(cell->played ? verdict->void_why : cell->cause));
		fputc('\n', out);
	}
	for (size_t i = 0; cell->played && i < verdict->violation_total && i < PQ_MAX_VIOLATIONS; i++) {
		fprintf(out, "  %s: %s: ", table->subjects[column], pq_rule_name(verdict->violations[i].rule));
		pq_terminal_text(out, pq_view_str(verdict->violations[i].detail));
		fputc('\n', out);
	}
}

void pq_ask_terminal(const struct pq_ask_table *table, const struct pq_terminal *terminal)
{
	for (size_t column = 0; column < table->subject_count; column++)
		pq_terminal_column(terminal, PQ_COLOUR_STRONG, table->subjects[column], width_of(table, column));
	pq_terminal_put(terminal, PQ_COLOUR_STRONG, "scenario\n");
	for (size_t row = 0; row < table->row_count; row++) {
		for (size_t column = 0; column < table->subject_count; column++)
			pq_terminal_column(terminal, colour_of(cell_at(table, row, column)),
					   word_of(cell_at(table, row, column)), width_of(table, column));
		pq_terminal_text(terminal->out, pq_view_str(table->names[row]));
		fputc('\n', terminal->out);
		for (size_t column = 0; column < table->subject_count; column++)
			print_details(table, terminal->out, row, column);
	}
}

void pq_ask_json(const struct pq_ask_table *table, FILE *out)
{
	for (size_t row = 0; row < table->row_count; row++) {
		for (size_t column = 0; column < table->subject_count; column++) {
			const struct pq_ask_cell *cell = cell_at(table, row, column);
			static const struct pq_scenario nothing;
			json_t *value = cell->played ? pq_json_case(table->names[row], &nothing, &cell->verdict)
						     : json_object();

			json_object_del(value, "grade");
			json_object_set_new(value, "case", pq_json_text(pq_view_str(table->names[row])));
			json_object_set_new(value, "subject", json_string(table->subjects[column]));
			if (!cell->played)
				json_object_set_new(value, "cause", pq_json_text(pq_view_str(cell->cause)));
			pq_json_print(value, out);
		}
	}
}

static const char style[] =
	":root{color-scheme:light dark;--bad:#b3261e;--good:#1b6e3c;--faint:#6b6b6b}"
	"@media(prefers-color-scheme:dark){:root{--bad:#ff8a80;--good:#7fd6a0;--faint:#9a9a9a}}"
	"body{font:15px/1.45 system-ui,sans-serif;margin:1rem auto;max-width:70rem;padding:0 1rem}"
	"div{overflow-x:auto}table{border-collapse:collapse}td,th{padding:.2rem .7rem;text-align:left;"
	"border-bottom:1px solid color-mix(in srgb,currentColor 20%,transparent)}"
	".bad{color:var(--bad);font-weight:600}.good{color:var(--good)}.none{color:var(--faint)}"
	"pre{overflow-x:auto;padding:.6rem;border:1px solid color-mix(in srgb,currentColor 20%,transparent)}";

/*
 * What a subject wrote cannot leave its place: everything but plain ASCII text is written as a reference or replaced.
 */
static void add_html(FILE *out, struct pq_view text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = text.data[i];

		if (c == '<' || c == '>' || c == '&' || c == '"' || c == '\'')
			fprintf(out, "&#%u;", (unsigned int)c);
		else if (c == '\n' || c == '\t' || (c >= 0x20 && c < 0x7f))
			fputc(c, out);
		else
			fprintf(out, "\\x%02x", (unsigned int)c);
	}
}

static void add_cell(FILE *out, const struct pq_ask_cell *cell)
{
	const char *class = !cell->played ? "none" : has_violation(cell) ? "bad" : "good";

	fprintf(out, "<td class=\"%s\" title=\"", class);
	if (!cell->played)
		add_html(out, pq_view_str(cell->cause));
	else if (has_violation(cell))
		add_html(out, pq_view_str(cell->verdict.violations[0].detail));
	fprintf(out, "\">%s</td>", word_of(cell));
}

static void add_rows(const struct pq_ask_table *table, FILE *out)
{
	for (size_t row = 0; row < table->row_count; row++) {
		fprintf(out, "<tr><td><a href=\"#s%zu\">", row);
		add_html(out, pq_view_str(table->names[row]));
		fputs("</a></td>", out);
		for (size_t column = 0; column < table->subject_count; column++)
			add_cell(out, cell_at(table, row, column));
		fputs("</tr>\n", out);
	}
}

static void add_story(const struct pq_ask_table *table, FILE *out, size_t row, size_t column)
{
	const struct pq_ask_cell *cell = cell_at(table, row, column);

	fprintf(out, "<details><summary>%s: %s</summary>\n", table->subjects[column], word_of(cell));
	if (!cell->played) {
		fputs("<p>", out);
		add_html(out, pq_view_str(cell->cause));
		fputs("</p>", out);
	}
	for (size_t i = 0; cell->played && i < cell->verdict.violation_total && i < PQ_MAX_VIOLATIONS; i++) {
		fprintf(out, "<p class=\"bad\">%s: ", pq_rule_name(cell->verdict.violations[i].rule));
		add_html(out, pq_view_str(cell->verdict.violations[i].detail));
		fputs("</p>", out);
	}
	if (cell->transcript) {
		fputs("<pre>", out);
		add_html(out, pq_view_str(cell->transcript));
		fputs("</pre>", out);
	}
	fputs("</details>\n", out);
}

void pq_ask_html(const struct pq_ask_table *table, FILE *out)
{
	fprintf(out,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
		"'unsafe-inline'\">\n"
		"<title>pratique ask</title>\n<style>%s</style>\n<h1>pratique ask</h1>\n<p>Judged under policy ",
		style);
	add_html(out, pq_view_str(table->judge));
	fputs(".</p>\n<div><table><tr><th>scenario</th>", out);
	for (size_t column = 0; column < table->subject_count; column++)
		fprintf(out, "<th>%s</th>", table->subjects[column]);
	fputs("</tr>\n", out);
	add_rows(table, out);
	fputs("</table></div>\n", out);
	for (size_t row = 0; row < table->row_count; row++) {
		fprintf(out, "<h2 id=\"s%zu\">", row);
		add_html(out, pq_view_str(table->names[row]));
		fputs("</h2>\n<pre>", out);
		add_html(out, table->texts[row]);
		fputs("</pre>\n", out);
		for (size_t column = 0; column < table->subject_count; column++)
			add_story(table, out, row, column);
	}
}

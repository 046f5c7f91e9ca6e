/* SPDX-License-Identifier: MIT */
/* Engines and the mutator, lines by folder, runs, what was said on the way, and the cells of all tables. */
#include <string.h>

#include "report/campaign_html.h"
#include "report/html_text.h"

void pq_campaign_html_number_cell(FILE *out, uint64_t number)
{
	fputs("<td class=\"number\">", out);
	pq_html_number(out, (size_t)number);
	fputs("</td>", out);
}

void pq_campaign_html_share_cell(FILE *out, uint64_t part, uint64_t whole)
{
	double share = whole ? (double)part * 100 / (double)whole : 0;

	fprintf(out,
		"<td class=\"share\"><svg class=\"bar100\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" "
		"aria-hidden=\"true\"><path class=\"whole\" d=\"M0 4h100\"/><path class=\"part\" d=\"M0 "
		"4h%.2f\"/></svg>"
		"<span>%.1f %%</span></td>",
		share > 100 ? 100 : share, share);
}

static void put_share(FILE *out, uint64_t part, uint64_t whole)
{
	fprintf(out, "<td class=\"number\">%.1f %%</td>", whole ? (double)part * 100 / (double)whole : 0.0);
}

static void put_none(FILE *out)
{
	fputs("<td class=\"number\">-</td>", out);
}

static void put_engine_row(FILE *out, const struct pq_campaign_series *series)
{
	fputs("<tr><th scope=\"row\">", out);
	pq_html_put(out, series->target);
	fputs("</th><td>", out);
	pq_html_put(out, pq_campaign_engine_word(series->engine));
	fputs("</td>", out);
	pq_campaign_html_number_cell(out, series->executions);
	pq_campaign_html_number_cell(out, series->spent_ms ? series->executions * 1000 / series->spent_ms : 0);
	fputs("<td class=\"number\">", out);
	pq_campaign_html_time(out, series->cpu_ms);
	fputs("</td>", out);
	if (series->edges)
		pq_campaign_html_number_cell(out, series->edges);
	else
		put_none(out);
	pq_campaign_html_number_cell(out, series->inputs);
	if (series->mutator || series->mutated)
		put_share(out, series->mutated, series->executions);
	else
		put_none(out);
	if (series->stability)
		fprintf(out, "<td class=\"number%s\">%u.%02u %%</td>", series->stability < 10000 ? " warn" : "",
			(unsigned int)(series->stability / 100), (unsigned int)(series->stability % 100));
	else
		put_none(out);
	fputs("</tr>\n", out);
}

static void put_canary(FILE *out, const struct pq_campaign_engine_state *state)
{
	static const struct {
		const char *class;
		const char *words;
	} ends[] = {
		[PQ_CANARY_NOT_RUN] = { "untested", "was not looked for" },
		[PQ_CANARY_FOUND] = { "ok", "was found" },
		[PQ_CANARY_SILENT] = { "unsafe", "stayed silent" },
	};

	fprintf(out, "<span class=\"chip %s\">", ends[state->canary].class);
	pq_html_put(out, pq_campaign_engine_word(state->engine));
	fprintf(out, ": the canary %s</span> ", ends[state->canary].words);
}

void pq_campaign_html_engines(struct pq_campaign_page *page)
{
	const struct pq_campaign_report *report = page->report;
	FILE *out = page->out;

	fputs("<section id=\"engines\"><h2>Engines and the mutator</h2>\n<p class=\"note\">Mutator: the share of "
	      "executions whose input was made by what it means. Stability: what AFL++ saw of the same input taking "
	      "the "
	      "same way twice, the lowest of the last run.</p>\n<p class=\"canaries\">",
	      out);
	for (size_t i = 0; i < report->engine_count; i++)
		put_canary(out, &report->engines[i]);
	fputs("</p><div class=\"card scroll\"><table class=\"plain numbers\"><thead><tr><th>target</th><th>engine</th>"
	      "<th class=\"number\">executions</th><th class=\"number\">a second</th><th class=\"number\">CPU time</th>"
	      "<th class=\"number\">edges</th><th class=\"number\">inputs kept</th><th class=\"number\">mutator</th>"
	      "<th class=\"number\">stability</th></tr></thead><tbody>\n",
	      out);
	for (size_t i = 0; i < report->series_count; i++)
		if (report->series[i].executions > 0)
			put_engine_row(out, &report->series[i]);
	fputs("</tbody></table></div></section>\n", out);
}

static void put_folder_row(FILE *out, const char *name, uint64_t covered, uint64_t lines, const char *class)
{
	fprintf(out, "<tr%s><th scope=\"row\">", class);
	pq_html_put(out, name);
	fputs("</th>", out);
	pq_campaign_html_number_cell(out, covered);
	pq_campaign_html_number_cell(out, lines);
	pq_campaign_html_share_cell(out, covered, lines);
	fputs("</tr>\n", out);
}

void pq_campaign_html_lines(struct pq_campaign_page *page)
{
	const struct pq_campaign_report *report = page->report;
	FILE *out = page->out;
	uint64_t covered = 0, lines = 0;

	fputs("<section id=\"lines\"><h2>Lines of src/ that the corpus runs</h2>\n", out);
	if (report->lines_why || report->folder_count == 0) {
		fputs("<p class=\"note\">Not measured: ", out);
		pq_html_put(out, report->lines_why);
		fputs(".</p></section>\n", out);
		return;
	}
	fputs("<p class=\"note\">Seeds and grown inputs, run once by programs that count lines.</p>\n"
	      "<div class=\"card scroll\"><table class=\"plain numbers\"><thead><tr><th>folder</th>"
	      "<th class=\"number\">run</th><th class=\"number\">lines</th><th>share</th></tr></thead><tbody>\n",
	      out);
	for (size_t i = 0; i < report->folder_count; i++) {
		put_folder_row(out, report->folders[i].name, report->folders[i].covered, report->folders[i].lines, "");
		covered += report->folders[i].covered;
		lines += report->folders[i].lines;
	}
	put_folder_row(out, "all", covered, lines, " class=\"all\"");
	fputs("</tbody></table></div></section>\n", out);
}

static void put_run(FILE *out, const struct pq_campaign_run *run, size_t number)
{
	fprintf(out, "<tr><th scope=\"row\">%zu</th><td>", number);
	pq_html_put(out, run->begun);
	fprintf(out, "</td><td>%s</td><td class=\"number\">", run->resumed ? "resumed" : "new");
	pq_campaign_html_time(out, run->fuzzed_ms);
	fputs("</td><td class=\"number\">", out);
	pq_campaign_html_time(out, run->planned_ms);
	fprintf(out, "</td><td class=\"number\">%u</td><td>%s</td>", run->jobs, run->mutator ? "yes" : "no");
	pq_campaign_html_number_cell(out, run->findings);
	fputs("<td>", out);
	pq_html_put(out, run->end);
	fputs("</td></tr>\n", out);
}

void pq_campaign_html_runs(struct pq_campaign_page *page)
{
	const struct pq_campaign_report *report = page->report;
	FILE *out = page->out;

	fputs("<section id=\"runs\"><h2>Runs in this folder</h2>\n<p class=\"note\">All of <code>", out);
	pq_html_put(out, report->out);
	fputs("</code>; one that was killed could not say how it ended.</p>\n<div class=\"card scroll\">"
	      "<table class=\"plain numbers\"><thead><tr><th>run</th><th>begun, UTC</th><th></th>"
	      "<th class=\"number\">fuzzed</th><th class=\"number\">of</th><th class=\"number\">at once</th>"
	      "<th>mutator</th><th class=\"number\">findings</th><th>ended</th></tr></thead><tbody>\n",
	      out);
	for (size_t i = 0; i < report->run_count; i++)
		put_run(out, &report->runs[i], i + 1);
	fputs("</tbody></table></div></section>\n", out);
}

void pq_campaign_html_messages(struct pq_campaign_page *page)
{
	const struct pq_campaign_report *report = page->report;
	FILE *out = page->out;

	if (report->message_count == 0)
		return;
	fputs("<section id=\"messages\"><h2>Messages</h2>\n<ul class=\"card cases\">\n", out);
	for (size_t i = 0; i < report->message_count; i++) {
		const char *tone = report->messages[i].tone;
		bool bad = tone && strcmp(tone, "error") == 0;
		bool warn = tone && strcmp(tone, "warning") == 0;

		fprintf(out, "<li><span class=\"chip %s\">%s</span><p>",
			bad    ? "unsafe"
			: warn ? "over"
			       : "ok",
			bad    ? "error"
			: warn ? "warning"
			       : "note");
		pq_html_put(out, report->messages[i].text);
		fputs("</p></li>\n", out);
	}
	fputs("</ul></section>\n", out);
}

/* SPDX-License-Identifier: MIT */
/* What each target did over time, and what of it reached the socket layer. */
#include <string.h>

#include "report/campaign_chart.h"
#include "report/campaign_html.h"
#include "report/html_text.h"

const char *pq_campaign_engine_word(const char *engine)
{
	if (engine && strcmp(engine, "libfuzzer") == 0)
		return "libFuzzer";
	return engine && strcmp(engine, "aflpp") == 0 ? "AFL++" : engine;
}

void pq_campaign_html_time(FILE *out, uint64_t ms)
{
	uint64_t seconds = ms / 1000, minutes = seconds / 60, hours = minutes / 60;

	if (seconds < 60)
		fprintf(out, "%llu.%llu s", (unsigned long long)seconds, (unsigned long long)(ms / 100 % 10));
	else if (minutes < 60)
		fprintf(out, "%llu min %llu s", (unsigned long long)minutes, (unsigned long long)(seconds % 60));
	else
		fprintf(out, "%llu h %llu min", (unsigned long long)hours, (unsigned long long)(minutes % 60));
}

static void put_axis(FILE *out, const struct pq_campaign_series *series)
{
	fputs("<p class=\"axis\"><span>0</span><span>", out);
	pq_campaign_html_time(out, series->points[series->point_count - 1].at_ms);
	fputs("</span></p>", out);
}

static void put_figure(FILE *out, const struct pq_campaign_series *series, enum pq_chart_kind kind)
{
	bool edges = kind == PQ_CHART_EDGES;
	struct pq_chart_range range;

	fputs("<figure class=\"over\"><figcaption>", out);
	if (!pq_chart_range(series, kind, &range)) {
		fprintf(out, "<small>no %s known</small></figcaption></figure>", edges ? "edges" : "rate");
		return;
	}
	fputs("<b>", out);
	pq_html_number(out, (size_t)range.last);
	fprintf(out, "</b> %s <small>", edges ? "edges" : "a second");
	pq_html_number(out, (size_t)range.least);
	fputs(" to ", out);
	pq_html_number(out, (size_t)range.most);
	fputs("</small></figcaption>", out);
	pq_chart_put(out, series, kind, edges ? "edges over engine time" : "executions a second over engine time");
	put_axis(out, series);
	fputs("</figure>", out);
}

static bool same_target(const struct pq_campaign_series *a, const struct pq_campaign_series *b)
{
	return a->target == b->target || (a->target && b->target && strcmp(a->target, b->target) == 0);
}

static bool is_first(const struct pq_campaign_report *report, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (same_target(&report->series[i], &report->series[index]))
			return false;
	return true;
}

static void put_target(struct pq_campaign_page *page, size_t first)
{
	const struct pq_campaign_report *report = page->report;

	fputs("<article class=\"card target\"><h3>", page->out);
	pq_html_put(page->out, report->series[first].target);
	fputs("</h3>", page->out);
	for (size_t i = first; i < report->series_count; i++) {
		const struct pq_campaign_series *series = &report->series[i];

		if (!same_target(series, &report->series[first]) || series->executions == 0)
			continue;
		fputs("<p class=\"engine\">", page->out);
		pq_html_put(page->out, pq_campaign_engine_word(series->engine));
		fputs("</p><div class=\"pair\">", page->out);
		put_figure(page->out, series, PQ_CHART_EDGES);
		put_figure(page->out, series, PQ_CHART_RATE);
		fputs("</div>", page->out);
	}
	fputs("</article>\n", page->out);
}

static bool has_run(const struct pq_campaign_report *report, size_t first)
{
	for (size_t i = first; i < report->series_count; i++)
		if (same_target(&report->series[i], &report->series[first]) && report->series[i].executions > 0)
			return true;
	return false;
}

static bool any_run(const struct pq_campaign_report *report)
{
	for (size_t i = 0; i < report->series_count; i++)
		if (report->series[i].executions > 0)
			return true;
	return false;
}

void pq_campaign_html_targets(struct pq_campaign_page *page)
{
	const struct pq_campaign_report *report = page->report;

	fputs("<section id=\"targets\"><h2>Coverage and rate over time</h2>\n", page->out);
	if (!any_run(report)) {
		fputs("<p class=\"note\">Nothing was fuzzed.</p></section>\n", page->out);
		return;
	}
	fputs("<p class=\"note\">Edges as each engine counts them, so that only one engine's numbers compare with one "
	      "another; executions a second of engine time.</p>\n<div class=\"targets\">\n",
	      page->out);
	for (size_t i = 0; i < report->series_count; i++)
		if (is_first(report, i) && has_run(report, i))
			put_target(page, i);
	fputs("</div></section>\n", page->out);
}

static void put_socket_row(struct pq_campaign_page *page, size_t first)
{
	const struct pq_campaign_report *report = page->report;
	struct pq_campaign_series sum = { .target = report->series[first].target };

	for (size_t i = first; i < report->series_count; i++) {
		const struct pq_campaign_series *series = &report->series[i];

		if (!same_target(series, &sum))
			continue;
		sum.executions += series->executions;
		sum.reached += series->reached;
		sum.dials += series->dials;
	}
	fputs("<tr><th scope=\"row\">", page->out);
	pq_html_put(page->out, sum.target);
	fputs("</th>", page->out);
	pq_campaign_html_number_cell(page->out, sum.executions);
	pq_campaign_html_number_cell(page->out, sum.reached);
	pq_campaign_html_share_cell(page->out, sum.reached, sum.executions);
	pq_campaign_html_number_cell(page->out, sum.dials);
	fputs("</tr>\n", page->out);
}

void pq_campaign_html_socket(struct pq_campaign_page *page)
{
	const struct pq_campaign_report *report = page->report;

	fputs("<section id=\"socket\"><h2>What reached the socket layer</h2>\n<p class=\"note\">An execution that "
	      "dials "
	      "nothing tested only readers. Targets of a reader dial nothing by their nature.</p>\n"
	      "<div class=\"card scroll\"><table class=\"plain numbers\"><thead><tr><th>target</th>"
	      "<th class=\"number\">executions</th><th class=\"number\">reached it</th><th>share</th>"
	      "<th class=\"number\">dials</th></tr></thead><tbody>\n",
	      page->out);
	for (size_t i = 0; i < report->series_count; i++)
		if (is_first(report, i))
			put_socket_row(page, i);
	fputs("</tbody></table></div></section>\n", page->out);
}

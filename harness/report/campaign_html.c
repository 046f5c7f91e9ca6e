/* SPDX-License-Identifier: MIT */
/*
 * One page that asks nobody for anything and runs nothing: its policy allows its own two styles by their hashes, and
 * nothing else. What was found is text, never markup or style.
 */
#include "report/campaign_html.h"

#include "report/html_page.h"
#include "report/html_text.h"

static const char *headline(const struct pq_campaign_report *report)
{
	static const char *const words[] = {
		[PQ_VERDICT_CLEAN] = "nothing found",
		[PQ_VERDICT_FOUND] = "findings",
		[PQ_VERDICT_VOID] = "void",
	};

	return words[report->verdict];
}

static const char *colour(const struct pq_campaign_report *report)
{
	static const char *const classes[] = {
		[PQ_VERDICT_CLEAN] = "good",
		[PQ_VERDICT_FOUND] = "bad",
		[PQ_VERDICT_VOID] = "warn",
	};

	return classes[report->verdict];
}

static void put_head(const struct pq_campaign_page *page)
{
	char title[96];

	snprintf(title, sizeof(title), "%s - pratique campaign", headline(page->report));
	pq_html_page_head(page->out, title);
}

static void put_bar(const struct pq_campaign_page *page)
{
	const struct pq_campaign_report *report = page->report;

	fprintf(page->out,
		"<body>\n<header class=\"bar\"><div class=\"in\"><a class=\"who\" href=\"#top\"><i class=\"flag\"></i>"
		"campaign</a><span class=\"verdict %s\">%s</span><nav aria-label=\"Sections\">",
		colour(report), headline(report));
	if (report->found_count > 0)
		fputs("<a href=\"#findings\">Findings</a>", page->out);
	fputs("<a href=\"#targets\">Targets</a><a href=\"#socket\">Socket layer</a><a href=\"#engines\">Engines</a>"
	      "<a href=\"#lines\">Lines</a><a href=\"#runs\">Runs</a>",
	      page->out);
	if (report->message_count > 0)
		fputs("<a href=\"#messages\">Messages</a>", page->out);
	fputs("</nav></div></header>\n<main id=\"top\">\n", page->out);
}

static void put_lead(const struct pq_campaign_page *page)
{
	const struct pq_campaign_report *report = page->report;
	FILE *out = page->out;

	fprintf(out, "<p class=\"lead %s\">", colour(report));
	if (report->verdict == PQ_VERDICT_FOUND) {
		fputs("Targets broke; what broke them is kept, and told below.", out);
	} else if (report->verdict == PQ_VERDICT_CLEAN) {
		fputs("It ran to its end with every engine that is here, and nothing was found. That is no proof of "
		      "absence.",
		      out);
	} else {
		fputs("That nothing was found states nothing.", out);
	}
	if (report->why_void) {
		fputs(" It did not run to its end: ", out);
		pq_html_put(out, report->why_void);
		fputc('.', out);
	}
	fputs("</p>\n", out);
}

static void put_title(const struct pq_campaign_page *page)
{
	const struct pq_campaign_report *report = page->report;
	FILE *out = page->out;

	fputs("<div class=\"title\"><p class=\"kicker\">Fuzz campaign</p>\n<h1>", out);
	if (report->verdict == PQ_VERDICT_FOUND) {
		pq_html_number(out, report->findings);
		fputs(report->findings == 1 ? " finding" : " findings", out);
	} else {
		fputs(report->verdict == PQ_VERDICT_CLEAN ? "Nothing found" : "Void", out);
	}
	fputs("</h1>\n", out);
	put_lead(page);
	fputs("<p class=\"meta\"><b>", out);
	pq_campaign_html_time(out, report->elapsed_ms);
	fputs("</b> of <b>", out);
	pq_campaign_html_time(out, report->planned_ms);
	fprintf(out, "</b> %s, %u at once &middot; ", report->over ? "in all, told again" : "in this run",
		report->jobs);
	pq_html_put(out, report->begun);
	fputs(" &middot; pratique ", out);
	pq_html_put(out, report->program);
	fputs("<br><code>campaign ", out);
	pq_html_put(out, report->options);
	fputs("</code></p>\n</div>\n", out);
}

static void put_time_tile(FILE *out, uint64_t ms, const char *what)
{
	fputs("<div class=\"tile\"><dd>", out);
	pq_campaign_html_time(out, ms);
	fprintf(out, "</dd><dt>%s</dt></div>", what);
}

static void put_tiles(const struct pq_campaign_page *page)
{
	const struct pq_campaign_report *report = page->report;
	struct pq_campaign_series sum = { .target = NULL };
	uint64_t fuzzed_ms = 0;

	for (size_t i = 0; i < report->series_count; i++) {
		sum.executions += report->series[i].executions;
		sum.reached += report->series[i].reached;
		sum.cpu_ms += report->series[i].cpu_ms;
	}
	for (size_t i = 0; i < report->run_count; i++)
		fuzzed_ms += report->runs[i].fuzzed_ms;
	fputs("<dl class=\"tiles\">", page->out);
	pq_html_tile(page->out, report->found_count ? "bad" : "good", report->found_count, "findings in the folder");
	pq_html_tile(page->out, "", sum.executions, "executions");
	pq_html_tile(page->out, sum.reached ? "" : "warn", sum.reached, "reached the socket layer");
	put_time_tile(page->out, sum.cpu_ms, "CPU time");
	put_time_tile(page->out, fuzzed_ms, "of fuzzing");
	pq_html_tile(page->out, "", report->run_count,
		     report->run_count == 1 ? "run in this folder" : "runs in this folder");
	fputs("</dl>\n", page->out);
}

bool pq_campaign_html(const struct pq_campaign_report *report, FILE *out)
{
	struct pq_campaign_page page = { out, report, PQ_CAMPAIGN_HTML_BUDGET };

	put_head(&page);
	put_bar(&page);
	put_title(&page);
	put_tiles(&page);
	pq_campaign_html_findings(&page);
	pq_campaign_html_targets(&page);
	pq_campaign_html_socket(&page);
	pq_campaign_html_engines(&page);
	pq_campaign_html_lines(&page);
	pq_campaign_html_runs(&page);
	pq_campaign_html_messages(&page);
	fputs("</main>\n<footer><p>Sums and lines over time are of all runs in the folder; a dashed line marks where "
	      "another run began. Time is engine time: two engines at once spend two seconds a second.</p></footer>\n"
	      "</body>\n</html>\n",
	      out);
	return fflush(out) == 0 && !ferror(out);
}

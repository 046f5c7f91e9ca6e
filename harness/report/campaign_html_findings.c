/* SPDX-License-Identifier: MIT */
/* Findings by rule, each with what broke the target and the story of it. */
#include <string.h>

#include "base/rule.h"
#include "monitor/monitor.h"
#include "report/campaign_html.h"
#include "report/html_text.h"

#define MOST_OF_A_RULE 100

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static void put_rule(FILE *out, const char *name)
{
	enum pq_rule rule = name ? pq_rule_by_name(pq_view_str(name)) : PQ_RULE_NONE;
	const struct pq_rule_info *info = rule != PQ_RULE_NONE ? pq_rule_info(rule) : NULL;

	fputs("<p class=\"rule\">", out);
	if (info) {
		pq_html_put(out, info->summary);
		fputs(" <span>", out);
		pq_html_put(out, info->cwe);
		fputs(" &middot; ", out);
		pq_html_put(out, info->section);
		fputs("</span>", out);
	} else {
		fputs("No rule of the judge: the target died of it, or broke a property of its own.", out);
	}
	fputs("</p>", out);
}

static void put_text(struct pq_campaign_page *page, const char *title, const char *text, size_t len)
{
	if (!text)
		return;
	fprintf(page->out, "<p class=\"of\">%s</p>", title);
	if (len > page->budget) {
		fputs("<p class=\"note\">Left out here for its length; the command shows it.</p>", page->out);
		return;
	}
	page->budget -= len;
	fputs("<pre tabindex=\"0\">", page->out);
	pq_html_lines(page->out, pq_view(text, len));
	fputs("</pre>", page->out);
}

static void put_when(struct pq_campaign_page *page, const struct pq_campaign_found *found)
{
	FILE *out = page->out;

	if (found->rescued) {
		fputs("kept from a run that was killed", out);
	} else if (found->run < page->report->run_count) {
		fputs("after ", out);
		pq_campaign_html_time(out, found->at_ms);
		if (page->report->run_count > 1)
			fprintf(out, " of run %zu", found->run + 1);
	} else {
		fputs("not told of in the history: another target came to its place first, or it is older", out);
	}
}

static void put_found(struct pq_campaign_page *page, const struct pq_campaign_found *found)
{
	FILE *out = page->out;

	fputs("<details><summary><b>", out);
	pq_html_put(out, found->target);
	fputs("</b>, ", out);
	if (found->engine) {
		pq_html_put(out, pq_campaign_engine_word(found->engine));
		fputs(", ", out);
	}
	put_when(page, found);
	fputs(found->reproduced ? "" : ", did <b>not</b> reproduce", out);
	fputs(found->ours || !found->engine ? "" : ", of an earlier campaign", out);
	if (found->place && found->place[0]) {
		fputs("<br><span class=\"place\">", out);
		pq_html_put(out, found->place);
		fputs("</span>", out);
	}
	fputs("</summary><p class=\"of\">To see it again</p><pre tabindex=\"0\">", out);
	pq_html_put(out, found->command);
	fputs("</pre>", out);
	put_text(page, "What broke it", found->input, found->input_len);
	put_text(page, "What happened", found->story, found->story ? strlen(found->story) : 0);
	fputs("</details>\n", out);
}

static size_t count_of(const struct pq_campaign_report *report, const char *rule)
{
	size_t count = 0;

	for (size_t i = 0; i < report->found_count; i++)
		count += same(report->found[i].rule, rule);
	return count;
}

static bool is_first(const struct pq_campaign_report *report, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (same(report->found[i].rule, report->found[index].rule))
			return false;
	return true;
}

static void put_group(struct pq_campaign_page *page, size_t first)
{
	const struct pq_campaign_report *report = page->report;
	const char *rule = report->found[first].rule;
	size_t count = count_of(report, rule), shown = 0;

	fputs("<article class=\"card finding\"><h3><span class=\"chip unsafe\">", page->out);
	pq_html_put(page->out, rule);
	fprintf(page->out, "</span> <small>%zu input%s</small></h3>", count, count == 1 ? "" : "s");
	put_rule(page->out, rule);
	for (size_t i = first; i < report->found_count && shown < MOST_OF_A_RULE; i++) {
		if (!same(report->found[i].rule, rule))
			continue;
		put_found(page, &report->found[i]);
		shown++;
	}
	if (shown < count)
		fprintf(page->out, "<p class=\"note\">and %zu more in the folder</p>", count - shown);
	fputs("</article>\n", page->out);
}

void pq_campaign_html_findings(struct pq_campaign_page *page)
{
	const struct pq_campaign_report *report = page->report;

	if (report->found_count == 0)
		return;
	fputs("<section id=\"findings\"><h2>Findings</h2>\n<p class=\"note\">By rule; what is told of each is what "
	      "this tree does with it now.</p>\n<div class=\"found\">\n",
	      page->out);
	for (size_t i = 0; i < report->found_count; i++)
		if (is_first(report, i))
			put_group(page, i);
	fputs("</div></section>\n", page->out);
}

/* SPDX-License-Identifier: MIT */
/* The sections of a campaign's page. */
#ifndef PQ_REPORT_CAMPAIGN_HTML_H
#define PQ_REPORT_CAMPAIGN_HTML_H

#include "report/campaign_report.h"

#define PQ_CAMPAIGN_HTML_BUDGET (3u << 20) /* bytes of all inputs and stories; further ones are left to the files */

struct pq_campaign_page {
	FILE *out;
	const struct pq_campaign_report *report;
	size_t budget;
};

void pq_campaign_html_findings(struct pq_campaign_page *page);
void pq_campaign_html_targets(struct pq_campaign_page *page);
void pq_campaign_html_socket(struct pq_campaign_page *page);
void pq_campaign_html_engines(struct pq_campaign_page *page);
void pq_campaign_html_lines(struct pq_campaign_page *page);
void pq_campaign_html_runs(struct pq_campaign_page *page);
void pq_campaign_html_messages(struct pq_campaign_page *page);

/* "libFuzzer" for "libfuzzer" and so on, for people. */
const char *pq_campaign_engine_word(const char *engine);

/* A time in words: "1.5 s", "12 min 30 s", "3 h 20 min". */
void pq_campaign_html_time(FILE *out, uint64_t ms);

/* Cells of a table: a number; a share as a bar of a hundred and in words. */
void pq_campaign_html_number_cell(FILE *out, uint64_t number);
void pq_campaign_html_share_cell(FILE *out, uint64_t part, uint64_t whole);

#endif

/* SPDX-License-Identifier: MIT */
/* The parts of the HTML report, each a section of the page; and what they share. */
#ifndef PQ_REPORT_AUDIT_HTML_H
#define PQ_REPORT_AUDIT_HTML_H

#include "report/audit_report.h"
#include "report/audit_services.h"

#define PQ_AUDIT_HTML_BUDGET (3u << 20) /* bytes of all transcripts; further ones are left to the JSON report */

/* A file of page/, compiled in. */
struct pq_audit_page {
	const char *name;
	const unsigned char *bytes;
	size_t len;
};

extern const struct pq_audit_page pq_audit_pages[];
extern const size_t pq_audit_pages_count;

/* The bytes of a compiled-in file by its name, such as "audit.css"; empty if there is none. */
struct pq_view pq_audit_page_bytes(const char *name);

/* The page's icon, as an address that asks nobody. */
extern const char pq_audit_html_icon[];

/*
 * budget: bytes of transcripts that may still be written
 */
struct pq_audit_html {
	FILE *out;
	const struct pq_result *result;
	const struct pq_audit_about *about;
	struct pq_audit_services services;
	struct pq_result_sum sum;
	size_t budget;
};

/* <details> with a transcript; nothing if text is NULL. */
void pq_audit_html_transcript(struct pq_audit_html *html, const char *summary, const char *text);

/* A swatch with a word: class is one of the style's own names. */
void pq_audit_html_chip(struct pq_audit_html *html, const char *class, const char *word);

/* The style's class of a finding. */
const char *pq_audit_html_class(enum pq_finding finding, bool accepted);

void pq_audit_html_findings(struct pq_audit_html *html);
void pq_audit_html_sweeps(struct pq_audit_html *html);
void pq_audit_html_matrix(struct pq_audit_html *html);
void pq_audit_html_cases(struct pq_audit_html *html, const char *suite, const char *id, const char *title);
void pq_audit_html_spaces(struct pq_audit_html *html);
void pq_audit_html_dials(struct pq_audit_html *html);
void pq_audit_html_notes(struct pq_audit_html *html);
void pq_audit_html_untested(struct pq_audit_html *html);
void pq_audit_html_baseline(struct pq_audit_html *html);
void pq_audit_html_launch(struct pq_audit_html *html);

#endif

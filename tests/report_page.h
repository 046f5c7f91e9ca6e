/* SPDX-License-Identifier: MIT */
/* What the reports write, for the tests that read it. */
#ifndef PQ_TESTS_REPORT_PAGE_H
#define PQ_TESTS_REPORT_PAGE_H

#include "report/audit_report.h"

/* A small judging policy, and where reports lie. */
extern const struct pq_audit_about report_about;

/* What a report writes; to be freed. */
struct report_page {
	char *text;
	size_t len;
};

enum report_kind { TERMINAL, HTML, JUNIT, SARIF, JSON };

/* Writes and releases the result; the text is to be freed. */
struct report_page report_page_of(struct pq_result *result, enum report_kind kind);

/* Fails the test at a byte that is not UTF-8, or that a terminal obeys, or that reorders text. */
void report_page_check_bytes(const struct report_page *page);

#endif

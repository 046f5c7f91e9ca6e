/* SPDX-License-Identifier: MIT */
/* The reports of a check of lists (policies/check.h): lines for a person and for editors, JSON, JUnit, SARIF. */
#ifndef PQ_REPORT_POLICY_CHECK_H
#define PQ_REPORT_POLICY_CHECK_H

#include <stdio.h>

#include "policies/check.h"
#include "report/terminal.h"

/* "FILE:LINE:COLUMN: RULE: ..." for each finding, then what was and was not looked at. baseline: its file, or NULL. */
void pq_policy_check_terminal(const struct pq_policies_check *check, const char *baseline,
			      const struct pq_terminal *terminal);

/* One JSON document, "format": "pratique-policy-check 1". False if memory was short or the stream failed. */
bool pq_policy_check_json(const struct pq_policies_check *check, FILE *out);

/*
 * A test case for each entry of the policy that the files have a list for, and for each other finding; what was not
 * looked at is skipped. Accepted findings pass.
 */
bool pq_policy_check_junit(const struct pq_policies_check *check, FILE *out);

/* SARIF 2.1.0; accepted findings are there, suppressed. version: pratique's */
bool pq_policy_check_sarif(const struct pq_policies_check *check, const char *version, FILE *out);

#endif

/* SPDX-License-Identifier: MIT */
/* The report files that a verb was asked for, beside what it prints. */
#ifndef PQ_CLI_REPORTS_H
#define PQ_CLI_REPORTS_H

#include "base/err.h"
#include "report/junit.h"
#include "report/output.h"

/*
 * junit_path, jsonl_path: as the user gave them; NULL if not wanted, and the rest of that report is zero
 */
struct pq_reports {
	const char *junit_path;
	const char *jsonl_path;
	struct pq_output junit_file;
	struct pq_output jsonl_file;
	struct pq_junit *junit;
};

/* Opens both before any work is done. Returns an exit code; if it is not PQ_EXIT_OK it has complained. */
int pq_reports_open(struct pq_reports *reports, const char *junit_path, const char *jsonl_path);

void pq_reports_case(struct pq_reports *reports, const char *file, const struct pq_scenario *scenario,
		     const struct pq_verdict *verdict);

/* A case without a verdict, and why. */
void pq_reports_failure(struct pq_reports *reports, const char *file, const struct pq_diag *diag);

/* Puts the files in their places; returns an exit code, as open does. */
int pq_reports_close(struct pq_reports *reports);

#endif

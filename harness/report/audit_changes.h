/* SPDX-License-Identifier: MIT */
/* What changed between two results, for a person and for programs. */
#ifndef PQ_REPORT_AUDIT_CHANGES_H
#define PQ_REPORT_AUDIT_CHANGES_H

#include "report/terminal.h"
#include "result/compare.h"

/*
 * A table: ports that changed alike stand in one row, "6679,6690-6697", and so do vectors of which the same is to be
 * said. The worst first, and a sum at the end.
 */
void pq_report_changes(const struct pq_change *changes, size_t count, const struct pq_terminal *terminal);

/* One JSON document, format "pratique-compare 1"; each change on a line. False if memory was short or the stream failed. */
bool pq_report_changes_json(const struct pq_result *before, const struct pq_result *after,
			    const struct pq_change *changes, size_t count, FILE *out);

/* "port" "lost" "gained" "case" "space" "dial" "note". */
const char *pq_change_name(enum pq_change_kind kind);

#endif

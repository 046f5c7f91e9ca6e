/* SPDX-License-Identifier: MIT */
#include "report/audit_report.h"

void pq_report_terminal(const struct pq_result *result, const struct pq_audit_about *about,
			const struct pq_terminal *terminal)
{
	(void)about;
	fprintf(terminal->out, "%zu vectors\n", result->vector_count);
}

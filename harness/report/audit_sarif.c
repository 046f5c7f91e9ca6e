/* SPDX-License-Identifier: MIT */
#include "report/audit_report.h"

bool pq_report_sarif(const struct pq_result *result, const struct pq_audit_about *about, FILE *out)
{
	(void)result;
	(void)about;
	return fputs("{}\n", out) >= 0;
}

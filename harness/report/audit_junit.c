/* SPDX-License-Identifier: MIT */
#include "report/audit_report.h"

bool pq_report_junit(const struct pq_result *result, FILE *out)
{
	(void)result;
	return fputs("<testsuites/>\n", out) >= 0;
}

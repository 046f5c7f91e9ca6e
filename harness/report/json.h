/* SPDX-License-Identifier: MIT */
/* What programs read: one JSON object a line, ASCII keys, always valid UTF-8. */
#ifndef PQ_REPORT_JSON_H
#define PQ_REPORT_JSON_H

#include <jansson.h>
#include <stdio.h>

#include "base/err.h"
#include "monitor/monitor.h"
#include "report/grade.h"

/* A string; bytes that are not UTF-8 become U+FFFD, NUL is kept. */
json_t *pq_json_text(struct pq_view text);

/* A whole line: the value, compact, and a newline. Releases the value. */
void pq_json_print(json_t *value, FILE *out);

/* One case: "case", "grade", "outcome", counts, "rules" with a judgement each, "violations", "unmet", "void". */
json_t *pq_json_case(const char *file, const struct pq_scenario *scenario, const struct pq_verdict *verdict);

/* A case without a verdict: "case", and "error" with "line" and "column" (0 where there is no place) and "expected". */
json_t *pq_json_failure(const char *file, const struct pq_diag *diag);

/* A summary: "scenarios" and a count for each grade, then "without_verdict". */
json_t *pq_json_summary(const size_t counts[static PQ_GRADE_COUNT], size_t without_verdict);

#endif

/* SPDX-License-Identifier: MIT */
/* A result as JSON, format "pratique-audit 1" (docs/audit.md, docs/audit.schema.json): what is written is read again unchanged. */
#ifndef PQ_RESULT_JSON_RESULT_H
#define PQ_RESULT_JSON_RESULT_H

#include <stdio.h>

#include "result/result.h"

#define PQ_MAX_RESULT_TEXT (256u << 20) /* bytes of a result as JSON */
#define PQ_MAX_RESULT_PORTS (1u << 21)  /* ports of all its vectors */

/* Writes one JSON document; false if memory was short or the stream failed. */
bool pq_result_write(const struct pq_result *result, FILE *out);

/* Reads one; SYNTAX, VERSION, RANGE, LIMIT or NO_SPACE with *diag saying where and what was expected. */
enum pq_err pq_result_read(struct pq_result **out, struct pq_view text, struct pq_diag *diag);

#endif

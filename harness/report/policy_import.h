/* SPDX-License-Identifier: MIT */
/* What was read out of a file of source code, for programs. */
#ifndef PQ_REPORT_POLICY_IMPORT_H
#define PQ_REPORT_POLICY_IMPORT_H

#include <jansson.h>

#include "import/import.h"

/*
 * "file", "format", "schemes", "base" (policy text only), "lists" with "kind", "role", "identifier", place, "element",
 * "search", "terminator" and "items", "conditions", "comparison_line", "notes", "notes_left_out".
 */
json_t *pq_json_import(struct pq_view file, const struct pq_import *import);

#endif

/* SPDX-License-Identifier: MIT */
/* The rows of a baseline as text, and an earlier result as a baseline. */
#ifndef PQ_RESULT_BASELINE_ROWS_H
#define PQ_RESULT_BASELINE_ROWS_H

#include "base/buf.h"
#include "result/baseline.h"

enum pq_row_kind {
	PQ_ROW_UNSAFE_PORT,
	PQ_ROW_OVER_BLOCK,
	PQ_ROW_VIOLATION,
	PQ_ROW_DIFFERENCE,
	PQ_ROW_DIAL,
	PQ_ROW_UNTESTED,
	PQ_ROW_TESTED, /* "tested VECTOR", which accepts nothing */
	PQ_ROW_COUNT
};

/*
 * name:   vector, case, host or address, as a pattern
 * suite:  of a case; "note" for notes
 * ports:  as written: "25,6665-6669"
 * what:   the row as written, without date and reason
 * index:  of its row in result->accepted, + 1
 */
struct pq_row {
	enum pq_row_kind kind;
	size_t line;
	struct pq_view name;
	struct pq_view suite;
	struct pq_view ports;
	struct pq_view what;
	struct pq_view until;
	struct pq_view reason;
	size_t index;
};

/* rows: room for PQ_MAX_BASELINE_ROWS; views point into text and pool. Errors as of a text format. */
enum pq_err pq_rows_read(struct pq_view text, struct pq_row *rows, size_t *count, struct pq_buf *pool,
			 struct pq_diag *diag);

/* True if the pattern, which may begin or end with "*", is the text. */
bool pq_row_names(struct pq_view pattern, const char *text);

/* True if the port is in the list. */
bool pq_row_has_port(struct pq_view ports, uint16_t port);

/* Accepts what the earlier result tells of; false if memory is short. */
bool pq_baseline_earlier(struct pq_result *result, const struct pq_result *before);

/* The vector of that name; NULL if there is none. */
struct pq_result_vector *pq_baseline_vector(const struct pq_result *result, const char *name);

/* Marks the vector as lost, or makes one of that name that says that it was not asked for; NULL if memory is short. */
struct pq_result_vector *pq_baseline_lose(struct pq_result *result, const char *name);

#endif

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
	PQ_ROW_VERDICT, /* of a table of subjects ("run --explained") */
	/* Of a list in source code ("policy check"), by what is wrong with it; the words are the ids of its findings. */
	PQ_ROW_MISSING_PORT,
	PQ_ROW_EXTRA_PORT,
	PQ_ROW_EXEMPT_PORT,
	PQ_ROW_DUPLICATE_PORT,
	PQ_ROW_UNSORTED,
	PQ_ROW_ZERO_TERMINATOR_CUTS,
	PQ_ROW_SIGNEDNESS_SPOILS,
	PQ_ROW_MISSING_HEADER,
	PQ_ROW_EXTRA_HEADER,
	PQ_ROW_MISSING_PREFIX,
	PQ_ROW_EXTRA_PREFIX,
	PQ_ROW_MISSING_METHOD,
	PQ_ROW_EXTRA_METHOD,
	PQ_ROW_MISSING_OVERRIDE,
	PQ_ROW_EXTRA_OVERRIDE,
	PQ_ROW_DUPLICATE_NAME,
	PQ_ROW_CONDITIONAL,
	PQ_ROW_UNREAD,
	PQ_ROW_TESTED, /* "tested VECTOR", which accepts nothing */
	PQ_ROW_COUNT
};
#define PQ_ROW_FIRST_OF_LISTS PQ_ROW_MISSING_PORT

/* The word that stands behind "accept"; static. */
const char *pq_row_word(enum pq_row_kind kind);

/* True if findings of that kind are accepted by port, and not by name. */
bool pq_row_is_by_port(enum pq_row_kind kind);

static inline bool pq_row_is_of_lists(enum pq_row_kind kind)
{
	return kind >= PQ_ROW_FIRST_OF_LISTS && kind < PQ_ROW_TESTED;
}

/* The suite of what is accepted in a harness that watches by itself (pratique/watch.h); an audit reads it over. */
#define PQ_ROW_WATCH "watch"

/*
 * name:   vector, case, host or address, as a pattern; of lists the header, method or piece of source
 * suite:  of a case; "note" for notes, PQ_ROW_WATCH for what a watch says
 * ports:  as written: "25,6665-6669"
 * subject, verdict: of a table; name is that of a scenario, and verdict an outcome, "unmet" or a rule
 * what:   the row as written, without date and reason
 * index:  of its row in result->accepted, + 1
 */
struct pq_row {
	enum pq_row_kind kind;
	size_t line;
	struct pq_view name;
	struct pq_view suite;
	struct pq_view ports;
	struct pq_view subject;
	struct pq_view verdict;
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

/* True if the row's day has come; today: YYYY-MM-DD. */
bool pq_row_is_expired(const struct pq_row *row, const char *today);

/* True if the port is in the list. */
bool pq_row_has_port(struct pq_view ports, uint16_t port);

/*
 * What an audit and a check of lists have in common: the rows of their side (of_lists), put into result->accepted,
 * and their expiry. Rows of the other side are left alone, so that one file can hold what is accepted of a product.
 */
struct pq_baseline {
	struct pq_result *result;
	struct pq_row *rows;
	size_t count;
	const char *today;
	bool of_lists;
	unsigned char *bytes;
};

/* Reads text. today: YYYY-MM-DD, outlives it. On an error *diag is filled and nothing is to be closed. */
enum pq_err pq_baseline_open(struct pq_baseline *baseline, struct pq_view text, struct pq_diag *diag);
void pq_baseline_close(struct pq_baseline *baseline);

/* Uses the row unless it is expired: its number in result->accepted, from 1 on, or 0. */
size_t pq_baseline_use(struct pq_baseline *baseline, const struct pq_row *row);

/* Accepts what the earlier result tells of; false if memory is short. */
bool pq_baseline_earlier(struct pq_result *result, const struct pq_result *before);

/* The vector of that name; NULL if there is none. */
struct pq_result_vector *pq_baseline_vector(const struct pq_result *result, const char *name);

/* Marks the vector as lost, or makes one of that name that says that it was not asked for; NULL if memory is short. */
struct pq_result_vector *pq_baseline_lose(struct pq_result *result, const char *name);

#endif

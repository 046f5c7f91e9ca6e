/* SPDX-License-Identifier: MIT */
/*
 * Errors. Zero is success. An error says that input or storage was not good
 * enough to go on; a verdict (blocked, allowed, void) is not an error.
 */
#ifndef PQ_BASE_ERR_H
#define PQ_BASE_ERR_H

#include <stddef.h>

/* One list feeds the enum, the names and the messages. */
#define PQ_ERRORS(X)                                       \
	X(OK, "ok")                                        \
	X(SYNTAX, "malformed input")                       \
	X(INCOMPLETE, "input ends too early")              \
	X(LIMIT, "over a documented maximum")              \
	X(NO_SPACE, "the caller's storage is too small")   \
	X(RANGE, "number out of range")                    \
	X(UNKNOWN, "unknown name")                         \
	X(VERSION, "unsupported format version")           \
	X(IDNA, "not a valid internationalised host name") \
	X(IO, "input or output failed")

enum pq_err {
#define PQ_ERR_ENUM(name, message) PQ_ERR_##name,
	PQ_ERRORS(PQ_ERR_ENUM)
#undef PQ_ERR_ENUM
		PQ_ERR_COUNT
};

/* The name, such as "SYNTAX", and one sentence; static strings. */
const char *pq_err_name(enum pq_err err);
const char *pq_err_message(enum pq_err err);

/*
 * Where a text went wrong, for the one line that a user sees.
 * line:     1-based; 0 when there is no place
 * column:   1-based, in bytes
 * expected: what would have been right, NUL-terminated
 */
struct pq_diag {
	size_t line;
	size_t column;
	char expected[512];
};

/* Fills diag (ignored if NULL); expected is cut to fit. Returns err, for use in a return. */
enum pq_err pq_diag_set(struct pq_diag *diag, enum pq_err err, size_t line, size_t column, const char *expected);

#endif

/* SPDX-License-Identifier: MIT */
/* A header list with its guard: the Headers object of Fetch 5.1. */
#ifndef PQ_REQUEST_HEADERS_H
#define PQ_REQUEST_HEADERS_H

#include "policy/policy.h"
#include "request/header.h"

enum pq_guard { PQ_GUARD_NONE, PQ_GUARD_REQUEST, PQ_GUARD_REQUEST_NO_CORS, PQ_GUARD_IMMUTABLE };

enum pq_header_result {
	PQ_HEADER_STORED,
	PQ_HEADER_DROPPED,   /* the guard ignored it silently */
	PQ_HEADER_INVALID,   /* name or value malformed: TypeError */
	PQ_HEADER_IMMUTABLE, /* TypeError */
	PQ_HEADER_FULL       /* no room in the caller's storage */
};

/*
 * items:  count used of cap, the caller's storage
 * policy: decides what is a forbidden request-header; not NULL
 * bytes:  where the guard request-no-cors puts a combined value together to judge it; its length stays as it was
 * Names and values given are borrowed.
 */
struct pq_headers {
	struct pq_header *items;
	size_t count;
	size_t cap;
	enum pq_guard guard;
	const struct pq_policy *policy;
	struct pq_buf *bytes;
};

void pq_headers_init(struct pq_headers *headers, struct pq_header *items, size_t cap, enum pq_guard guard,
		     const struct pq_policy *policy, struct pq_buf *bytes);

/* "append" and "set" of a Headers object: normalises, validates, asks the guard. */
enum pq_header_result pq_headers_append(struct pq_headers *headers, struct pq_view name, struct pq_view value);
enum pq_header_result pq_headers_set(struct pq_headers *headers, struct pq_view name, struct pq_view value);

/* "delete" of a Headers object, guard included; STORED also if there was none of that name. */
enum pq_header_result pq_headers_delete(struct pq_headers *headers, struct pq_view name);

/* Adds without guard and checks, for headers that the user agent itself sets; false if full. */
bool pq_headers_add_own(struct pq_headers *headers, struct pq_view name, struct pq_view value);

/* Removes every header of that name without asking the guard. */
void pq_headers_remove(struct pq_headers *headers, struct pq_view name);

/* First header of that name, compared without case; NULL if there is none. */
const struct pq_header *pq_headers_find(const struct pq_headers *headers, struct pq_view name);

/* "get": all values of that name joined by ", ", appended to out; false if there is none. */
bool pq_headers_get(const struct pq_headers *headers, struct pq_view name, struct pq_buf *out);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A borrowed run of bytes. A view owns nothing: it is valid only as long as the
 * storage that it points into. A view of length 0 may have data == NULL.
 */
#ifndef PQ_BASE_VIEW_H
#define PQ_BASE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/*
 * data: first byte; may be NULL only when len is 0
 * len:  number of bytes
 */
struct pq_view {
	const unsigned char *data;
	size_t len;
};

/* A view of a string literal, without its terminator; usable in static initialisers. */
#define PQ_VIEW(literal)                                              \
	{                                                             \
		(const unsigned char *)(literal), sizeof(literal) - 1 \
	}

static inline struct pq_view pq_view(const void *data, size_t len)
{
	struct pq_view v = { data, len };

	return v;
}

static inline struct pq_view pq_view_str(const char *str)
{
	return pq_view(str, strlen(str));
}

/* The part of v that begins at from and ends before to; both are cut to v's length. */
static inline struct pq_view pq_view_slice(struct pq_view v, size_t from, size_t to)
{
	if (to > v.len)
		to = v.len;
	if (from > to)
		from = to;
	return pq_view(v.data ? v.data + from : NULL, to - from);
}

static inline struct pq_view pq_view_from(struct pq_view v, size_t from)
{
	return pq_view_slice(v, from, v.len);
}

static inline bool pq_view_eq(struct pq_view a, struct pq_view b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

static inline bool pq_view_is(struct pq_view v, const char *str)
{
	return pq_view_eq(v, pq_view_str(str));
}

static inline bool pq_view_starts(struct pq_view v, struct pq_view prefix)
{
	return v.len >= prefix.len && pq_view_eq(pq_view(v.data, prefix.len), prefix);
}

/* Index of the first byte c at or after from; v.len if there is none. */
static inline size_t pq_view_find(struct pq_view v, unsigned char c, size_t from)
{
	const unsigned char *hit;

	if (from >= v.len)
		return v.len;
	hit = memchr(v.data + from, c, v.len - from);
	return hit ? (size_t)(hit - v.data) : v.len;
}

#endif

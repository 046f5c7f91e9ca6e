/* SPDX-License-Identifier: MIT */
#include "sink/hold.h"

#include <stdlib.h>

#define FIRST_ROOM 1024

void pq_hold_book(struct pq_hold *hold, size_t bytes)
{
	hold->own += bytes;
	*hold->total += bytes;
}

void pq_hold_unbook(struct pq_hold *hold, size_t bytes)
{
	hold->own -= bytes;
	*hold->total -= bytes;
}

static bool make_room(struct pq_hold *hold, struct pq_buf *buf, size_t more)
{
	size_t cap = buf->cap ? buf->cap : FIRST_ROOM;
	unsigned char *data;

	if (more > SIZE_MAX / 4 - buf->len)
		return false;
	while (cap - buf->len < more)
		cap *= 2;
	data = realloc(buf->data, cap);
	if (!data)
		return false;
	pq_hold_book(hold, cap - buf->cap);
	buf->data = data;
	buf->cap = cap;
	return true;
}

bool pq_hold_add(struct pq_hold *hold, struct pq_buf *buf, struct pq_view v)
{
	if (v.len == 0)
		return true;
	if (pq_buf_room(buf) < v.len && !make_room(hold, buf, v.len))
		return false;
	pq_buf_add(buf, v);
	return true;
}

void pq_hold_free(struct pq_hold *hold, struct pq_buf *buf)
{
	pq_hold_unbook(hold, buf->cap);
	free(buf->data);
	*buf = (struct pq_buf){ 0 };
}

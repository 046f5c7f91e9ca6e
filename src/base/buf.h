/* SPDX-License-Identifier: MIT */
/*
 * An owned, bounded buffer in storage that the caller gives. It never grows.
 *
 * An append that does not fit writes nothing and sets `overflow`, which stays
 * set: a caller appends many pieces and checks once with pq_buf_ok(). Views of
 * the contents stay valid until the buffer is truncated below them or reset.
 */
#ifndef PQ_BASE_BUF_H
#define PQ_BASE_BUF_H

#include <stdint.h>

#include "base/view.h"

/*
 * data:     storage given by the caller, cap bytes
 * len:      bytes in use
 * cap:      size of the storage
 * overflow: an append did not fit; cleared only by pq_buf_init and pq_buf_reset
 */
struct pq_buf {
	unsigned char *data;
	size_t len;
	size_t cap;
	bool overflow;
};

static inline void pq_buf_init(struct pq_buf *buf, void *storage, size_t cap)
{
	buf->data = storage;
	buf->len = 0;
	buf->cap = cap;
	buf->overflow = false;
}

static inline void pq_buf_reset(struct pq_buf *buf)
{
	buf->len = 0;
	buf->overflow = false;
}

static inline bool pq_buf_ok(const struct pq_buf *buf)
{
	return !buf->overflow;
}

static inline size_t pq_buf_room(const struct pq_buf *buf)
{
	return buf->cap - buf->len;
}

static inline struct pq_view pq_buf_view(const struct pq_buf *buf)
{
	return pq_view(buf->data, buf->len);
}

/* What was appended since the buffer's length was `mark`. */
static inline struct pq_view pq_buf_since(const struct pq_buf *buf, size_t mark)
{
	return pq_view_from(pq_buf_view(buf), mark);
}

/* Makes room for len more bytes and returns where they go, or NULL (overflow is set). */
static inline unsigned char *pq_buf_extend(struct pq_buf *buf, size_t len)
{
	unsigned char *at;

	if (buf->overflow || len > buf->cap - buf->len) {
		buf->overflow = true;
		return NULL;
	}
	at = buf->data + buf->len;
	buf->len += len;
	return at;
}

/*
 * Copies len bytes that do not overlap. Most copies are a few bytes long, and for them a call of memcpy costs more
 * than the moves: two of a fixed size, which may overlap each other in the middle.
 */
static inline void pq_buf_copy(unsigned char *to, const unsigned char *from, size_t len)
{
	if (len > 16) {
		memcpy(to, from, len);
	} else if (len >= 8) {
		memcpy(to, from, 8);
		memcpy(to + len - 8, from + len - 8, 8);
	} else if (len >= 4) {
		memcpy(to, from, 4);
		memcpy(to + len - 4, from + len - 4, 4);
	} else {
		for (size_t i = 0; i < len; i++)
			to[i] = from[i];
	}
}

static inline void pq_buf_add(struct pq_buf *buf, struct pq_view v)
{
	unsigned char *at = pq_buf_extend(buf, v.len);

	if (at)
		pq_buf_copy(at, v.data, v.len);
}

static inline void pq_buf_add_byte(struct pq_buf *buf, unsigned char c)
{
	unsigned char *at = pq_buf_extend(buf, 1);

	if (at)
		*at = c;
}

static inline void pq_buf_add_str(struct pq_buf *buf, const char *str)
{
	pq_buf_add(buf, pq_view_str(str));
}

/* Appends n in decimal. */
void pq_buf_add_u64(struct pq_buf *buf, uint64_t n);

/* Appends each byte of v as two lower-case hexadecimal digits. */
void pq_buf_add_hex(struct pq_buf *buf, struct pq_view v);

/* Copies v into the buffer and returns the copy; an empty view on overflow. */
static inline struct pq_view pq_buf_keep(struct pq_buf *buf, struct pq_view v)
{
	size_t mark = buf->len;

	pq_buf_add(buf, v);
	return pq_buf_since(buf, mark);
}

#endif

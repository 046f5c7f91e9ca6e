/* SPDX-License-Identifier: MIT */
/*
 * Newlines of form data: "every CR not followed by LF, and every LF not
 * preceded by CR, becomes CRLF" (HTML 4.10.21.4 and .7).
 */
#ifndef PQ_REQUEST_NEWLINE_H
#define PQ_REQUEST_NEWLINE_H

#include "base/buf.h"

static inline bool pq_newline_is(unsigned char c)
{
	return c == '\r' || c == '\n';
}

/* Length of the newline at that index, which holds CR or LF: 2 for CRLF, else 1. */
static inline size_t pq_newline_len(struct pq_view text, size_t at)
{
	return text.data[at] == '\r' && at + 1 < text.len && text.data[at + 1] == '\n' ? 2 : 1;
}

/* Appends text with its newlines normalised. */
void pq_newline_add(struct pq_view text, struct pq_buf *out);

#endif

/* SPDX-License-Identifier: MIT */
/* Percent-encoded bytes (URL 1.3). */
#ifndef PQ_URL_PERCENT_H
#define PQ_URL_PERCENT_H

#include "base/buf.h"

/* UTF-8 percent-encode: appends text, which is UTF-8, with the bytes of set (PQ_URL_SET_...) encoded. */
void pq_percent_encode(struct pq_view text, unsigned int set, struct pq_buf *out);

/* Takes one byte off the front of *text, which is not empty: '%' and two hexadecimal digits are one, and so is any other. */
unsigned char pq_percent_take(struct pq_view *text);

/* Percent-decode: appends text with each '%' and two hexadecimal digits made one byte; other '%' stay. */
void pq_percent_decode(struct pq_view text, struct pq_buf *out);

#endif

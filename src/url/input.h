/* SPDX-License-Identifier: MIT */
/* What the basic URL parser does with its input before the first state (URL 4.4, steps 1 to 3). */
#ifndef PQ_URL_INPUT_H
#define PQ_URL_INPUT_H

#include "base/buf.h"

/* Without leading and trailing C0 controls and spaces. */
struct pq_view pq_input_trim(struct pq_view input);

/* True if every byte lies between 0x20 and 0x7f: then there is nothing to clean. */
bool pq_input_is_plain(struct pq_view input);

/*
 * Appends input as a scalar value string in UTF-8 (each maximal invalid part
 * becomes U+FFFD, Encoding 8.1.1) without ASCII tabs and newlines.
 */
void pq_input_clean(struct pq_view input, struct pq_buf *out);

#endif

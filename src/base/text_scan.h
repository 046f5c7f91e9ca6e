/* SPDX-License-Identifier: MIT */
/* What reading and printing of arguments share: where plain bytes end, and the escapes. */
#ifndef PQ_BASE_TEXT_SCAN_H
#define PQ_BASE_TEXT_SCAN_H

#include <stdint.h>

#include "base/view.h"

#define PQ_TEXT_ESCAPES 6

/* letter: what stands behind the backslash; byte: what it means */
struct pq_text_escape {
	unsigned char letter;
	unsigned char byte;
};

/* The escapes of one letter; \xNN is the only other one. */
extern const struct pq_text_escape pq_text_escapes[PQ_TEXT_ESCAPES];

/*
 * Index of the first byte at or after `at` that is below `low`, above '~', '"', or `stop`; the text's length if
 * there is none. low is at least 1, at most 0x80.
 */
size_t pq_text_skip_plain(struct pq_view text, size_t at, unsigned char low, unsigned char stop);

#endif

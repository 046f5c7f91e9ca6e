/* SPDX-License-Identifier: MIT */
/* A scenario as a fuzz target reads it, written so that people and strict reading understand it. */
#ifndef PQ_CAMPAIGN_CANONICAL_H
#define PQ_CAMPAIGN_CANONICAL_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * Appends the canonical text of what lenient reading makes of `text`. False, and
 * nothing of use in *out, if strict reading would refuse that text.
 */
bool pq_canonical_text(struct pq_view text, struct pq_buf *out);

/* True if strict reading takes the text as it stands. */
bool pq_canonical_strict(struct pq_view text);

/* pq_canonical_text from file to file; false, too, if one cannot be read or written. What `to` holds then is of no use. */
bool pq_canonical_write(const char *from, const char *to);

#endif

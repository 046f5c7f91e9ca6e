/* SPDX-License-Identifier: MIT */
/* UTF-8 as the Encoding standard decodes it; what JSON, XML and terminals can take of a run of bytes. */
#ifndef PQ_BASE_UTF8_H
#define PQ_BASE_UTF8_H

#include <stdint.h>

#include "base/view.h"

/*
 * Length of the well-formed sequence that begins at `at` (1 to 4), its code
 * point in *code; 0 if the bytes there are not well formed. at < text.len.
 */
size_t pq_utf8_decode(struct pq_view text, size_t at, uint32_t *code);

#endif

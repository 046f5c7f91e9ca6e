/* SPDX-License-Identifier: MIT */
/* Blocks whose unused part is forbidden to read, as far as the build can tell (AddressSanitizer). */
#ifndef PQ_FUZZ_EXACT_H
#define PQ_FUZZ_EXACT_H

#include "base/view.h"

/* A copy in a block of exactly its size, to be released with free(). */
unsigned char *pq_fuzz_exact(struct pq_view bytes);

/* Of a block of pq_fuzz_exact with `size` bytes, only the first `shown` may be read from now on. */
void pq_fuzz_show(const unsigned char *block, size_t shown, size_t size);

#endif

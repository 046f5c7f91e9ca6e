/* SPDX-License-Identifier: MIT */
/* The judge's own readers of URLs and heads, for targets that compare something with them. */
#ifndef PQ_FUZZ_NAIVE_H
#define PQ_FUZZ_NAIVE_H

#include "monitor/naive_url.h"
#include "request/header.h"
#include "url/url.h"

/* Opens ICU as the judge does; once. */
void pq_fuzz_naive_open(void);

/* Reads input against base (empty if there is none); what it found stays until the next call. */
struct pq_naive_url pq_fuzz_naive_read(struct pq_view input, struct pq_view base);

/* True if both mean the same place to dial, or both mean that nobody dials for it. */
bool pq_fuzz_naive_agrees(const struct pq_naive_url *naive, const struct pq_url *url);

/* True if head is one whole request head without a byte behind it, whose lines are Host and then these headers. */
bool pq_fuzz_naive_reads_head(struct pq_view head, const struct pq_header *headers, size_t count);

#endif

/* SPDX-License-Identifier: MIT */
/* A multipart boundary: "----pratique" and PQ_BOUNDARY_RANDOM drawn bytes in hexadecimal (RFC 2046 5.1.1). */
#ifndef PQ_REQUEST_BOUNDARY_H
#define PQ_REQUEST_BOUNDARY_H

#include "request/multipart.h"

#define PQ_BOUNDARY_PREFIX "----pratique"
#define PQ_BOUNDARY_LEN (sizeof(PQ_BOUNDARY_PREFIX) - 1 + (size_t)2 * PQ_BOUNDARY_RANDOM)

/* Draws once and writes the boundary; returns the view of it. */
struct pq_view pq_boundary_draw(struct pq_draw draw, unsigned char boundary[static PQ_BOUNDARY_LEN]);

/* How often the boundary occurs in text. No two occurrences can overlap. */
size_t pq_boundary_count(struct pq_view text, struct pq_view boundary);

#endif

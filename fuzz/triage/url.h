/* SPDX-License-Identifier: MIT */
/* A URL that may be none, cut into pieces by what stands between them, to leave some of them out. Pure. */
#ifndef PQ_TRIAGE_URL_H
#define PQ_TRIAGE_URL_H

#include "base/buf.h"

enum pq_url_piece {
	PQ_URL_SCHEME,   /* up to and with "://", or with ":" where it is opaque (stun:, turn:) */
	PQ_URL_USERINFO, /* with its "@" */
	PQ_URL_HOST,
	PQ_URL_PORT, /* with its ":" */
	PQ_URL_PATH, /* path, query, fragment */
	PQ_URL_PIECES
};

/* The pieces in their order, views of the URL; together they are all of it. */
struct pq_url_cut {
	struct pq_view pieces[PQ_URL_PIECES];
};

/* A text without a scheme's colon is all path. */
struct pq_url_cut pq_url_cut(struct pq_view url);

/* Appends the pieces. */
void pq_url_join(const struct pq_url_cut *cut, struct pq_buf *out);

#endif

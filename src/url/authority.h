/* SPDX-License-Identifier: MIT */
/* Authority, host and port states (URL 4.4). */
#ifndef PQ_URL_AUTHORITY_H
#define PQ_URL_AUTHORITY_H

#include "url/url.h"

/*
 * Takes userinfo, host and port from rest, which is advanced to the path, query
 * or fragment after them, and sets these fields of *url, whose scheme is known.
 * The texts are appended to out. SYNTAX or IDNA: failure; NO_SPACE.
 */
enum pq_err pq_authority_parse(struct pq_view *rest, const struct pq_idna *idna, struct pq_url *url,
			       struct pq_buf *out);

#endif

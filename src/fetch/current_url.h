/* SPDX-License-Identifier: MIT */
/* A URL that a request is about, with the result that the request ends with if it is none. */
#ifndef PQ_FETCH_CURRENT_URL_H
#define PQ_FETCH_CURRENT_URL_H

#include "fetch/env.h"
#include "fetch/result.h"
#include "url/url.h"

/* As pq_url_parse. UNSET and *url; otherwise LIMIT if its components are longer than PQ_MAX_URL, else `otherwise`. */
struct pq_result pq_current_url_parse(struct pq_url *url, struct pq_view text, const struct pq_url *base,
				      const struct pq_idna *idna, struct pq_buf *storage,
				      enum pq_network_error otherwise);

#endif

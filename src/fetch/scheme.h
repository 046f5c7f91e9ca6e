/* SPDX-License-Identifier: MIT */
/* Where a URL's scheme meets the policy's. */
#ifndef PQ_FETCH_SCHEME_H
#define PQ_FETCH_SCHEME_H

#include "policy/policy.h"
#include "url/url.h"

static inline enum pq_scheme pq_scheme_of(const struct pq_url *url)
{
	static const enum pq_scheme schemes[] = {
		[PQ_SPECIAL_NOT] = PQ_SCHEME_OTHER,   [PQ_SPECIAL_HTTP] = PQ_SCHEME_HTTP,
		[PQ_SPECIAL_HTTPS] = PQ_SCHEME_HTTPS, [PQ_SPECIAL_WS] = PQ_SCHEME_WS,
		[PQ_SPECIAL_WSS] = PQ_SCHEME_WSS,     [PQ_SPECIAL_FTP] = PQ_SCHEME_FTP,
		[PQ_SPECIAL_FILE] = PQ_SCHEME_OTHER,
	};

	return schemes[url->special];
}

/* Fetch "HTTP(S) scheme". */
static inline bool pq_scheme_is_http(enum pq_scheme scheme)
{
	return scheme == PQ_SCHEME_HTTP || scheme == PQ_SCHEME_HTTPS;
}

#endif

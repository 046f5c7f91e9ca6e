/* SPDX-License-Identifier: MIT */
/* What the network service remembers while it asks an ICE server for an address (path_ice.c). */
#ifndef PQ_FETCH_ICE_H
#define PQ_FETCH_ICE_H

#include "url/ice_url.h"
#include "wire/stun_request.h"

/* RFC 8489 6.2.1: a request over UDP is sent again after its RTO, and given up after as long as seven requests take. */
#define PQ_STUN_RTO_MS 500
#define PQ_STUN_PATIENCE_MS 39500

/*
 * server:  as the URL names it
 * request: the one under way; after a challenge with the credential
 * resent:  the one under way has been sent twice, which over UDP is all
 * sent_ms: when it was first sent, over UDP
 */
struct pq_ice {
	struct pq_ice_url server;
	struct pq_stun_request request;
	bool resent;
	uint64_t sent_ms;
};

#endif

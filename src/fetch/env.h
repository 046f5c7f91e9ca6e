/* SPDX-License-Identifier: MIT */
/* What a fetch works with and in. */
#ifndef PQ_FETCH_ENV_H
#define PQ_FETCH_ENV_H

#include "net/net.h"
#include "policy/policy.h"
#include "scenario/limits.h"
#include "url/idna.h"

#define PQ_MAX_RECEIVED (1u << 20)  /* bytes of one response, framing included */
#define PQ_MAX_TUNNEL_ANSWER 65536  /* bytes of the proxy's answer to CONNECT, interim ones included */
#define PQ_MAX_COOKIE_BYTES 65536   /* bytes of all cookies in the jar; one that does not fit is ignored */
#define PQ_MAX_ALTSVC_BYTES 8192    /* hosts of origins and of their alternative services */
#define PQ_MAX_CHALLENGE_TEXT 16384 /* bytes of what all challenges of one response say */

/*
 * net:        the way out
 * policy:     what both sides enforce
 * idna:       opened once by the caller; may be NULL, then non-ASCII hosts do not parse
 * transcript: where requests, dropped headers and outcomes are written down
 */
struct pq_fetch_env {
	struct pq_net net;
	const struct pq_policy *policy;
	const struct pq_idna *idna;
	struct pq_transcript *transcript;
};

/* Working storage for one request at a time; several MiB, allocated once by the caller. */
struct pq_fetch_memory {
	unsigned char page_url[PQ_MAX_URL];
	unsigned char url[4 * PQ_MAX_URL];  /* URLs of all hops of one request */
	unsigned char text[2 * PQ_MAX_URL]; /* what the page side computes: methods, types, combined values */
	unsigned char body[PQ_MAX_BODY];    /* the encoded body */
	unsigned char head[6 * PQ_MAX_URL]; /* the head on its way out, and values that the service computes */
	unsigned char received[PQ_MAX_RECEIVED];
	unsigned char cookies[PQ_MAX_COOKIE_BYTES];
	unsigned char alternatives[PQ_MAX_ALTSVC_BYTES];
	unsigned char challenge[PQ_MAX_CHALLENGE_TEXT];
	unsigned char proxy_url[PQ_MAX_URL];
	unsigned char proxy_challenge[PQ_MAX_CHALLENGE_TEXT];
	unsigned char tunnel_request[2 * PQ_MAX_URL];
	unsigned char tunnel_answer[PQ_MAX_TUNNEL_ANSWER];
};

#endif

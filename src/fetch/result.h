/* SPDX-License-Identifier: MIT */
/* How one request ended: a response, a refusal that names its rule, or a network error. */
#ifndef PQ_FETCH_RESULT_H
#define PQ_FETCH_RESULT_H

#include <stdint.h>

#include "base/rule.h"
#include "transcript/transcript.h"

/* Network errors without a rule behind them; their names stand in transcripts and scenarios. */
enum pq_network_error {
	PQ_ERROR_NONE,
	PQ_ERROR_BAD_URL,      /* bad-url: does not parse, or has userinfo where the API refuses it */
	PQ_ERROR_BAD_SCHEME,   /* bad-scheme: nothing that can be fetched */
	PQ_ERROR_BAD_REQUEST,  /* bad-request: the page's API throws for another reason */
	PQ_ERROR_DNS,          /* dns: no such name */
	PQ_ERROR_REFUSED,      /* refused: nobody listens */
	PQ_ERROR_CONNECTION,   /* connection: it broke */
	PQ_ERROR_BAD_RESPONSE, /* bad-response: not a response that a strict reader accepts */
	PQ_ERROR_BAD_REDIRECT, /* bad-redirect: Location does not parse, or leaves HTTP(S) */
	PQ_ERROR_TOO_MANY_REDIRECTS,
	PQ_ERROR_REDIRECT_REFUSED,     /* redirect-refused: the redirect mode is "error" */
	PQ_ERROR_REDIRECT_CREDENTIALS, /* redirect-credentials: userinfo in a cross-origin CORS redirect */
	PQ_ERROR_CROSS_ORIGIN,         /* cross-origin: mode "same-origin" */
	PQ_ERROR_NO_BOUNDARY,          /* no-boundary: every drawn boundary occurs in the data */
	PQ_ERROR_PROXY,                /* proxy: it refused the tunnel, speaks no HTTP, or could not carry it */
	PQ_ERROR_PROXY_AUTH,           /* proxy-auth: the proxy wants credentials that nobody has */
	PQ_ERROR_AUTH,                 /* auth: a challenge that cannot be answered safely */
	PQ_ERROR_PREFLIGHT,            /* preflight: the server does not permit the cross-origin request */
	PQ_ERROR_BAD_HANDSHAKE,        /* bad-handshake: no WebSocket server, or not the one that was asked for */
	PQ_ERROR_BAD_FRAME,            /* bad-frame: what a WebSocket server must not send */
	PQ_ERROR_BAD_REPLY,            /* bad-reply: not what an FTP server may say at that point */
	PQ_ERROR_NEGATIVE_REPLY,       /* negative-reply: an FTP server refuses */
	PQ_ERROR_BAD_STUN,             /* bad-stun: not a STUN response to that request */
	PQ_ERROR_STUN_ERROR,           /* stun-error: a STUN error response */
	PQ_ERROR_LIMIT,                /* limit: over a documented maximum */
	PQ_ERROR_EXHAUSTED,            /* exhausted: the socket layer's budget is used up */
	PQ_ERROR_COUNT
};

/* Static name such as "bad-url". */
const char *pq_network_error_name(enum pq_network_error error);

/*
 * outcome: UNSET while the request is under way
 * status:  for DONE: of HTTP, 101 of WebSocket, the last reply code of FTP, 200 of STUN; 0 where there is none
 * rule, side: for BLOCKED
 * error:   for ERROR
 */
struct pq_result {
	enum pq_outcome outcome;
	uint16_t status;
	enum pq_rule rule;
	enum pq_side side;
	enum pq_network_error error;
};

static inline struct pq_result pq_result_going_on(void)
{
	return (struct pq_result){ .outcome = PQ_OUTCOME_UNSET };
}

static inline struct pq_result pq_result_done(uint16_t status)
{
	return (struct pq_result){ .outcome = PQ_OUTCOME_DONE, .status = status };
}

static inline struct pq_result pq_result_blocked(enum pq_rule rule, enum pq_side side)
{
	return (struct pq_result){ .outcome = PQ_OUTCOME_BLOCKED, .rule = rule, .side = side };
}

static inline struct pq_result pq_result_error(enum pq_network_error error)
{
	return (struct pq_result){ .outcome = PQ_OUTCOME_ERROR, .error = error };
}

static inline bool pq_result_ended(struct pq_result result)
{
	return result.outcome != PQ_OUTCOME_UNSET;
}

/* Appends the outcome of a request that has ended. */
void pq_outcome_write(struct pq_result result, struct pq_transcript *transcript);

#endif

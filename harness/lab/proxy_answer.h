/* SPDX-License-Identifier: MIT */
/* What the servers of the proxy lab answer. Pure. */
#ifndef PQ_LAB_PROXY_ANSWER_H
#define PQ_LAB_PROXY_ANSWER_H

#include "base/buf.h"

/* What becomes of the connection behind an answer. */
enum pq_proxy_answered {
	PQ_PROXY_NOT_YET, /* the message is not whole, and nothing is answered */
	PQ_PROXY_CLOSE,   /* it was answered, and the server hangs up */
	PQ_PROXY_KEEP,    /* the server waits for the next message */
	PQ_PROXY_FRAMES   /* a WebSocket is open: nothing more is answered */
};

/*
 * The answer to the first message of `bytes`, appended to out: 101 to a handshake below /101/, 200 with `body` to all else,
 * which keeps the connection below /200/. *used is how long the message is.
 */
enum pq_proxy_answered pq_proxy_answer(struct pq_view bytes, const char *body, size_t *used, struct pq_buf *out);

#endif

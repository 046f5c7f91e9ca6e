/* SPDX-License-Identifier: MIT */
/* Where a message ends, by its own head (RFC 9112 6), and whether it could be sent to its end. */
#ifndef PQ_MONITOR_FRAMING_H
#define PQ_MONITOR_FRAMING_H

#include "monitor/run.h"

/*
 * lengths, codings: how many Content-Length and Transfer-Encoding lines there are
 * known:   one length of digits, and no coding; length is its number
 */
struct pq_framing_said {
	size_t lengths;
	size_t codings;
	bool known;
	uint64_t length;
	struct pq_view coding;
};

struct pq_framing_said pq_message_framing(const struct pq_message *message);

/* What follows the message as its head frames it; empty when that cannot be said. */
struct pq_view pq_message_after(const struct pq_message *message);

/* The body is all there: as long as its one Content-Length says. */
bool pq_message_is_whole(const struct pq_message *message);

/*
 * Whether a response 2xx came back. Only then is a short message wrong: a connection may break, and a server
 * may answer a request that it refuses before it has read all of it (RFC 9112 9.5).
 */
bool pq_exchange_succeeded(struct pq_judge_state *run, const struct pq_exchange *exchange);

#endif

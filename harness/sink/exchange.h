/* SPDX-License-Identifier: MIT */
/*
 * One request and its answer, over HTTP/1.1 or as a stream of HTTP/2: gathers
 * what the site is given, asks the site, waits as the site wants, and hands the
 * answer to whoever writes it.
 */
#ifndef PQ_SINK_EXCHANGE_H
#define PQ_SINK_EXCHANGE_H

#include "sink/head.h"
#include "sink/hold.h"
#include "sink/loop.h"

/*
 * arrival, hold: of the connection or stream that it belongs to
 * text:     the head as the site is given it
 * body:     at most PQ_SINK_MAX_BODY bytes; body_len: how many there were
 * number:   of the request on its connection
 * timer:    set while it waits
 * fields, content: copies of the answer's, while it waits; status, raw, close: of the answer
 * answered: called when the answer is to be written; must not end the exchange by itself
 */
struct pq_exchange {
	const struct pq_arrival *arrival;
	struct pq_hold *hold;
	struct pq_head head;
	struct pq_body_reader reader;
	struct pq_buf text;
	struct pq_buf body;
	uint64_t body_len;
	uint32_t number;
	struct pq_timer timer;
	bool waits_for_site;
	uint16_t status;
	bool raw;
	bool close;
	bool silent;
	struct pq_buf fields;
	struct pq_buf content;
	void (*answered)(struct pq_loop *loop, struct pq_exchange *exchange);
};

/* A further request on the same connection or stream: text is its head. False without memory. */
bool pq_exchange_begin(struct pq_exchange *exchange, const struct pq_head *head, struct pq_view text);

/* A piece of its body. */
bool pq_exchange_body(struct pq_exchange *exchange, struct pq_view piece);

/* The request is whole: asks the site, and calls answered now or later. */
void pq_exchange_ask(struct pq_loop *loop, struct pq_exchange *exchange);

/* Frees everything and stops waiting; `number` stays. */
void pq_exchange_end(struct pq_loop *loop, struct pq_exchange *exchange);

#endif

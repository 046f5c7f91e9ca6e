/* SPDX-License-Identifier: MIT */
/* One stream of HTTP/2: its head in HTTP/1.1's form, its body, its exchange. */
#ifndef PQ_SINK_H2_STREAM_H
#define PQ_SINK_H2_STREAM_H

#include "sink/conn.h"

/*
 * previous, next: of all streams of the connection
 * method, authority, path, fields, cookie: as they came; fields are whole lines
 * sized:     the head has a Content-Length; plain: its scheme is http
 * head_told: the head stands in the log; arrival_told: its dial does
 * asked:     the request was whole, and the site was asked
 * sent:      bytes of the answer's content that were taken
 * answer:    called when the answer is to be submitted
 */
struct pq_h2_stream {
	struct pq_h2_stream *previous;
	struct pq_h2_stream *next;
	struct pq_conn *conn;
	int32_t id;
	struct pq_arrival arrival;
	struct pq_exchange exchange;
	struct pq_buf method;
	struct pq_buf authority;
	struct pq_buf path;
	struct pq_buf fields;
	struct pq_buf cookie;
	bool sized;
	bool plain;
	bool arrival_told;
	bool head_whole;
	bool head_told;
	bool asked;
	size_t sent;
	uint64_t told;
};

/* A new arrival, told as a dial and, where it is so, as TLS once its head is there. NULL without memory. */
struct pq_h2_stream *pq_h2_stream_new(struct pq_conn *conn, int32_t id);

/* Tells its end and frees it. */
void pq_h2_stream_free(struct pq_h2_stream *stream);

/* A field of its head. False if the head is over PQ_SINK_MAX_HEAD, or without memory. */
bool pq_h2_stream_field(struct pq_h2_stream *stream, struct pq_view name, struct pq_view value);

/* The head is whole: tells the site, and the log if a body cannot change it any more. False without memory. */
bool pq_h2_stream_head(struct pq_h2_stream *stream, bool last);

/* A piece of the body. False without memory. */
bool pq_h2_stream_body(struct pq_h2_stream *stream, struct pq_view piece);

/* The request is whole: asks the site; `answered` is called then or later. */
void pq_h2_stream_ask(struct pq_h2_stream *stream,
		      void (*answered)(struct pq_loop *loop, struct pq_exchange *exchange));

/* Tells the answer in HTTP/1.1's form. */
void pq_h2_stream_tell_answer(struct pq_h2_stream *stream);

#endif

/* SPDX-License-Identifier: MIT */
#include "sink/h2_stream.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "sink/journal.h"
#include "sink/proxy.h"

static const struct pq_view line_end = PQ_VIEW("\r\n");

struct pq_h2_stream *pq_h2_stream_new(struct pq_conn *conn, int32_t id)
{
	struct pq_h2_stream *stream = calloc(1, sizeof(*stream));

	if (!stream)
		return NULL;
	pq_hold_book(&conn->hold, sizeof(*stream));
	stream->conn = conn;
	stream->id = id;
	stream->arrival = conn->arrival;
	stream->arrival.conn = pq_loop_number(conn->loop);
	stream->arrival.http2 = true;
	stream->exchange.arrival = &stream->arrival;
	stream->exchange.hold = &conn->hold;
	return stream;
}

/* Once it is known where it goes, or that this will never be known. */
static void tell_arrival(struct pq_h2_stream *stream)
{
	struct pq_loop *loop = stream->conn->loop;

	if (stream->arrival_told)
		return;
	stream->arrival_told = true;
	pq_journal_dial(loop, &stream->arrival, PQ_DIALLED_OK);
	if (stream->arrival.tls)
		pq_journal_tls(loop, &stream->arrival);
}

/* Inside TLS a request without it can only be meant for the proxy that the client takes us for. */
static void find_target(struct pq_h2_stream *stream)
{
	struct pq_target target;

	if (!stream->arrival.tls || !stream->plain || stream->arrival.route != PQ_ROUTE_DIRECT ||
	    !pq_target_authority(pq_buf_view(&stream->authority), 80, &target) ||
	    !pq_proxy_find(stream->conn->loop, &target))
		return;
	stream->arrival.route = PQ_ROUTE_ABSOLUTE;
	stream->arrival.address = target.address;
	stream->arrival.port = target.port;
	stream->arrival.host = target.host;
	stream->arrival.tls = false;
}

static bool add(struct pq_h2_stream *stream, struct pq_buf *buf, struct pq_view v)
{
	return pq_hold_add(&stream->conn->hold, buf, v);
}

static bool set(struct pq_h2_stream *stream, struct pq_buf *buf, struct pq_view v)
{
	buf->len = 0;
	return add(stream, buf, v);
}

static bool add_line(struct pq_h2_stream *stream, struct pq_view name, struct pq_view value)
{
	struct pq_buf *fields = &stream->fields;

	return add(stream, fields, name) && add(stream, fields, pq_view_str(": ")) && add(stream, fields, value) &&
	       add(stream, fields, line_end);
}

/* Crumbs are one field again (RFC 9113 8.2.3). */
static bool add_cookie(struct pq_h2_stream *stream, struct pq_view value)
{
	if (stream->cookie.len > 0 && !add(stream, &stream->cookie, pq_view_str("; ")))
		return false;
	return add(stream, &stream->cookie, value);
}

bool pq_h2_stream_field(struct pq_h2_stream *stream, struct pq_view name, struct pq_view value)
{
	if (stream->method.len + stream->authority.len + stream->path.len + stream->fields.len + stream->cookie.len +
		    name.len + value.len >
	    PQ_SINK_MAX_HEAD)
		return false;
	if (pq_view_is(name, ":method"))
		return set(stream, &stream->method, value);
	if (pq_view_is(name, ":authority"))
		return set(stream, &stream->authority, value);
	if (pq_view_is(name, ":path"))
		return set(stream, &stream->path, value);
	if (pq_view_is(name, ":scheme")) {
		stream->plain = pq_view_is(value, "http");
		return true;
	}
	if (pq_view_is(name, "cookie"))
		return add_cookie(stream, value);
	stream->sized |= pq_view_is(name, "content-length");
	return add_line(stream, name, value);
}

/* "METHOD path HTTP/1.1", Host, the fields as they came, cookies last; the target of CONNECT is the authority. */
static bool add_head(struct pq_h2_stream *stream, struct pq_buf *out, const char *length)
{
	const struct pq_buf *target = stream->path.len > 0 ? &stream->path : &stream->authority;

	return add(stream, out, pq_buf_view(&stream->method)) && add(stream, out, pq_view_str(" ")) &&
	       add(stream, out, pq_buf_view(target)) && add(stream, out, pq_view_str(" HTTP/1.1\r\n")) &&
	       (stream->authority.len == 0 ||
		(add(stream, out, pq_view_str("Host: ")) && add(stream, out, pq_buf_view(&stream->authority)) &&
		 add(stream, out, line_end))) &&
	       add(stream, out, pq_buf_view(&stream->fields)) &&
	       (stream->cookie.len == 0 ||
		(add(stream, out, pq_view_str("cookie: ")) && add(stream, out, pq_buf_view(&stream->cookie)) &&
		 add(stream, out, line_end))) &&
	       add(stream, out, pq_view_str(length)) && add(stream, out, line_end);
}

static void tell_head(struct pq_h2_stream *stream, struct pq_view text)
{
	stream->head_told = true;
	pq_journal_bytes(stream->conn->loop, &stream->arrival, PQ_EVENT_SEND, text, &stream->told);
}

static bool begin_exchange(struct pq_h2_stream *stream, struct pq_view text)
{
	struct pq_head head = {
		.len = text.len,
		.method = pq_view_slice(text, 0, stream->method.len),
		.target = pq_view_slice(text, stream->method.len + 1,
					stream->method.len + 1 +
						(stream->path.len > 0 ? stream->path.len : stream->authority.len)),
	};

	return pq_exchange_begin(&stream->exchange, &head, text);
}

bool pq_h2_stream_head(struct pq_h2_stream *stream, bool last)
{
	const struct pq_site *site = &stream->conn->loop->sink->site;
	struct pq_buf text = { 0 };
	bool done = add_head(stream, &text, "") && begin_exchange(stream, pq_buf_view(&text));

	find_target(stream);
	tell_arrival(stream);
	if (done) {
		stream->head_whole = true;
		atomic_fetch_add(&stream->conn->loop->sink->counters->requests, 1);
		if (stream->sized || last || pq_view_is(pq_buf_view(&stream->method), "CONNECT"))
			tell_head(stream, pq_buf_view(&text));
		if (site->came)
			site->came(site->context, &stream->arrival, PQ_CAME_REQUEST,
				   pq_view_slice(pq_buf_view(&text), 0, 2048));
	}
	pq_hold_free(&stream->conn->hold, &text);
	return done;
}

bool pq_h2_stream_body(struct pq_h2_stream *stream, struct pq_view piece)
{
	if (stream->head_told)
		pq_journal_bytes(stream->conn->loop, &stream->arrival, PQ_EVENT_SEND, piece, &stream->told);
	return pq_exchange_body(&stream->exchange, piece);
}

/* A body without a stated length: HTTP/1.1 needs one, and only now it is known. */
static void tell_late(struct pq_h2_stream *stream)
{
	unsigned char storage[64];
	struct pq_buf length, text = { 0 };

	if (!stream->head_whole || stream->head_told)
		return;
	pq_buf_init(&length, storage, sizeof(storage) - 1);
	pq_buf_add_str(&length, "Content-Length: ");
	pq_buf_add_u64(&length, stream->exchange.body.len);
	pq_buf_add_str(&length, "\r\n");
	storage[length.len] = '\0';
	if (add_head(stream, &text, (const char *)storage))
		tell_head(stream, pq_buf_view(&text));
	pq_hold_free(&stream->conn->hold, &text);
	pq_journal_bytes(stream->conn->loop, &stream->arrival, PQ_EVENT_SEND, pq_buf_view(&stream->exchange.body),
			 &stream->told);
}

void pq_h2_stream_ask(struct pq_h2_stream *stream, void (*answered)(struct pq_loop *loop, struct pq_exchange *exchange))
{
	if (stream->asked || !stream->head_whole)
		return;
	tell_late(stream);
	stream->asked = true;
	stream->exchange.answered = answered;
	pq_exchange_ask(stream->conn->loop, &stream->exchange);
}

void pq_h2_stream_tell_answer(struct pq_h2_stream *stream)
{
	const struct pq_exchange *exchange = &stream->exchange;
	unsigned char storage[96];
	struct pq_buf line, text = { 0 };

	pq_buf_init(&line, storage, sizeof(storage));
	pq_buf_add_str(&line, "HTTP/1.1 ");
	pq_buf_add_u64(&line, exchange->status);
	pq_buf_add_str(&line, " \r\nContent-Length: ");
	pq_buf_add_u64(&line, exchange->content.len);
	pq_buf_add_str(&line, "\r\n");
	if (add(stream, &text, pq_buf_view(&line)) && add(stream, &text, pq_buf_view(&exchange->fields)) &&
	    add(stream, &text, line_end) && add(stream, &text, pq_buf_view(&exchange->content)))
		pq_journal_bytes(stream->conn->loop, &stream->arrival, PQ_EVENT_RECEIVE, pq_buf_view(&text),
				 &stream->told);
	pq_hold_free(&stream->conn->hold, &text);
}

void pq_h2_stream_free(struct pq_h2_stream *stream)
{
	struct pq_hold *hold = &stream->conn->hold;
	struct pq_buf *bufs[] = { &stream->method, &stream->authority, &stream->path, &stream->fields,
				  &stream->cookie };

	tell_arrival(stream);
	tell_late(stream);
	pq_journal_close(stream->conn->loop, &stream->arrival, stream->told);
	pq_exchange_end(stream->conn->loop, &stream->exchange);
	for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++)
		pq_hold_free(hold, bufs[i]);
	pq_hold_unbook(hold, sizeof(*stream));
	free(stream);
}

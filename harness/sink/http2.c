/* SPDX-License-Identifier: MIT */
#include "sink/http2.h"

#include <nghttp2/nghttp2.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "sink/h2_stream.h"

#define MAX_FIELDS 64

const struct pq_view pq_h2_preface = PQ_VIEW("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

struct pq_h2 {
	nghttp2_session *session;
	struct pq_h2_stream *streams;
};

static struct pq_h2_stream *stream_of(nghttp2_session *session, int32_t id)
{
	return nghttp2_session_get_stream_user_data(session, id);
}

static int on_begin_headers(nghttp2_session *session, const nghttp2_frame *frame, void *user)
{
	struct pq_conn *conn = user;
	struct pq_h2_stream *stream;

	if (frame->hd.type != NGHTTP2_HEADERS || frame->headers.cat != NGHTTP2_HCAT_REQUEST)
		return 0;
	stream = pq_h2_stream_new(conn, frame->hd.stream_id);
	if (!stream)
		return NGHTTP2_ERR_CALLBACK_FAILURE;
	stream->next = conn->h2->streams;
	if (stream->next)
		stream->next->previous = stream;
	conn->h2->streams = stream;
	return nghttp2_session_set_stream_user_data(session, stream->id, stream) ? NGHTTP2_ERR_CALLBACK_FAILURE : 0;
}

/* Trailers are passed over. */
static int on_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name, size_t name_len,
		     const uint8_t *value, size_t value_len, uint8_t flags, void *user)
{
	struct pq_h2_stream *stream = stream_of(session, frame->hd.stream_id);

	(void)flags;
	(void)user;
	if (!stream || stream->head_whole)
		return 0;
	return pq_h2_stream_field(stream, pq_view(name, name_len), pq_view(value, value_len))
		       ? 0
		       : NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
}

static int on_data(nghttp2_session *session, uint8_t flags, int32_t id, const uint8_t *data, size_t len, void *user)
{
	struct pq_h2_stream *stream = stream_of(session, id);

	(void)flags;
	(void)user;
	return !stream || pq_h2_stream_body(stream, pq_view(data, len)) ? 0 : NGHTTP2_ERR_CALLBACK_FAILURE;
}

/* A line "Name: value" as a field, its name lowered in place; false for what HTTP/2 has no use for (RFC 9113 8.2.2). */
static bool read_field(unsigned char *line, size_t len, nghttp2_nv *out)
{
	static const char *const connection_specific[] = { "connection", "keep-alive",       "transfer-encoding",
							   "upgrade",    "proxy-connection", "content-length" };
	size_t colon = pq_view_find(pq_view(line, len), ':', 0);
	size_t value = colon + 1;

	if (colon == 0 || colon >= len)
		return false;
	for (size_t i = 0; i < colon; i++)
		line[i] = pq_ascii_lower(line[i]);
	for (size_t i = 0; i < sizeof(connection_specific) / sizeof(connection_specific[0]); i++)
		if (pq_view_is(pq_view(line, colon), connection_specific[i]))
			return false;
	while (value < len && line[value] == ' ')
		value++;
	*out = (nghttp2_nv){ line, line + value, colon, len - value, 0 };
	return true;
}

/* Reads whole lines into at most `max` fields, which point into them. */
static size_t read_fields(unsigned char *lines, size_t len, nghttp2_nv *out, size_t max)
{
	size_t count = 0, at = 0;

	while (at < len && count < max) {
		size_t next = pq_view_find(pq_view(lines, len), '\n', at);
		size_t end = next > at && lines[next - 1] == '\r' ? next - 1 : next;

		if (read_field(lines + at, end - at, &out[count]))
			count++;
		at = next + 1;
	}
	return count;
}

static ssize_t give_content(nghttp2_session *session, int32_t id, uint8_t *out, size_t len, uint32_t *flags,
			    nghttp2_data_source *source, void *user)
{
	struct pq_h2_stream *stream = source->ptr;
	struct pq_view left = pq_view_from(pq_buf_view(&stream->exchange.content), stream->sent);

	(void)session;
	(void)id;
	(void)user;
	if (len > left.len)
		len = left.len;
	if (len > 0)
		memcpy(out, left.data, len);
	stream->sent += len;
	if (len == left.len)
		*flags |= NGHTTP2_DATA_FLAG_EOF;
	return (ssize_t)len;
}

static nghttp2_nv field_of(unsigned char *name, unsigned char *value)
{
	return (nghttp2_nv){ name, value, strlen((const char *)name), strlen((const char *)value), 0 };
}

static void submit(struct pq_h2_stream *stream)
{
	nghttp2_session *session = stream->conn->h2->session;
	struct pq_exchange *exchange = &stream->exchange;
	unsigned char status_name[] = ":status", length_name[] = "content-length", status[8], length[24];
	unsigned char *lines = malloc(exchange->fields.len + 1);
	bool content = exchange->content.len > 0 && !pq_view_is(exchange->head.method, "HEAD");
	nghttp2_data_provider provider = { { .ptr = stream }, give_content };
	nghttp2_nv fields[MAX_FIELDS];
	size_t count = 2;

	if (!lines)
		return;
	if (exchange->fields.len > 0)
		memcpy(lines, exchange->fields.data, exchange->fields.len);
	if (exchange->status < 200)
		exchange->status = 500; /* HTTP/2 has no 101, and others are no answer */
	snprintf((char *)status, sizeof(status), "%u", exchange->status % 1000u);
	snprintf((char *)length, sizeof(length), "%zu", exchange->content.len);
	fields[0] = field_of(status_name, status);
	fields[1] = field_of(length_name, length);
	count += read_fields(lines, exchange->fields.len, fields + count, MAX_FIELDS - count);
	if (nghttp2_submit_response(session, stream->id, fields, count, content ? &provider : NULL))
		nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, stream->id, NGHTTP2_INTERNAL_ERROR);
	if (exchange->close)
		nghttp2_submit_goaway(session, NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(session),
				      NGHTTP2_NO_ERROR, NULL, 0);
	free(lines);
	pq_h2_stream_tell_answer(stream);
}

/* Bytes as they are cannot be said inside HTTP/2: the stream is broken off instead. */
static void answered(struct pq_loop *loop, struct pq_exchange *exchange)
{
	struct pq_h2_stream *stream =
		(struct pq_h2_stream *)(void *)((char *)exchange - offsetof(struct pq_h2_stream, exchange));
	struct pq_conn *conn = stream->conn;

	(void)loop;
	if (exchange->silent)
		return;
	if (exchange->raw)
		nghttp2_submit_rst_stream(conn->h2->session, NGHTTP2_FLAG_NONE, stream->id, NGHTTP2_INTERNAL_ERROR);
	else
		submit(stream);
	pq_conn_go_on(conn);
}

static int on_frame(nghttp2_session *session, const nghttp2_frame *frame, void *user)
{
	struct pq_h2_stream *stream = stream_of(session, frame->hd.stream_id);
	bool last = (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;

	(void)user;
	if (!stream || (frame->hd.type != NGHTTP2_HEADERS && frame->hd.type != NGHTTP2_DATA))
		return 0;
	if (!stream->head_whole && !pq_h2_stream_head(stream, last))
		return NGHTTP2_ERR_CALLBACK_FAILURE;
	if (pq_view_is(pq_buf_view(&stream->method), "CONNECT"))
		/* A tunnel inside a stream is more than is needed: the client is sent to HTTP/1.1 (RFC 9113 7). */
		nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, frame->hd.stream_id, NGHTTP2_HTTP_1_1_REQUIRED);
	else if (last)
		pq_h2_stream_ask(stream, answered);
	return 0;
}

static void unlink_and_free(struct pq_h2 *h2, struct pq_h2_stream *stream)
{
	if (stream->previous)
		stream->previous->next = stream->next;
	else
		h2->streams = stream->next;
	if (stream->next)
		stream->next->previous = stream->previous;
	pq_h2_stream_free(stream);
}

static int on_stream_close(nghttp2_session *session, int32_t id, uint32_t error, void *user)
{
	struct pq_h2_stream *stream = stream_of(session, id);
	struct pq_conn *conn = user;

	(void)error;
	if (stream) {
		nghttp2_session_set_stream_user_data(session, id, NULL);
		unlink_and_free(conn->h2, stream);
	}
	return 0;
}

static nghttp2_session *make_session(struct pq_conn *conn)
{
	nghttp2_settings_entry settings[] = {
		{ NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, PQ_H2_MAX_STREAMS },
		{ NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, PQ_SINK_MAX_HEAD },
		{ NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 1 << 20 },
	};
	nghttp2_session *session = NULL;
	nghttp2_session_callbacks *callbacks = NULL;
	nghttp2_option *option = NULL;

	if (nghttp2_session_callbacks_new(&callbacks) == 0 && nghttp2_option_new(&option) == 0) {
		nghttp2_option_set_no_http_messaging(option, 1);
		nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, on_begin_headers);
		nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
		nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
		nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
		nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_stream_close);
		if (nghttp2_session_server_new2(&session, callbacks, conn, option) == 0)
			nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings,
						sizeof(settings) / sizeof(settings[0]));
	}
	nghttp2_option_del(option);
	nghttp2_session_callbacks_del(callbacks);
	return session;
}

bool pq_h2_begin(struct pq_conn *conn)
{
	struct pq_h2 *h2 = calloc(1, sizeof(*h2));

	if (!h2)
		return false;
	h2->session = make_session(conn);
	if (!h2->session) {
		free(h2);
		return false;
	}
	pq_hold_book(&conn->hold, PQ_H2_SESSION);
	conn->h2 = h2;
	conn->stage = PQ_STAGE_HTTP2;
	return true;
}

/* Says what the session has to say, as long as it is taken; frames are gathered, for each write costs a packet. */
static bool say(struct pq_conn *conn)
{
	struct pq_buf frames;
	const uint8_t *bytes;
	bool said = false;
	ssize_t len;

	pq_buf_init(&frames, conn->loop->scratch, sizeof(conn->loop->scratch));
	while (!conn->dead && conn->out.len - conn->out_at < PQ_CONN_MAX_AHEAD &&
	       (len = nghttp2_session_mem_send(conn->h2->session, &bytes)) > 0) {
		said = true;
		if ((size_t)len > pq_buf_room(&frames)) {
			pq_conn_say_quietly(conn, pq_buf_view(&frames));
			pq_buf_reset(&frames);
		}
		if ((size_t)len > frames.cap)
			pq_conn_say_quietly(conn, pq_view(bytes, (size_t)len));
		else
			pq_buf_add(&frames, pq_view(bytes, (size_t)len));
	}
	pq_conn_say_quietly(conn, pq_buf_view(&frames));
	return said;
}

bool pq_h2_step(struct pq_conn *conn)
{
	struct pq_view waiting = pq_conn_waiting(conn);
	ssize_t done = 0;
	bool said = say(conn), takes;

	if (conn->dead)
		return true;
	/* What the session has to say to a client that does not read lies in no book: so it hears no more then. */
	takes = waiting.len > 0 && conn->out.len - conn->out_at < PQ_CONN_MAX_AHEAD;
	if (takes) {
		done = nghttp2_session_mem_recv(conn->h2->session, waiting.data, waiting.len);
		pq_conn_take(conn, waiting.len);
		conn->logged = conn->at;
	}
	said = say(conn) || said;
	if (conn->dead)
		return true;
	if (done < 0 ||
	    (!nghttp2_session_want_read(conn->h2->session) && !nghttp2_session_want_write(conn->h2->session)))
		pq_conn_end(conn, true);
	return said || takes;
}

void pq_h2_end(struct pq_conn *conn)
{
	while (conn->h2 && conn->h2->streams)
		unlink_and_free(conn->h2, conn->h2->streams);
}

void pq_h2_free(struct pq_conn *conn)
{
	if (!conn->h2)
		return;
	nghttp2_session_del(conn->h2->session);
	free(conn->h2);
	conn->h2 = NULL;
	pq_hold_unbook(&conn->hold, PQ_H2_SESSION);
}

/* SPDX-License-Identifier: MIT */
/* HTTP/1.1: requests one after the other, each answered before the next is looked at. */
#include "sink/handshake.h"
#include "sink/proxy.h"

static const char go_ahead[] = "HTTP/1.1 100 Continue\r\n\r\n";
static const char too_large[] = "HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\n"
				"Connection: close\r\n\r\n";
static const char bad_request[] = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

static const struct {
	uint16_t status;
	const char *phrase;
} phrases[] = {
	{ 101, "Switching Protocols" },
	{ 200, "OK" },
	{ 204, "No Content" },
	{ 206, "Partial Content" },
	{ 301, "Moved Permanently" },
	{ 302, "Found" },
	{ 303, "See Other" },
	{ 304, "Not Modified" },
	{ 307, "Temporary Redirect" },
	{ 308, "Permanent Redirect" },
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 407, "Proxy Authentication Required" },
	{ 500, "Internal Server Error" },
	{ 503, "Service Unavailable" },
};

static const char *phrase_of(uint16_t status)
{
	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return "Unknown";
}

static struct pq_conn *conn_of(struct pq_exchange *exchange)
{
	return (struct pq_conn *)(void *)((char *)exchange - offsetof(struct pq_conn, exchange));
}

static void refuse(struct pq_conn *conn, const char *answer)
{
	pq_conn_say(conn, pq_view_str(answer));
	pq_conn_end(conn, true);
}

/* RFC 9110 6.4.1 */
static bool has_content(const struct pq_exchange *exchange)
{
	return exchange->status >= 200 && exchange->status != 204 && exchange->status != 304;
}

static bool opens_websocket(const struct pq_exchange *exchange)
{
	return exchange->status == 101 && exchange->head.websocket;
}

static void add_head(const struct pq_exchange *exchange, struct pq_buf *out)
{
	pq_buf_add_str(out, "HTTP/1.1 ");
	pq_buf_add_u64(out, exchange->status);
	pq_buf_add_byte(out, ' ');
	pq_buf_add_str(out, phrase_of(exchange->status));
	pq_buf_add_str(out, "\r\n");
	pq_buf_add(out, pq_buf_view(&exchange->fields));
	if (opens_websocket(exchange)) {
		pq_handshake_fields(pq_buf_view(&exchange->text), out);
	} else {
		pq_buf_add_str(out, exchange->close ? "Connection: close\r\n" : "Connection: keep-alive\r\n");
		if (has_content(exchange)) {
			pq_buf_add_str(out, "Content-Length: ");
			pq_buf_add_u64(out, exchange->content.len);
			pq_buf_add_str(out, "\r\n");
		}
	}
	pq_buf_add_str(out, "\r\n");
}

/* Head and content in one piece, where they fit the loop's scratch room. */
static void say_answer(struct pq_conn *conn, const struct pq_exchange *exchange)
{
	bool content = has_content(exchange) && !pq_view_is(exchange->head.method, "HEAD");
	struct pq_view body = pq_view_slice(pq_buf_view(&exchange->content), 0, content ? SIZE_MAX : 0);
	struct pq_buf out;

	pq_buf_init(&out, conn->loop->scratch, sizeof(conn->loop->scratch));
	add_head(exchange, &out);
	if (!pq_buf_ok(&out)) {
		refuse(conn, bad_request);
		return;
	}
	if (body.len <= pq_buf_room(&out)) {
		pq_buf_add(&out, body);
		pq_conn_say(conn, pq_buf_view(&out));
	} else {
		pq_conn_say(conn, pq_buf_view(&out));
		pq_conn_say(conn, body);
	}
}

/* What the connection does next. */
static void go_further(struct pq_conn *conn, bool websocket)
{
	struct pq_exchange *exchange = &conn->exchange;
	bool silent = exchange->silent;
	bool close = exchange->close;

	pq_exchange_end(conn->loop, exchange);
	if (silent)
		conn->stage = PQ_STAGE_RAW;
	else if (websocket)
		conn->stage = PQ_STAGE_WEBSOCKET;
	else
		conn->stage = PQ_STAGE_HTTP;
	if (close && !silent)
		pq_conn_end(conn, pq_conn_waiting(conn).len > 0);
	pq_conn_go_on(conn);
}

static void answered(struct pq_loop *loop, struct pq_exchange *exchange)
{
	struct pq_conn *conn = conn_of(exchange);
	bool websocket = opens_websocket(exchange) && !exchange->raw;

	(void)loop;
	if (exchange->raw) {
		pq_conn_say(conn, pq_buf_view(&exchange->content));
	} else if (!exchange->silent) {
		exchange->close = !websocket && (exchange->close || exchange->head.close);
		say_answer(conn, exchange);
	}
	if (!conn->dead)
		go_further(conn, websocket);
}

/* Passes on what of the body is there. */
static bool read_body(struct pq_conn *conn)
{
	struct pq_exchange *exchange = &conn->exchange;
	struct pq_view waiting = pq_conn_waiting(conn);
	struct pq_view data;
	size_t taken;

	if (exchange->reader.state == PQ_BODY_DONE) {
		conn->stage = PQ_STAGE_ANSWER;
		exchange->answered = answered;
		pq_exchange_ask(conn->loop, exchange);
		return true;
	}
	if (waiting.len == 0)
		return false;
	if (pq_body_take(&exchange->reader, waiting, &taken, &data)) {
		refuse(conn, bad_request);
		return true;
	}
	pq_conn_take(conn, taken);
	if (!pq_exchange_body(exchange, data))
		pq_conn_close(conn);
	return true;
}

static bool begin(struct pq_conn *conn, const struct pq_head *head)
{
	struct pq_view text;

	if (pq_view_is(head->method, "CONNECT")) {
		pq_proxy_connect(conn, head);
		return true;
	}
	if (!pq_proxy_absolute(conn, head))
		return true;
	text = pq_view_slice(pq_conn_waiting(conn), head->skipped, head->skipped + head->len);
	atomic_fetch_add(&conn->loop->sink->counters->requests, 1);
	pq_conn_came(conn, PQ_CAME_REQUEST, text);
	if (!pq_exchange_begin(&conn->exchange, head, text)) {
		pq_conn_close(conn);
		return true;
	}
	pq_conn_take(conn, head->skipped + head->len);
	if (head->expects && conn->exchange.reader.state != PQ_BODY_DONE && pq_conn_waiting(conn).len == 0)
		pq_conn_say(conn, pq_view_str(go_ahead));
	return true;
}

bool pq_serve_step(struct pq_conn *conn)
{
	struct pq_view waiting = pq_conn_waiting(conn);
	struct pq_head head = { 0 };
	enum pq_err err;

	if (conn->exchange.text.len > 0)
		return read_body(conn);
	if (waiting.len == 0)
		return false;
	err = pq_head_read(waiting, &conn->scanned, &head);
	if (err == PQ_ERR_OK)
		return begin(conn, &head);
	if (err == PQ_ERR_RANGE)
		pq_conn_came(conn, PQ_CAME_REQUEST, pq_view_from(waiting, head.skipped));
	else
		pq_conn_came(conn, PQ_CAME_BYTES, waiting);
	if (err == PQ_ERR_INCOMPLETE)
		return false;
	if (err == PQ_ERR_SYNTAX)
		conn->stage = PQ_STAGE_RAW;
	else
		refuse(conn, err == PQ_ERR_LIMIT ? too_large : bad_request);
	return true;
}

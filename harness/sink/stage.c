/* SPDX-License-Identifier: MIT */
/* What a connection is, told by its first bytes, and which stage looks at the next ones. */
#include "sink/http2.h"
#include "sink/resolver.h"
#include "sink/tls.h"

/* DNS over TCP (RFC 1035 4.2.2): two bytes of length before each message; questions are short. */
#define NAME_SERVICE 53
#define LONGEST_QUESTION 512
#define HANDSHAKE_RECORD 22

static bool enter(struct pq_conn *conn, enum pq_stage stage)
{
	conn->stage = stage;
	return true;
}

/* A handshake record begins with its type and a version 3.x (RFC 8446 5.1). */
static bool hello(struct pq_conn *conn, struct pq_view bytes)
{
	if (bytes.len > 1 && bytes.data[1] != 3)
		return enter(conn, PQ_STAGE_HTTP);
	pq_conn_came(conn, PQ_CAME_HELLO, bytes);
	if (bytes.len < 2)
		return false;
	if (!pq_layer_begin(conn))
		pq_conn_end(conn, true);
	return true;
}

/* True if it is, or may still become, what HTTP/2 begins with. */
static bool may_be_http2(struct pq_view bytes)
{
	return pq_view_starts(pq_h2_preface, pq_view_slice(bytes, 0, pq_h2_preface.len));
}

static bool http2(struct pq_conn *conn, struct pq_view bytes)
{
	pq_conn_came(conn, PQ_CAME_BYTES, bytes);
	if (bytes.len < pq_h2_preface.len)
		return false;
	if (!pq_h2_begin(conn))
		pq_conn_close(conn);
	return true;
}

static bool sniff(struct pq_conn *conn)
{
	struct pq_view bytes = pq_conn_waiting(conn);

	if (bytes.len == 0)
		return false;
	if (bytes.data[0] == HANDSHAKE_RECORD)
		return hello(conn, bytes);
	if (conn->arrival.port == NAME_SERVICE && bytes.data[0] <= LONGEST_QUESTION >> 8)
		return enter(conn, PQ_STAGE_DNS);
	if (bytes.data[0] == 5)
		return enter(conn, PQ_STAGE_GREETING);
	if (may_be_http2(bytes))
		return http2(conn, bytes);
	return enter(conn, PQ_STAGE_HTTP);
}

/* Nobody answers; all of it is logged. */
static bool swallow(struct pq_conn *conn)
{
	struct pq_view bytes = pq_conn_waiting(conn);

	if (bytes.len > 0)
		pq_conn_came(conn, PQ_CAME_BYTES, bytes);
	pq_conn_take(conn, bytes.len);
	return false;
}

static bool answer_question(struct pq_conn *conn)
{
	struct pq_view bytes = pq_conn_waiting(conn);
	size_t len = bytes.len < 2 ? 0 : (size_t)(bytes.data[0] << 8 | bytes.data[1]);
	unsigned char storage[2 + PQ_DNS_MAX_ANSWER] = { 0 };
	struct pq_buf out;

	if (bytes.len > 0)
		pq_conn_came(conn, PQ_CAME_BYTES, bytes);
	if (len > LONGEST_QUESTION)
		return enter(conn, PQ_STAGE_RAW);
	if (bytes.len < 2 || bytes.len < 2 + len)
		return false;
	pq_conn_came(conn, PQ_CAME_REQUEST, bytes);
	pq_conn_take(conn, 2 + len);
	pq_buf_init(&out, storage, sizeof(storage));
	out.len = 2;
	if (!pq_resolver_answer(conn->loop, pq_view_slice(bytes, 2, 2 + len), &out))
		return enter(conn, PQ_STAGE_RAW);
	storage[0] = (unsigned char)((out.len - 2) >> 8);
	storage[1] = (unsigned char)(out.len - 2);
	pq_conn_say(conn, pq_buf_view(&out));
	return true;
}

bool pq_stage_step(struct pq_conn *conn)
{
	switch (conn->stage) {
	case PQ_STAGE_SNIFF:
		return sniff(conn);
	case PQ_STAGE_GREETING:
		return pq_proxy_greeting(conn);
	case PQ_STAGE_SOCKS:
		return pq_proxy_socks(conn);
	case PQ_STAGE_DNS:
		return answer_question(conn);
	case PQ_STAGE_HTTP:
		return pq_serve_step(conn);
	case PQ_STAGE_WEBSOCKET:
		return pq_serve_websocket(conn);
	case PQ_STAGE_HTTP2:
		return pq_h2_step(conn);
	case PQ_STAGE_RAW:
		return swallow(conn);
	default:
		return false;
	}
}

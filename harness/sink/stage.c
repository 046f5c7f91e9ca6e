/* SPDX-License-Identifier: MIT */
/* What a connection is, told by its first bytes, and which stage looks at the next ones. */
#include "sink/conn.h"

static bool enter(struct pq_conn *conn, enum pq_stage stage)
{
	conn->stage = stage;
	return true;
}

static bool sniff(struct pq_conn *conn)
{
	struct pq_view bytes = pq_conn_waiting(conn);

	if (bytes.len == 0)
		return false;
	if (bytes.data[0] == 5)
		return enter(conn, PQ_STAGE_GREETING);
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

bool pq_stage_step(struct pq_conn *conn)
{
	switch (conn->stage) {
	case PQ_STAGE_SNIFF:
		return sniff(conn);
	case PQ_STAGE_GREETING:
		return pq_proxy_greeting(conn);
	case PQ_STAGE_SOCKS:
		return pq_proxy_socks(conn);
	case PQ_STAGE_HTTP:
		return pq_serve_step(conn);
	case PQ_STAGE_WEBSOCKET:
		return pq_serve_websocket(conn);
	case PQ_STAGE_RAW:
		return swallow(conn);
	default:
		return false;
	}
}

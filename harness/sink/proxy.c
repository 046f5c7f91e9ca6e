/* SPDX-License-Identifier: MIT */
/* The proxy that the sink plays wherever a client takes it for one. */
#include "sink/proxy.h"

static const char granted[] = "HTTP/1.1 200 Connection established\r\n\r\n";
static const char no_gateway[] = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/* Answers of SOCKS5 (RFC 1928 3, 6). */
enum { SUCCEEDED = 0, UNREACHABLE = 4, NO_SUCH_COMMAND = 7 };

/* Bytes that are not SOCKS5 after all. */
static bool not_socks(struct pq_conn *conn)
{
	conn->stage = PQ_STAGE_RAW;
	return true;
}

bool pq_proxy_greeting(struct pq_conn *conn)
{
	static const unsigned char open_answer[] = { 5, 0 }, closed_answer[] = { 5, 0xff };
	struct pq_view bytes = pq_conn_waiting(conn);
	bool open;
	size_t len;
	enum pq_err err = pq_target_greeting(bytes, &len, &open);

	if (bytes.len > 0)
		pq_conn_came(conn, PQ_CAME_BYTES, bytes);
	if (err == PQ_ERR_INCOMPLETE)
		return false;
	if (err)
		return not_socks(conn);
	pq_conn_take(conn, len);
	pq_conn_say(conn, pq_view(open ? open_answer : closed_answer, 2));
	if (!open)
		pq_conn_end(conn, true);
	conn->stage = PQ_STAGE_SOCKS;
	return true;
}

static void say_socks(struct pq_conn *conn, unsigned char answer)
{
	const unsigned char text[10] = { 5, answer, 0, 1 };

	pq_conn_say(conn, pq_view(text, sizeof(text)));
}

bool pq_proxy_find(struct pq_loop *loop, struct pq_target *target)
{
	const struct pq_site *site = &loop->sink->site;
	struct pq_address addresses[8];
	size_t count = 0;

	if (target->address.family || !site->look_up)
		return true;
	if (!site->look_up(site->context, target->host, 1, addresses, &count))
		return false;
	if (count == 0 && !site->look_up(site->context, target->host, 28, addresses, &count))
		return false;
	if (count > 0)
		target->address = addresses[0];
	return count > 0;
}

static void go_to(struct pq_conn *conn, enum pq_route route, const struct pq_target *target, bool reached)
{
	pq_conn_become(conn, route, &target->address, target->port, target->host, reached);
	if (!reached)
		pq_conn_end(conn, true);
}

bool pq_proxy_socks(struct pq_conn *conn)
{
	struct pq_view bytes = pq_conn_waiting(conn);
	struct pq_target target = { 0 };
	size_t len = 0;
	enum pq_err err = pq_target_socks(bytes, &len, &target);
	bool reached;

	if (err == PQ_ERR_INCOMPLETE)
		return false;
	if (err == PQ_ERR_SYNTAX)
		return not_socks(conn);
	pq_conn_came(conn, PQ_CAME_REQUEST, bytes);
	pq_conn_take(conn, len);
	if (err == PQ_ERR_UNKNOWN) {
		say_socks(conn, NO_SUCH_COMMAND);
		pq_conn_end(conn, true);
		return true;
	}
	reached = pq_proxy_find(conn->loop, &target);
	say_socks(conn, reached ? SUCCEEDED : UNREACHABLE);
	conn->stage = PQ_STAGE_SNIFF;
	go_to(conn, PQ_ROUTE_SOCKS, &target, reached);
	return true;
}

void pq_proxy_connect(struct pq_conn *conn, const struct pq_head *head)
{
	struct pq_target target = { 0 };
	bool known = pq_target_authority(head->target, -1, &target);
	bool reached = known && pq_proxy_find(conn->loop, &target);

	pq_conn_came(conn, PQ_CAME_REQUEST, pq_view_from(pq_conn_waiting(conn), head->skipped));
	pq_conn_take(conn, head->skipped + head->len);
	conn->stage = PQ_STAGE_SNIFF;
	pq_conn_say(conn, pq_view_str(reached ? granted : no_gateway));
	if (known)
		go_to(conn, PQ_ROUTE_CONNECT, &target, reached);
	else
		pq_conn_end(conn, true);
}

/* True if the connection is already one to that target. */
static bool is_there(const struct pq_conn *conn, const struct pq_target *target)
{
	return conn->arrival.route == PQ_ROUTE_ABSOLUTE && conn->arrival.port == target->port &&
	       pq_view_eq(conn->arrival.host, target->host);
}

bool pq_proxy_absolute(struct pq_conn *conn, const struct pq_head *head)
{
	struct pq_target target;
	bool reached;

	if (conn->arrival.route != PQ_ROUTE_DIRECT && conn->arrival.route != PQ_ROUTE_ABSOLUTE)
		return true;
	if (!pq_target_absolute(head->target, &target) || is_there(conn, &target))
		return true;
	if (conn->arrival.route == PQ_ROUTE_DIRECT)
		pq_conn_came(conn, PQ_CAME_REQUEST, pq_view_from(pq_conn_waiting(conn), head->skipped));
	reached = pq_proxy_find(conn->loop, &target);
	if (!reached)
		pq_conn_say(conn, pq_view_str(no_gateway));
	go_to(conn, PQ_ROUTE_ABSOLUTE, &target, reached);
	return reached;
}

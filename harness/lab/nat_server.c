/* SPDX-License-Identifier: MIT */
#include "lab/nat_server.h"

#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "system/clock.h"
#include "vnet/computed.h"

#define PATIENCE_MS 1000 /* that a segment, or what answers it, may need */

static void init(struct pq_nat_server *server, struct pq_nat_world *world, enum pq_nat_speaks speaks)
{
	server->world = world;
	server->helper = NULL;
	server->speaks = speaks;
	server->udp = false;
	server->listener = -1;
	server->conn = -1;
	server->turn = 0;
	server->padding = 0;
	server->tls = NULL;
	pq_buf_init(&server->heard, server->heard_bytes, sizeof(server->heard_bytes));
}

void pq_nat_server_take(struct pq_nat_server *server, struct pq_nat_world *world, enum pq_nat_speaks speaks, int file)
{
	int on = 1;

	init(server, world, speaks);
	server->conn = file;
	setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

enum pq_err pq_nat_server_open(struct pq_nat_server *server, struct pq_nat_world *world, enum pq_nat_speaks speaks,
			       bool udp, uint16_t port, uint16_t segment, struct pq_diag *diag)
{
	int size = segment;

	init(server, world, speaks);
	server->udp = udp;
	server->listener = pq_nat_world_bound(world, PQ_NAT_OUTSIDE, udp ? SOCK_DGRAM : SOCK_STREAM, NULL, port, diag);
	if (server->listener < 0)
		return PQ_ERR_IO;
	if (size)
		setsockopt(server->listener, IPPROTO_TCP, TCP_MAXSEG, &size, sizeof(size));
	return PQ_ERR_OK;
}

void pq_nat_server_close(struct pq_nat_server *server)
{
	pq_nat_tls_free(server->tls);
	if (server->conn >= 0)
		close(server->conn);
	if (server->listener >= 0)
		close(server->listener);
}

static void take_connection(struct pq_nat_server *server)
{
	int on = 1;

	if (server->conn >= 0 || server->udp)
		return;
	server->conn = accept4(server->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (server->conn < 0)
		return;
	setsockopt(server->conn, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (server->speaks == PQ_NAT_SPEAKS_TLS)
		server->tls = pq_nat_tls_server(server->conn);
}

/* The one who has sent the first datagram is the one who is answered. */
static long receive_datagram(struct pq_nat_server *server, void *data, size_t cap)
{
	struct sockaddr_in from;
	socklen_t len = sizeof(from);
	long got = recvfrom(server->listener, data, cap, MSG_DONTWAIT, (struct sockaddr *)&from, &len);

	if (got > 0 && server->turn == 0 && connect(server->listener, (struct sockaddr *)&from, len) != 0)
		return -1;
	return got;
}

static long receive(struct pq_nat_server *server, void *data, size_t cap)
{
	if (server->udp)
		return receive_datagram(server, data, cap);
	if (server->conn < 0)
		return -1;
	if (!server->tls)
		return recv(server->conn, data, cap, 0);
	return pq_nat_tls_shake(server->tls) == 1 ? pq_nat_tls_receive(server->tls, data, cap) : -1;
}

bool pq_nat_server_read(struct pq_nat_server *server)
{
	unsigned char data[8192];
	bool any = false;
	long got;

	do {
		take_connection(server);
		got = receive(server, data, sizeof(data));
		if (got > 0)
			pq_buf_add(&server->heard, pq_view(data, (size_t)got));
		any = any || got > 0;
	} while (got > 0);
	return any;
}

bool pq_nat_delivered(int file)
{
	const struct timespec pause = { .tv_nsec = 100000 };
	uint64_t until = pq_clock_ms() + PATIENCE_MS;
	int left = 0;

	while (ioctl(file, SIOCOUTQ, &left) == 0 && left > 0) {
		if (pq_clock_ms() > until)
			return false;
		nanosleep(&pause, NULL);
	}
	return true;
}

/* As a segment of its own. */
static bool put(struct pq_nat_server *server, struct pq_view bytes)
{
	int file = server->udp ? server->listener : server->conn;

	if (!bytes.len || file < 0)
		return false;
	if (server->tls)
		return pq_nat_tls_send(server->tls, bytes);
	return send(file, bytes.data, bytes.len, MSG_NOSIGNAL) == (ssize_t)bytes.len &&
	       (server->udp || pq_nat_delivered(file));
}

/* Where the message begins to which the helper's answer is: behind the head of the request that carried it. */
static struct pq_view message_of(const struct pq_nat_server *server)
{
	struct pq_view heard = pq_buf_view(&server->heard);

	for (size_t i = 0; server->speaks == PQ_NAT_SPEAKS_HTTP && i + 4 <= heard.len; i++)
		if (memcmp(heard.data + i, "\r\n\r\n", 4) == 0)
			return pq_view_from(heard, i + 4 + server->padding);
	return heard;
}

/* A helper writes another address into the text: it may be some characters longer or shorter. */
#define SLACK 32

bool pq_nat_server_heard_all(const struct pq_nat_server *server)
{
	struct pq_view heard = pq_buf_view(&server->heard);
	char head[2048] = "";
	const char *end, *field;

	if (server->speaks == PQ_NAT_SPEAKS_TURN)
		return heard.len >= 20 && heard.len + SLACK >= 20 + (size_t)(heard.data[2] << 8 | heard.data[3]);
	if (server->speaks != PQ_NAT_SPEAKS_HTTP)
		return heard.len > 0;
	memcpy(head, heard.data, heard.len < sizeof(head) - 1 ? heard.len : sizeof(head) - 1);
	end = strstr(head, "\r\n\r\n");
	field = strcasestr(head, "\r\nContent-Length:");
	if (!end || !field || field > end)
		return end != NULL;
	return heard.len + SLACK >= (size_t)(end + 4 - head) + strtoul(field + 17, NULL, 10);
}

/* What the helper's own server would answer to the message whose turn it is. Over TURN one that is not understood comes again. */
static void answer_of(const struct pq_nat_server *server, size_t turn, struct pq_buf *out)
{
	if (server->speaks == PQ_NAT_SPEAKS_TURN && server->turn > 0)
		turn = 0;
	if (server->helper && turn < server->helper->message_count)
		pq_nat_fill(server->helper->messages[turn].answer, &server->world->names, message_of(server), out);
}

/*
 * A helper that reads one answer wants it first: what else would be said is left out, for the attacker need not please the
 * page's user agent. Where the connection has to be kept for another message, the answer is a response's body.
 */
static bool answer_http(struct pq_nat_server *server, struct pq_view body)
{
	bool kept = server->helper && server->helper->message_count > 1;
	char head[160];
	int len = snprintf(head, sizeof(head),
			   "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\n\r\n", body.len);

	if (body.len && !kept)
		return put(server, body);
	return put(server, pq_view(head, (size_t)len)) && (!body.len || put(server, body));
}

static bool answer_websocket(struct pq_nat_server *server, struct pq_view body)
{
	unsigned char bytes[512];
	struct pq_buf out;

	if (server->turn > 0)
		return put(server, body);
	pq_buf_init(&out, bytes, sizeof(bytes));
	pq_vnet_upgrade(pq_buf_view(&server->heard), pq_view(NULL, 0), &out);
	return put(server, pq_buf_view(&out));
}

/* The first request has no credential and is asked for one; the second carries what the page has said. */
static bool answer_turn(struct pq_nat_server *server, struct pq_view body)
{
	const struct pq_scenario nobody = { .line_count = 0 };
	unsigned char bytes[1024];
	struct pq_buf out;

	pq_buf_init(&out, bytes, sizeof(bytes));
	pq_vnet_stun(&nobody, pq_buf_view(&server->heard), server->turn == 0 ? 401 : 486, &out);
	if (server->turn > 0 && body.len && !put(server, body))
		return false;
	return put(server, pq_buf_view(&out));
}

/* Turns that pass before the page's bytes come. */
static size_t first_turn(const struct pq_nat_server *server)
{
	return server->speaks == PQ_NAT_SPEAKS_TURN || server->speaks == PQ_NAT_SPEAKS_WEBSOCKET;
}

/* What a STUN server answers, if STUN was heard: a browser that has its answer goes on. */
static bool answer_stun(struct pq_nat_server *server)
{
	static const struct pq_view cookie = PQ_VIEW("\x21\x12\xa4\x42");
	const struct pq_scenario nobody = { .line_count = 0 };
	struct pq_view heard = pq_buf_view(&server->heard);
	unsigned char bytes[256];
	struct pq_buf out;

	if (!server->udp || !pq_view_starts(pq_view_from(heard, 4), cookie))
		return false;
	pq_buf_init(&out, bytes, sizeof(bytes));
	pq_vnet_stun(&nobody, heard, 200, &out);
	return put(server, pq_buf_view(&out));
}

bool pq_nat_server_answer(struct pq_nat_server *server)
{
	unsigned char bytes[2048];
	struct pq_buf out;
	bool sent = false;

	if (!server->heard.len)
		return false;
	pq_buf_init(&out, bytes, sizeof(bytes));
	answer_of(server, server->turn - first_turn(server), &out);
	switch (server->speaks) {
	case PQ_NAT_SPEAKS_PLAIN:
		sent = put(server, pq_buf_view(&out));
		sent = answer_stun(server) || sent;
		break;
	case PQ_NAT_SPEAKS_HTTP:
	case PQ_NAT_SPEAKS_TLS:
		sent = answer_http(server, pq_buf_view(&out));
		break;
	case PQ_NAT_SPEAKS_WEBSOCKET:
		sent = answer_websocket(server, pq_buf_view(&out));
		break;
	case PQ_NAT_SPEAKS_TURN:
		sent = answer_turn(server, pq_buf_view(&out));
		break;
	}
	server->turn++;
	pq_buf_reset(&server->heard);
	return sent;
}

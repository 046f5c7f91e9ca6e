/* SPDX-License-Identifier: MIT */
#include "lab/proxy_servers.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sink/dns.h"
#include "system/clock.h"

/* A WebSocket's peer has so long to go on behind its last bytes. */
#define FRAMES_MS 100

static bool bind_to(int file, const char *address, uint16_t port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port) };
	const int on = 1;

	inet_pton(AF_INET, address, &at.sin_addr);
	setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	return bind(file, (const struct sockaddr *)&at, sizeof(at)) == 0;
}

static bool give_up(int file)
{
	int error = errno;

	close(file);
	errno = error;
	return false;
}

bool pq_proxy_servers_listen(struct pq_proxy_servers *servers, const struct pq_proxy_listener *listener,
			     const char *address)
{
	errno = ENOSPC;
	if (servers->listener_count == PQ_PROXY_LISTENERS || !bind_to(listener->file, address, listener->port) ||
	    listen(listener->file, 16) != 0)
		return give_up(listener->file);
	servers->listeners[servers->listener_count++] = *listener;
	return true;
}

bool pq_proxy_servers_name(struct pq_proxy_servers *servers, int file)
{
	if (!bind_to(file, "127.0.0.1", 53))
		return give_up(file);
	servers->dns = file;
	return true;
}

static void answer_name(const struct pq_proxy_servers *servers)
{
	struct sockaddr_in from;
	socklen_t from_len = sizeof(from);
	unsigned char asked[512], storage[PQ_DNS_MAX_ANSWER];
	ssize_t len = recvfrom(servers->dns, asked, sizeof(asked), 0, (struct sockaddr *)&from, &from_len);
	struct pq_dns_question question;
	struct pq_address address;
	struct pq_buf out;
	size_t i = 0;

	if (len <= 0 || pq_dns_read(pq_view(asked, (size_t)len), &question) != PQ_ERR_OK)
		return;
	while (i < servers->name_count &&
	       !pq_view_is(pq_view(question.host, question.host_len), servers->names[i].name))
		i++;
	pq_buf_init(&out, storage, sizeof(storage));
	if (i < servers->name_count && pq_address_parse(pq_view_str(servers->names[i].address), &address))
		pq_dns_answer(&question, true, &address, 1, &out);
	else
		pq_dns_answer(&question, false, NULL, 0, &out);
	sendto(servers->dns, out.data, out.len, 0, (const struct sockaddr *)&from, from_len);
}

static void take(struct pq_proxy_servers *servers, const struct pq_proxy_listener *listener)
{
	struct sockaddr_in from = { 0 };
	socklen_t len = sizeof(from);
	int file = accept4(listener->file, (struct sockaddr *)&from, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
	struct pq_proxy_conn *conn;

	if (file < 0)
		return;
	if (servers->conn_count == PQ_PROXY_CONNS) {
		close(file);
		return;
	}
	conn = &servers->conns[servers->conn_count++];
	conn->file = file;
	conn->listener = listener;
	inet_ntop(AF_INET, &from.sin_addr, conn->from, sizeof(conn->from));
	conn->len = conn->answered = conn->said_len = 0;
	conn->framed = conn->quiet = false;
	conn->end_ms = 0;
}

static void hang_up(struct pq_proxy_conn *conn)
{
	if (conn->file >= 0)
		close(conn->file);
	conn->file = -1;
}

/* Answers what is whole. What is answered is short, and goes out at once. */
static void answer(struct pq_proxy_conn *conn)
{
	enum pq_proxy_answered answered = PQ_PROXY_KEEP;

	while (!conn->quiet && answered == PQ_PROXY_KEEP) {
		struct pq_view rest = pq_view(conn->bytes + conn->answered, conn->len - conn->answered);
		struct pq_buf out;
		size_t used = 0;

		pq_buf_init(&out, conn->said + conn->said_len, sizeof(conn->said) - conn->said_len);
		answered = pq_proxy_answer(rest, conn->listener->body, &used, &out);
		conn->answered += used;
		conn->said_len += out.len;
		if (out.len)
			send(conn->file, out.data, out.len, MSG_NOSIGNAL);
		conn->framed = conn->quiet = answered == PQ_PROXY_FRAMES;
	}
	if (answered != PQ_PROXY_CLOSE)
		return;
	shutdown(conn->file, SHUT_WR);
	conn->quiet = true; /* what comes now is only noted */
	conn->end_ms = pq_clock_ms() + FRAMES_MS;
}

static void hear(struct pq_proxy_conn *conn)
{
	unsigned char bytes[4096];
	ssize_t len = recv(conn->file, bytes, sizeof(bytes), 0);
	size_t kept;

	if (len < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (len <= 0) {
		hang_up(conn);
		return;
	}
	kept = sizeof(conn->bytes) - conn->len;
	kept = kept < (size_t)len ? kept : (size_t)len;
	memcpy(conn->bytes + conn->len, bytes, kept);
	conn->len += kept;
	if (conn->quiet)
		conn->end_ms = pq_clock_ms() + FRAMES_MS;
	else
		answer(conn);
}

/* Files to poll: the caller's, the name server's, listeners, connections; which[i]: the connection behind files[i]. */
struct round {
	struct pollfd files[2 + PQ_PROXY_LISTENERS + PQ_PROXY_CONNS];
	struct pq_proxy_conn *which[2 + PQ_PROXY_LISTENERS + PQ_PROXY_CONNS];
	size_t count;
};

static void add(struct round *round, int file, short events, struct pq_proxy_conn *conn)
{
	round->files[round->count] = (struct pollfd){ .fd = file, .events = events };
	round->which[round->count++] = conn;
}

static void gather(struct pq_proxy_servers *servers, int file, short events, struct round *round)
{
	round->count = 0;
	add(round, file, events, NULL);
	add(round, servers->dns, POLLIN, NULL);
	for (size_t i = 0; i < servers->listener_count; i++)
		add(round, servers->listeners[i].file, POLLIN, NULL);
	for (size_t i = 0; i < servers->conn_count; i++)
		if (servers->conns[i].file >= 0)
			add(round, servers->conns[i].file, POLLIN, &servers->conns[i]);
}

static void obey(struct pq_proxy_servers *servers, const struct round *round)
{
	if (round->files[1].revents)
		answer_name(servers);
	for (size_t i = 2; i < round->count; i++) {
		if (!round->files[i].revents)
			continue;
		if (round->which[i])
			hear(round->which[i]);
		else
			take(servers, &servers->listeners[i - 2]);
	}
}

/* Hangs up where it is time, and says how long nothing has to be done. */
static int until_next(struct pq_proxy_servers *servers, uint64_t now_ms, int wait_ms)
{
	for (size_t i = 0; i < servers->conn_count; i++) {
		struct pq_proxy_conn *conn = &servers->conns[i];

		if (conn->file < 0 || conn->end_ms == 0)
			continue;
		if (conn->end_ms <= now_ms)
			hang_up(conn);
		else if (conn->end_ms - now_ms < (uint64_t)wait_ms)
			wait_ms = (int)(conn->end_ms - now_ms);
	}
	return wait_ms;
}

bool pq_proxy_servers_serve(struct pq_proxy_servers *servers, int file, short events, int limit_ms)
{
	uint64_t end_ms = pq_clock_ms() + (uint64_t)limit_ms;
	struct round round;

	for (;;) {
		uint64_t now_ms = pq_clock_ms();
		int wait_ms = now_ms < end_ms ? (int)(end_ms - now_ms) : 0;

		wait_ms = until_next(servers, now_ms, wait_ms);
		gather(servers, file, events, &round);
		if (poll(round.files, round.count, wait_ms) > 0)
			obey(servers, &round);
		if (file >= 0 && round.files[0].revents)
			return true;
		if (now_ms >= end_ms)
			return false;
	}
}

void pq_proxy_servers_reset(struct pq_proxy_servers *servers)
{
	for (size_t i = 0; i < servers->conn_count; i++)
		hang_up(&servers->conns[i]);
	servers->conn_count = 0;
}

void pq_proxy_servers_fini(struct pq_proxy_servers *servers)
{
	pq_proxy_servers_reset(servers);
	for (size_t i = 0; i < servers->listener_count; i++)
		close(servers->listeners[i].file);
	servers->listener_count = 0;
	if (servers->dns >= 0)
		close(servers->dns);
	servers->dns = -1;
}

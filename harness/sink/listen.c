/* SPDX-License-Identifier: MIT */
/* The listeners, and where a connection was meant to go. */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sink/conn.h"
#include "sink/socket.h"

/* Connections that are taken before others get their turn. */
#define AT_A_TIME 256
#define ORIGINAL_DESTINATION 80 /* SO_ORIGINAL_DST and IP6T_SO_ORIGINAL_DST: their headers do not go together */

void pq_socket_address(const struct sockaddr_storage *from, struct pq_address *address, uint16_t *port)
{
	*address = (struct pq_address){ 0 };
	*port = 0;
	if (from->ss_family == AF_INET) {
		const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)from;

		address->family = 4;
		memcpy(address->bytes, &in->sin_addr, 4);
		*port = ntohs(in->sin_port);
	} else if (from->ss_family == AF_INET6) {
		const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)(const void *)from;

		address->family = 6;
		memcpy(address->bytes, &in->sin6_addr, 16);
		*port = ntohs(in->sin6_port);
	}
}

/* The kernel remembers where a redirected connection was dialled to; of others the socket's own end counts. */
static bool destination(const struct pq_loop *loop, int fd, int family, struct pq_address *address, uint16_t *port)
{
	struct sockaddr_storage storage = { 0 };
	socklen_t len = sizeof(storage);
	int level = family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;

	if (!loop->sink->redirected || getsockopt(fd, level, ORIGINAL_DESTINATION, &storage, &len)) {
		len = sizeof(storage);
		if (getsockname(fd, (struct sockaddr *)&storage, &len))
			return false;
	}
	pq_socket_address(&storage, address, port);
	return true;
}

static void take(struct pq_loop *loop, int fd, const struct sockaddr_storage *peer)
{
	struct pq_address address, source;
	uint16_t port, source_port;

	if (!destination(loop, fd, peer->ss_family, &address, &port)) {
		close(fd);
		return;
	}
	pq_socket_address(peer, &source, &source_port);
	pq_conn_new(loop, fd, &address, port, &source);
}

static void ready(struct pq_loop *loop, struct pq_source *source, uint32_t events)
{
	(void)events;
	for (size_t i = 0; i < AT_A_TIME && loop->conn_count < PQ_SINK_MAX_CONNECTIONS; i++) {
		struct sockaddr_storage peer = { 0 };
		socklen_t len = sizeof(peer);
		int fd = accept4(source->fd, (struct sockaddr *)&peer, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd >= 0)
			take(loop, fd, &peer);
		else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
			loop->full = true;
		if (fd < 0 && errno != ECONNABORTED && errno != EINTR)
			return;
	}
}

static int open_one(int family, uint16_t port)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(port) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = in6addr_any };
	const struct sockaddr *address =
		family == AF_INET ? (const struct sockaddr *)&in : (const struct sockaddr *)&in6;
	int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int on = 1;

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	/* Its connections inherit these: nothing waits for an acknowledgement, and nobody paces what stays on this machine. */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, "reno", 4);
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) ||
	    (family == AF_INET6 && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on))) ||
	    bind(fd, address, family == AF_INET ? sizeof(in) : sizeof(in6)) || listen(fd, 65535)) {
		int error = errno;

		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

/* A machine without IPv6 has one listener. */
bool pq_listen_open(struct pq_loop *loop)
{
	static const int families[] = { AF_INET, AF_INET6 };

	for (size_t i = 0; i < 2; i++) {
		int fd = open_one(families[i], loop->sink->port);

		if (fd < 0 && families[i] == AF_INET6 && (errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL))
			break;
		if (fd < 0)
			return false;
		loop->listeners[loop->listener_count++] = (struct pq_source){ fd, ready };
		if (!pq_loop_watch(loop, &loop->listeners[i], EPOLLIN))
			return false;
	}
	loop->listening = true;
	return true;
}

void pq_listen_close(struct pq_loop *loop)
{
	for (size_t i = 0; i < loop->listener_count; i++)
		close(loop->listeners[i].fd);
	loop->listener_count = 0;
}

void pq_listen_adjust(struct pq_loop *loop)
{
	bool room = loop->conn_count < PQ_SINK_MAX_CONNECTIONS && !loop->full;

	if (loop->listening == room)
		return;
	loop->listening = room;
	for (size_t i = 0; i < loop->listener_count; i++)
		pq_loop_rewatch(loop, &loop->listeners[i], room ? EPOLLIN : 0);
}

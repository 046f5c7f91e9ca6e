/* SPDX-License-Identifier: MIT */
/*
 * Connections of a library, each led to a socket of the same process, from where what passes is carried to and from the
 * host's connection. Shared by the examples; each file that includes it has a copy.
 */
#ifndef EXAMPLE_BRIDGE_H
#define EXAMPLE_BRIDGE_H

#include <pratique/subject.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>
#include <unistd.h>

#define MAX_BRIDGES 64

/*
 * fd:    -1 until the library has come to the listener
 * conn:  the host's connection; 0 before it is dialled, and when it is closed
 * ended: the server has said all
 * heard, silent: the server has said something since the library last wrote; nothing more is to come, and it has not closed
 * state: the plug-in's own
 */
struct bridge {
	int fd;
	long conn;
	bool ended;
	bool heard;
	bool silent;
	int state;
};

static struct bridge bridges[MAX_BRIDGES];
static size_t bridge_count;
static int listener = -1;
static pid_t listener_owner;

static void hang_up(void)
{
	for (size_t i = 0; i < bridge_count; i++)
		if (bridges[i].fd >= 0)
			close(bridges[i].fd);
	bridge_count = 0;
}

/* Where the library's connections are led: an address without a place in the file system. 0 if there is no listener. */
static socklen_t open_listener(struct sockaddr_un *address)
{
	int len;
	socklen_t size;

	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	len = snprintf(address->sun_path + 1, sizeof(address->sun_path) - 1, "pratique-%p-%d", (void *)bridges,
		       (int)getpid());
	size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)len);
	if (listener >= 0 && listener_owner == getpid())
		return size;
	if (listener >= 0)
		close(listener);
	listener_owner = getpid();
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (bind(listener, (const struct sockaddr *)address, size) == 0 && listen(listener, MAX_BRIDGES) == 0)
		return size;
	close(listener);
	listener = -1;
	return 0;
}

/* What the library has written since; as recv(2), and -1 before it has come. */
static ssize_t take(struct bridge *bridge, void *data, size_t cap)
{
	if (bridge->fd < 0)
		bridge->fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	return bridge->fd < 0 ? -1 : recv(bridge->fd, data, cap, 0);
}

static void pass_on(const struct pq_plugin_host *host, const struct bridge *bridge, const char *data, size_t len)
{
	for (size_t at = 0; at < len;) {
		long sent = host->send(host, bridge->conn, data + at, len - at);

		if (sent <= 0)
			return;
		at += (size_t)sent;
	}
}

/* What the library has written goes to the host; true if something moved. */
static bool carry_out(const struct pq_plugin_host *host, struct bridge *bridge)
{
	char data[16384];
	ssize_t len = bridge->conn ? take(bridge, data, sizeof(data)) : -1;

	if (len > 0) {
		bridge->heard = false;
		pass_on(host, bridge, data, (size_t)len);
	}
	if (len == 0) {
		host->close(host, bridge->conn);
		bridge->conn = 0;
	}
	return len >= 0;
}

/* One piece of what the server says goes to the library. */
static bool carry_in(const struct pq_plugin_host *host, struct bridge *bridge)
{
	char data[16384];
	long len;

	if (bridge->fd < 0 || !bridge->conn || bridge->ended)
		return false;
	len = host->receive(host, bridge->conn, data, sizeof(data));
	bridge->heard = bridge->heard || len > 0;
	if (len > 0)
		return send(bridge->fd, data, (size_t)len, MSG_NOSIGNAL) > 0;
	bridge->ended = true;
	bridge->silent = len == PQ_PLUGIN_EXHAUSTED;
	shutdown(bridge->fd, SHUT_WR);
	return true;
}

/* Dials the addresses in their order, up to the first that answers; what host->dial returns. */
static long dial_one(const struct pq_plugin_host *host, const struct pq_plugin_address *addresses, int count,
		     uint16_t port)
{
	long conn = PQ_PLUGIN_FAILED;

	for (int i = 0; i < count && conn <= 0; i++)
		conn = host->dial(host, PQ_PLUGIN_TCP, &addresses[i], port);
	return conn;
}

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Included by fetcher.c with -DSOCKETS=1: a host on plain sockets, for a stack that cannot be led through pratique's. -DLEAVES=1:
 * each request leaves a process behind that dials once it has ended, -DLEAVES=2 waits for one that dials at once; -DCRASHES=1: it crashes before it dials port 25.
 */
#ifndef PQ_TESTS_DIALLER_H
#define PQ_TESTS_DIALLER_H

#include <arpa/inet.h>
#include <netdb.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef LEAVES
#define LEAVES 0
#endif
#ifndef CRASHES
#define CRASHES 0
#endif

static int look_up(const struct pq_plugin_host *host, const char *name, struct pq_plugin_address *addresses, size_t cap)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	size_t count = 0;

	(void)host;
	if (getaddrinfo(name, NULL, &hints, &found) != 0)
		return PQ_PLUGIN_NO_NAME;
	for (const struct addrinfo *at = found; at && count < cap; at = at->ai_next)
		if (at->ai_family == AF_INET || at->ai_family == AF_INET6) {
			struct pq_plugin_address *to = &addresses[count++];
			const struct sockaddr_in *four = (const void *)at->ai_addr;
			const struct sockaddr_in6 *six = (const void *)at->ai_addr;

			to->family = at->ai_family == AF_INET ? 4 : 6;
			memcpy(to->bytes, to->family == 4 ? (const void *)&four->sin_addr : &six->sin6_addr,
			       to->family == 4 ? 4 : 16);
		}
	freeaddrinfo(found);
	return (int)count;
}

static long dial(const struct pq_plugin_host *host, enum pq_plugin_transport transport,
		 const struct pq_plugin_address *address, uint16_t port)
{
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(port) };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	int file = socket(address->family == 4 ? AF_INET : AF_INET6, SOCK_STREAM, 0);

	(void)host, (void)transport;
	if (CRASHES && port == 25)
		abort();
	memcpy(&four.sin_addr, address->bytes, 4);
	memcpy(&six.sin6_addr, address->bytes, 16);
	return connect(file, address->family == 4 ? (const void *)&four : &six,
		       address->family == 4 ? sizeof(four) : sizeof(six)) == 0
		       ? file
		       : PQ_PLUGIN_REFUSED;
}

static long say(const struct pq_plugin_host *host, long conn, const void *data, size_t len)
{
	(void)host;
	return send((int)conn, data, len, MSG_NOSIGNAL);
}

static long hear(const struct pq_plugin_host *host, long conn, void *data, size_t cap)
{
	(void)host;
	return recv((int)conn, data, cap, 0);
}

static void hang_up(const struct pq_plugin_host *host, long conn)
{
	(void)host;
	close((int)conn);
}

/* Dials a port that nobody may; behind the request's end, if it lives so long. */
static void leave(void)
{
	const struct pq_plugin_address elsewhere = { 4, { 20, 0, 0, 7 } };
	pid_t parent = getpid();
	pid_t child = fork();

	if (child != 0) {
		if (LEAVES == 2)
			waitpid(child, NULL, 0);
		return;
	}
	setsid();
	while (LEAVES == 1 && kill(parent, 0) == 0)
		usleep(5000);
	usleep(5000);
	dial(NULL, PQ_PLUGIN_TCP, &elsewhere, 6667);
	_exit(0);
}

/* The host as it is, but for its network, which must not be there. */
static struct pq_plugin_host on_sockets(const struct pq_plugin_host *host)
{
	const struct pq_plugin_address somewhere = { 4, { 20, 0, 0, 1 } };
	struct pq_plugin_host own = *host;

	if (host->dial(host, PQ_PLUGIN_TCP, &somewhere, 80) != PQ_PLUGIN_BAD_CALL)
		abort();
	printf("this is no transcript\n");
	own.lookup = look_up;
	own.dial = dial;
	own.send = say;
	own.receive = hear;
	own.close = hang_up;
	if (LEAVES)
		leave();
	return own;
}

#endif

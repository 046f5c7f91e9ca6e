/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "posix/calls.h"
#include "posix/parts.h"

union place {
	struct sockaddr any;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
};

static socklen_t place_of(const struct pq_address *address, uint16_t port, union place *place)
{
	if (address->family == 6) {
		place->six = (struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_port = htons(port) };
		memcpy(&place->six.sin6_addr, address->bytes, 16);
		return sizeof(place->six);
	}
	place->four = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(port) };
	memcpy(&place->four.sin_addr, address->bytes, 4);
	return sizeof(place->four);
}

PQ_SYSCALLS(service, socket, connect, setsockopt, close)

int pq_posix_dial(enum pq_transport transport, const struct pq_address *address, uint16_t port, bool *done)
{
	int kind = transport == PQ_TRANSPORT_UDP ? SOCK_DGRAM : SOCK_STREAM;
	union place place;
	socklen_t len = place_of(address, port, &place);
	int fd = socket(place.any.sa_family, kind | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int on = 1;
	int error;

	if (fd < 0)
		return -1;
	if (kind == SOCK_STREAM)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	*done = connect(fd, &place.any, len) == 0;
	if (*done || errno == EINPROGRESS)
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

PQ_SYSCALLS(service, poll, getsockopt)

enum pq_net_status pq_posix_dialled(int fd)
{
	struct pollfd file = { .fd = fd, .events = POLLOUT };
	int error = 0;
	socklen_t len = sizeof(error);

	if (poll(&file, 1, 0) <= 0)
		return PQ_NET_AGAIN;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) == 0 && error == 0)
		return PQ_NET_OK;
	errno = error;
	return error == ECONNREFUSED ? PQ_NET_REFUSED : PQ_NET_FAILED;
}

static enum pq_net_status failure(void)
{
	if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
		return PQ_NET_AGAIN;
	return errno == ECONNREFUSED ? PQ_NET_REFUSED : PQ_NET_FAILED;
}

PQ_SYSCALLS(service, sendto)

enum pq_net_status pq_posix_send(int fd, struct pq_view bytes, size_t *sent)
{
	ssize_t len = send(fd, bytes.data, bytes.len, MSG_NOSIGNAL);

	if (len < 0)
		return failure();
	*sent = (size_t)len;
	return PQ_NET_OK;
}

PQ_SYSCALLS(service, recvfrom)

/* An empty datagram is no end, and nothing either. */
enum pq_net_status pq_posix_receive(int fd, bool datagrams, unsigned char *data, size_t cap, size_t *received)
{
	ssize_t len = recv(fd, data, cap, 0);

	if (len < 0)
		return failure();
	if (len == 0)
		return datagrams ? PQ_NET_AGAIN : PQ_NET_END;
	*received = (size_t)len;
	return PQ_NET_OK;
}

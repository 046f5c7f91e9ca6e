/* SPDX-License-Identifier: MIT */
#include "lab/sink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab/room_parts.h"

#define MAX_CONNECTIONS 62 /* at once; the listener is another */

/* pollers: 0 ends the thread when it can be read, 1 listens, the others are connections */
struct pq_lab_sink {
	pthread_t thread;
	int log;
	int end;
	struct pollfd pollers[MAX_CONNECTIONS + 2];
	nfds_t count;
};

static void take_connection(struct pq_lab_sink *sink)
{
	int socket = accept4(sink->pollers[1].fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (socket < 0)
		return;
	if (sink->count < MAX_CONNECTIONS + 2)
		sink->pollers[sink->count++] = (struct pollfd){ socket, POLLIN, 0 };
	else
		close(socket);
}

/* False if the connection is at its end. */
static bool take_bytes(const struct pq_lab_sink *sink, int socket)
{
	char bytes[16384];
	ssize_t len = recv(socket, bytes, sizeof(bytes), 0);

	if (len > 0)
		return write(sink->log, bytes, (size_t)len) == len;
	return len < 0 && (errno == EAGAIN || errno == EINTR);
}

static void *swallow(void *argument)
{
	struct pq_lab_sink *sink = argument;

	while (poll(sink->pollers, sink->count, -1) >= 0 || errno == EINTR) {
		if (sink->pollers[0].revents)
			break;
		if (sink->pollers[1].revents)
			take_connection(sink);
		for (nfds_t i = sink->count; i-- > 2;) {
			if (!sink->pollers[i].revents || take_bytes(sink, sink->pollers[i].fd))
				continue;
			close(sink->pollers[i].fd);
			sink->pollers[i] = sink->pollers[--sink->count];
		}
	}
	return NULL;
}

static enum pq_err listen_inside(struct pq_lab_room *room, uint16_t port, int *out, struct pq_diag *why)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };
	int yes = 1;
	enum pq_err err;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	err = pq_sandbox_socket(room->sandbox, 0, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0, out, why);
	if (err)
		return err;
	setsockopt(*out, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(*out, (struct sockaddr *)&address, sizeof(address)) == 0 && listen(*out, 64) == 0)
		return PQ_ERR_OK;
	err = pq_lab_room_refuse(why, "cannot listen on port %u inside: %s", port, strerror(errno));
	close(*out);
	return err;
}

enum pq_err pq_lab_sink_open(struct pq_lab_sink **out, struct pq_lab_room *room, uint16_t port, struct pq_diag *why)
{
	struct pq_lab_sink *sink = calloc(1, sizeof(*sink));
	int ends[2] = { -1, -1 };
	int listener = -1;
	enum pq_err err = PQ_ERR_OK;

	if (!sink || pipe2(ends, O_CLOEXEC))
		err = pq_lab_room_refuse(why, "cannot make a sink: %s", strerror(errno));
	if (!err)
		err = listen_inside(room, port, &listener, why);
	if (!err) {
		sink->log = room->log;
		sink->end = ends[1];
		sink->pollers[0] = (struct pollfd){ ends[0], POLLIN, 0 };
		sink->pollers[1] = (struct pollfd){ listener, POLLIN, 0 };
		sink->count = 2;
		if (pthread_create(&sink->thread, NULL, swallow, sink) == 0) {
			*out = sink;
			return PQ_ERR_OK;
		}
		close(listener);
		err = pq_lab_room_refuse(why, "cannot start a thread for the sink");
	}
	if (ends[0] >= 0) {
		close(ends[0]);
		close(ends[1]);
	}
	free(sink);
	return err;
}

void pq_lab_sink_close(struct pq_lab_sink *sink)
{
	if (!sink)
		return;
	close(sink->end);
	pthread_join(sink->thread, NULL);
	for (nfds_t i = 0; i < sink->count; i++)
		close(sink->pollers[i].fd);
	free(sink);
}

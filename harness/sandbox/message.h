/* SPDX-License-Identifier: MIT */
/* What the opener of a sandbox and its keeper tell each other over their socket: one datagram a message. */
#ifndef PQ_SANDBOX_MESSAGE_H
#define PQ_SANDBOX_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PQ_MESSAGE_FILES 4

enum pq_message_kind {
	PQ_MESSAGE_READY = 1, /* keeper: the sandbox is ready */
	PQ_MESSAGE_FAILED,    /* keeper: it cannot be made, or a program cannot be started: text says why */
	PQ_MESSAGE_START, /* opener: start a program in a place; files: its order, standard input, output, error; status: flags */
	PQ_MESSAGE_STARTED,  /* keeper: `id` runs */
	PQ_MESSAGE_END,      /* opener: end program `id` */
	PQ_MESSAGE_SIGNAL,   /* opener: send signal `status` to program `id` and all that it started */
	PQ_MESSAGE_EXITED,   /* keeper: program `id` ended with `status` */
	PQ_MESSAGE_RESIDENT, /* keeper: resident `id` ended with `status` */
	PQ_MESSAGE_SOCKET,   /* opener: make a socket in a place; arguments: of socket(2) */
	PQ_MESSAGE_FILTER,   /* opener: have nft do what a file says in a place; files: that one */
	PQ_MESSAGE_DONE      /* keeper: so it is; files: the socket */
};

/* Of a START. */
#define PQ_START_TERMINAL 1 /* it keeps the caller's session */
#define PQ_START_ROOM 2     /* in the room */

struct pq_message {
	uint32_t kind;
	uint32_t id;
	int32_t status;
	uint32_t place;
	int32_t arguments[3];
	char text[512];
};

/* files: count descriptors that travel along. False if the other side is gone. */
bool pq_message_send(int socket, const struct pq_message *message, const int *files, size_t count);

/* files: filled with the PQ_MESSAGE_FILES descriptors, or -1 each; may be NULL. False if the other side is gone; errno is EINTR
 * or EAGAIN where there is only nothing to read. */
bool pq_message_receive(int socket, struct pq_message *message, int *files);

#endif

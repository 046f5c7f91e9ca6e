/* SPDX-License-Identifier: MIT */
/*
 * A socket pair's end over which parcels go, with the system calls that this takes. The socket does not block; who has
 * to wait polls.
 */
#ifndef PQ_SERVICE_CHANNEL_H
#define PQ_SERVICE_CHANNEL_H

#include "service/parcel.h"

#define PQ_CHANNEL_FILES 2

/*
 * in:      what has arrived and was not taken; in->data is NULL for who only writes
 * files:   file_count descriptors that came along and that nobody has taken, oldest first. A message that is read may
 *          end with the first byte of the next one, and what that carries, before it was taken itself
 * strays:  descriptors that came along unasked, and were closed
 */
struct pq_channel {
	int socket;
	struct pq_buf in;
	int files[PQ_CHANNEL_FILES];
	size_t file_count;
	uint32_t strays;
};

/* Two connected sockets; false with errno. */
bool pq_channel_pair(int sockets[static 2]);

/* storage: for in, NULL if nothing is read. */
void pq_channel_init(struct pq_channel *channel, int socket, void *storage, size_t cap);

/*
 * Reads once what is there. OK; INCOMPLETE if there is nothing; IO if the other side is gone. Descriptors are kept if the
 * caller wants them (files) and there is room; all others are closed and counted.
 */
enum pq_err pq_channel_receive(struct pq_channel *channel, bool files);

/* Reads once into data; *len is how much. Descriptors are closed and counted. As above. */
enum pq_err pq_channel_read(struct pq_channel *channel, unsigned char *data, size_t cap, size_t *len);

/* Writes once; *len is how much. INCOMPLETE if the other side takes nothing now; IO if it is gone. */
enum pq_err pq_channel_write(struct pq_channel *channel, struct pq_view bytes, size_t *len);

/* The oldest descriptor that came along, which is the caller's from now on; -1: none. */
int pq_channel_take_file(struct pq_channel *channel);

/* Takes the first parcel of what has arrived, as pq_parcel_read. Its bytes stay until the parcel is dropped. */
enum pq_err pq_channel_parcel(const struct pq_channel *channel, struct pq_parcel *out);
void pq_channel_drop(struct pq_channel *channel, const struct pq_parcel *parcel);

/* Sends all these bytes, which are whole parcels, waiting for room. False if the other side is gone. */
bool pq_channel_send_all(struct pq_channel *channel, struct pq_view bytes);

/* Sends a whole parcel, waiting for room, with a descriptor unless file is -1. False if the other side is gone. */
bool pq_channel_send(struct pq_channel *channel, char kind, struct pq_view bytes, int file);

/*
 * The same without a descriptor, for who is sent to by the other side as well: what comes meanwhile is received, as far as
 * there is room, so that two who speak at once do not wait for each other. False also if the other side takes nothing for
 * patience_ms.
 */
bool pq_channel_say(struct pq_channel *channel, char kind, struct pq_view bytes, int patience_ms);

#endif

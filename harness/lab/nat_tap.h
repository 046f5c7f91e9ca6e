/* SPDX-License-Identifier: MIT */
/* What passes a place: packets of IPv4, read from a packet socket. */
#ifndef PQ_LAB_NAT_TAP_H
#define PQ_LAB_NAT_TAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/address.h"

#define PQ_NAT_MAX_PACKET 65536

/*
 * outgoing:   it was sent from the place; else it came
 * protocol:   of IP: 6, 17, 47
 * ports, sequence, syn, ack: of TCP and, the ports, UDP; else zero
 * payload:    behind the headers, in the storage that was read into
 */
struct pq_nat_packet {
	bool outgoing;
	uint8_t protocol;
	struct pq_address from;
	struct pq_address to;
	uint16_t from_port;
	uint16_t to_port;
	uint32_t sequence;
	bool syn;
	bool ack;
	struct pq_view payload;
};

/* The next packet that has passed, without waiting; false if there is none. Loopback's and those of no IPv4 are left out. */
bool pq_nat_tap_next(int tap, unsigned char storage[static PQ_NAT_MAX_PACKET], struct pq_nat_packet *packet);

/* Forgets what has passed so far. */
void pq_nat_tap_drop(int tap);

#define PQ_NAT_MAX_SEGMENTS 64
#define PQ_NAT_MAX_STREAM 65536

/*
 * What one side of a connection has sent, as it was cut.
 * ends: of each segment, in the stream
 */
struct pq_nat_stream {
	unsigned char bytes[PQ_NAT_MAX_STREAM];
	size_t len;
	size_t ends[PQ_NAT_MAX_SEGMENTS];
	size_t segment_count;
	uint32_t next;
	bool begun;
};

/* Takes a segment's payload; false if it holds nothing new, or does not fit, and is left out. */
bool pq_nat_stream_take(struct pq_nat_stream *stream, const struct pq_nat_packet *packet);

/* Where the bytes stand in the stream; its length if they do not. */
size_t pq_nat_stream_find(const struct pq_nat_stream *stream, struct pq_view bytes);

#define PQ_NAT_MAX_STREAMS 8

/* The streams of several connections, by the port that each comes from; all zero at first. */
struct pq_nat_streams {
	struct pq_nat_stream rows[PQ_NAT_MAX_STREAMS];
	uint16_t ports[PQ_NAT_MAX_STREAMS];
};

/* Takes a packet; the stream that it has made longer, or NULL if it has made none longer, or there are too many. */
struct pq_nat_stream *pq_nat_streams_take(struct pq_nat_streams *streams, const struct pq_nat_packet *packet);

#endif

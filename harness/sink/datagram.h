/* SPDX-License-Identifier: MIT */
/* UDP datagrams inside IP packets (RFC 768, 791, 8200), and STUN's question and answer (RFC 8489). Pure. */
#ifndef PQ_SINK_DATAGRAM_H
#define PQ_SINK_DATAGRAM_H

#include <stdint.h>

#include "base/address.h"

/* checksum: as it stands in the header */
struct pq_datagram {
	struct pq_address source;
	struct pq_address destination;
	uint16_t source_port;
	uint16_t destination_port;
	uint16_t checksum;
	struct pq_view payload;
};

/* Reads a packet from its IP header on; false unless it begins a UDP datagram. What the packet lacks is left out. */
bool pq_datagram_read(struct pq_view packet, struct pq_datagram *out);

/* If the payload is a STUN Binding request, appends a success response that tells the source. */
bool pq_datagram_stun(const struct pq_datagram *datagram, struct pq_buf *out);

#endif

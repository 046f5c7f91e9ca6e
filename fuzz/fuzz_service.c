/* SPDX-License-Identifier: MIT */
/*
 * Surface:  what a renderer sends to the network service.
 * Property: bytes mean the same however they are cut; no port is dialled that the policy blocks; each request has one
 *           outcome; a renderer that is gone leaves nothing open, and the next one is served.
 * Targets:  pq_desk_came, pq_desk_run, pq_parcel_read, pq_paper_read, and all that a request comes to.
 * Input:    a byte (bytes of a piece, less one), then the renderer's stream; in it 0xff 0xff stands for a parcel's header
 *           whose length fits: up to the next one, or the end, it is one request.
 */
#include <stdlib.h>

#include "common/target.h"
#include "net/recorder.h"
#include "service/desk.h"
#include "vnet/vnet.h"

PQ_FUZZ_PROPERTY(pq_service_depends_on_pieces,
		 "a renderer's bytes mean something else when they arrive in other pieces")
PQ_FUZZ_PROPERTY(pq_service_dials_blocked_port, "a port was dialled that the policy blocks for the request")
PQ_FUZZ_PROPERTY(pq_service_outcomes, "a request has no outcome, or two")
PQ_FUZZ_PROPERTY(pq_service_leaves_open, "a renderer is gone, and a connection of its is still open")
PQ_FUZZ_PROPERTY(pq_service_serves_no_more, "after a hostile renderer an honest one is not served")

#define MAX_STREAM 65536
#define MAX_EXPANDED (MAX_STREAM * 5) /* each mark of two bytes becomes a header of eight */

static const struct pq_view settings = PQ_VIEW("pratique-scenario 1\nkeep-alive\n");
static struct pq_desk *desk;
static struct pq_vnet vnet;
static struct pq_policy policy;
static struct pq_idna *idna;
static struct pq_recorder recorder;
static struct pq_transcript transcript;
static struct pq_event events[4096];
static struct pq_address addresses[512];
static unsigned char event_bytes[4u << 20];
static struct pq_paper *world;
static struct pq_fetch_env env;
static uint64_t story;
static size_t begun, ended, dials;

static void tell(void *context, char kind, struct pq_view bytes)
{
	(void)context;
	story = story * 31 + (unsigned char)kind;
	for (size_t i = 0; i < bytes.len; i++)
		story = story * 31 + bytes.data[i];
	ended += kind == PQ_PARCEL_DONE;
}

static void begin(void *context)
{
	(void)context;
	begun++;
}

static bool is_http(void)
{
	return desk->busy && desk->fetch.path->step == pq_http_step;
}

static const struct pq_net_ops *inner;

static enum pq_net_status dial(void *ctx, enum pq_transport transport, const struct pq_address *address, uint16_t port,
			       uint32_t *conn)
{
	dials++;
	if (is_http() && pq_policy_blocks_port(&policy, PQ_SCHEME_HTTP, port) &&
	    pq_policy_blocks_port(&policy, PQ_SCHEME_HTTPS, port))
		pq_service_dials_blocked_port();
	return inner->connect(ctx, transport, address, port, conn);
}

static void open_all(void)
{
	static struct pq_net_ops ops;
	struct pq_net net;

	desk = calloc(1, sizeof(*desk));
	world = calloc(1, sizeof(*world));
	idna = pq_idna_open();
	if (!desk || !world || !idna || pq_policy_parse_builtin(&policy, pq_view_str("fetch")) ||
	    pq_paper_read(world, settings, NULL))
		pq_fuzz_cannot("the desk cannot be opened");
	net = pq_vnet_init(&vnet, &world->scenario);
	inner = net.ops;
	ops = *net.ops;
	ops.connect = dial;
	net.ops = &ops;
	pq_transcript_init(&transcript, events, 4096, addresses, 512, event_bytes, sizeof(event_bytes));
	env = (struct pq_fetch_env){ .net = pq_recorder_init(&recorder, net, &transcript),
				     .policy = &policy,
				     .idna = idna,
				     .transcript = &transcript };
	pq_desk_init(desk, &env, (struct pq_desk_listener){ .tell = tell, .begin = begin });
	pq_desk_session(desk, settings, NULL);
}

static void run(void)
{
	enum pq_desk_state state = pq_desk_run(desk);

	while (state == PQ_DESK_WRITING || state == PQ_DESK_WAITING) {
		if (state == PQ_DESK_WRITING)
			pq_desk_took(desk, pq_desk_answer(desk).len);
		state = pq_desk_run(desk);
	}
}

static void send_stream(struct pq_view stream, size_t piece)
{
	while (stream.len && desk->state != PQ_DESK_BROKEN) {
		size_t cap;
		unsigned char *room = pq_desk_room(desk, &cap);
		size_t len = stream.len < piece ? stream.len : piece;

		len = len < cap ? len : cap;
		memcpy(room, stream.data, len);
		pq_desk_came(desk, len);
		stream = pq_view_from(stream, len);
		run();
	}
}

static size_t open_conns(void)
{
	size_t count = 0;

	for (uint32_t i = 0; i < vnet.dials; i++)
		count += vnet.conns[i].open;
	return count;
}

/* What the harness was told, in one number. The desk is left as it was found: the next input takes the same way. */
static uint64_t session(struct pq_view stream, size_t piece)
{
	uint64_t told;

	pq_vnet_init(&vnet, &world->scenario);
	begun = ended = 0;
	story = 0;
	send_stream(stream, piece);
	pq_desk_renderer(desk);
	pq_desk_hang_up(desk);
	if (begun != ended)
		pq_service_outcomes();
	if (open_conns())
		pq_service_leaves_open();
	told = story;
	pq_desk_session(desk, settings, NULL);
	return told;
}

/* Length of what lies before the next mark, or the end. */
static size_t before_mark(struct pq_view bytes)
{
	for (size_t at = 0; at + 1 < bytes.len; at++)
		if (bytes.data[at] == 0xff && bytes.data[at + 1] == 0xff)
			return at;
	return bytes.len;
}

/* Headers take the place of their marks; what lies before the first one is sent as it is. */
static struct pq_view expand(struct pq_view rest, unsigned char *out)
{
	size_t len = before_mark(rest);
	struct pq_buf buf;

	pq_buf_init(&buf, out, MAX_EXPANDED);
	pq_buf_add(&buf, pq_view_slice(rest, 0, len));
	while (len < rest.len) {
		rest = pq_view_from(rest, len + 2);
		len = before_mark(rest);
		pq_parcel_write(PQ_PARCEL_REQUEST, pq_view_slice(rest, 0, len), &buf);
	}
	return pq_buf_view(&buf);
}

static void one(struct pq_view input)
{
	static unsigned char expanded[MAX_EXPANDED];
	static unsigned char honest[256];
	struct pq_view rest = pq_view_slice(input, 0, MAX_STREAM);
	size_t piece = (size_t)pq_fuzz_byte(&rest) + 1;
	struct pq_view stream = expand(rest, expanded);
	uint64_t whole;
	struct pq_buf buf;
	size_t before;

	dials = 0;
	whole = session(stream, MAX_EXPANDED);
	pq_fuzz_count_dials(dials);
	if (session(stream, piece) != whole)
		pq_service_depends_on_pieces();
	pq_buf_init(&buf, honest, sizeof(honest));
	pq_parcel_write(PQ_PARCEL_REQUEST, pq_view_str("pratique-scenario 1\nfetch GET http://a.example/\n"), &buf);
	before = dials;
	session(pq_buf_view(&buf), MAX_STREAM);
	if (dials == before)
		pq_service_serves_no_more();
}

const struct pq_fuzz_target pq_fuzz_target = { "service", open_all, one };

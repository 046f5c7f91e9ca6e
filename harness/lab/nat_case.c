/* SPDX-License-Identifier: MIT */
#include "lab/nat_case.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab/nat_expect.h"
#include "lab/nat_learn.h"
#include "lab/nat_tap.h"
#include "lab/nat_use.h"

#define MAX_CARRIED 8192
#define MAX_SCENARIO 65536

/*
 * What is said: commands are what the helper wants to read, carried what the page gives to its way, lead included
 */
struct said {
	struct pq_view commands[PQ_NAT_MESSAGES + 1];
	struct pq_view carried[PQ_NAT_MESSAGES + 1];
	size_t count;
	struct pq_buf pool;
	unsigned char bytes[MAX_CARRIED];
};

enum pq_lab_nat_outcome pq_nat_case_expected(const struct pq_nat_model *model, const struct pq_nat_case *test)
{
	bool found = !test->vehicle || pq_nat_is_found(test->vehicle, test->helper, test->shape);

	if (test->vehicle && pq_nat_model_blocks(model, test->policy, test->vehicle->scheme, test->port))
		return PQ_LAB_NAT_NOT_DIALLED;
	if (test->helper_port != test->port || !found)
		return PQ_LAB_NAT_NONE;
	return test->helper->way == PQ_NAT_WAY_OUTWARD ? PQ_LAB_NAT_OPENED : PQ_LAB_NAT_USED;
}

/* Padding of letters; before a command that must follow a line it ends in a line break. */
static void pad(struct said *said, size_t len, bool line)
{
	unsigned char *at = pq_buf_extend(&said->pool, len);

	if (!at)
		return;
	memset(at, 'x', len);
	if (line && len >= 2)
		memcpy(at + len - 2, "\r\n", 2);
}

/* filler: bytes behind the command */
static void say(struct said *said, const struct pq_nat_case *test, const struct pq_nat_names *names, size_t padding,
		size_t filler)
{
	const struct pq_nat_helper *helper = test->helper;
	bool bare = !test->vehicle || test->vehicle->bare;

	pq_buf_init(&said->pool, said->bytes, sizeof(said->bytes));
	said->count = 0;
	if (bare && helper->lead.len) {
		said->commands[0] = said->carried[0] = helper->lead;
		said->count = 1;
	}
	for (size_t i = 0; i < helper->message_count; i++) {
		size_t begin = said->pool.len;

		pad(said, padding, helper->looks == PQ_NAT_LOOKS_AT_LINE);
		pq_nat_fill(helper->messages[i].say, names, pq_view(NULL, 0), &said->pool);
		said->commands[said->count] = pq_buf_since(&said->pool, begin + padding);
		pad(said, filler, false);
		said->carried[said->count] = pq_buf_since(&said->pool, begin);
		said->count++;
	}
}

/* Several messages of a page over one connection are several requests. */
static bool is_kept(const struct pq_nat_case *test)
{
	return test->helper->message_count > 1 && test->vehicle->repeats;
}

/* The control: a client that speaks the helper's protocol, each message a segment or a datagram. */
static bool talk(struct pq_nat_bench *bench, const struct pq_nat_case *test, const struct said *said)
{
	struct pq_nat_net *net = &bench->net;
	struct pq_net layer;
	uint32_t conn;
	bool good;

	net->cuts = true;
	net->zeros = false;
	layer = pq_nat_net_init(net);
	good = layer.ops->connect(layer.ctx, test->helper->udp ? PQ_TRANSPORT_UDP : PQ_TRANSPORT_TCP,
				  &bench->world.names.server, test->port, &conn) == PQ_NET_OK;
	for (size_t i = 0; good && i < said->count; i++) {
		unsigned char data[1024];
		size_t len;

		good = layer.ops->send(layer.ctx, conn, said->carried[i], &len) == PQ_NET_OK;
		if (good)
			layer.ops->receive(layer.ctx, conn, data, sizeof(data), &len);
	}
	return good;
}

/* The same of a browser: false with the row VOID or NOT_DIALLED. */
static bool browse(struct pq_nat_bench *bench, const struct pq_nat_case *test, const struct said *said,
		   struct pq_lab_nat_row *row)
{
	struct pq_diag diag = { 0, 0, "" };
	bool dialled = false;
	enum pq_err err = pq_nat_browser_do(bench->browser, test->vehicle, test->helper, test->port, said->carried,
					    said->count, row->padding, &dialled, &diag);

	if (err)
		pq_lab_nat_set(&row->reason, diag.expected);
	else if (!dialled)
		row->outcome = PQ_LAB_NAT_NOT_DIALLED;
	return !err && dialled;
}

/* Has it said, one way or the other. False with the row VOID or NOT_DIALLED. */
static bool perform(struct pq_nat_bench *bench, const struct pq_nat_case *test, const struct said *said,
		    struct pq_lab_nat_row *row)
{
	static unsigned char text[MAX_SCENARIO];
	const struct pq_nat_vehicle *vehicle = test->vehicle;
	struct pq_buf out;
	bool refused;

	if (!vehicle)
		return talk(bench, test, said);
	if (bench->browser)
		return browse(bench, test, said, row);
	pq_buf_init(&out, text, sizeof(text));
	pq_nat_scenario(vehicle, test->port, said->carried, said->count, is_kept(test), &out);
	bench->net.cuts = test->shape == PQ_NAT_SPLIT || vehicle->bare;
	bench->net.zeros = vehicle->zeros;
	pq_lab_step_add(&row->steps, "page", "user agent", pq_buf_view(&out), "what is asked for, as a scenario");
	refused = pq_nat_model_run(bench->model, test->policy, &bench->net, pq_buf_view(&out));
	if (!bench->net.dials)
		row->outcome = PQ_LAB_NAT_NOT_DIALLED;
	if (refused)
		pq_lab_step_add(&row->steps, "user agent", NULL, pq_view(NULL, 0),
				"refuses the port, and dials nothing");
	return bench->net.dials > 0;
}

/* Whether the segment that ends the stream has the command where the helper looks. */
static bool is_found(const struct pq_nat_helper *helper, const struct pq_nat_stream *stream, struct pq_view command)
{
	size_t before = stream->segment_count > 1 ? stream->ends[stream->segment_count - 2] : 0;
	struct pq_view segment = pq_view(stream->bytes + before, stream->len - before);

	if (!pq_view_starts(segment, command))
		return false;
	if (helper->looks == PQ_NAT_LOOKS_AT_LINE)
		return before > 0 && stream->bytes[before - 1] == '\n';
	return helper->looks != PQ_NAT_LOOKS_AT_WHOLE || segment.len == command.len;
}

/* What passes inside while a case runs. sent, answered: of each direction */
struct listening {
	const struct pq_nat_case *test;
	struct pq_lab_nat_row *row;
	struct pq_view command;
	struct pq_nat_streams sent;
	struct pq_nat_streams answered;
};

static void tell_answer(struct listening *listening, struct pq_nat_packet packet)
{
	bool udp = listening->test->helper->udp;

	packet.from_port = packet.to_port;
	if (udp || pq_nat_streams_take(&listening->answered, &packet))
		pq_lab_step_add(&listening->row->steps, "attacker's server",
				listening->test->vehicle ? "user agent" : "client", packet.payload, "the answer");
}

static void tell_sent(struct listening *listening, const struct pq_nat_packet *packet)
{
	const struct pq_nat_helper *helper = listening->test->helper;
	const char *note = "a datagram";

	if (!helper->udp) {
		const struct pq_nat_stream *stream = pq_nat_streams_take(&listening->sent, packet);
		bool found = stream && is_found(helper, stream, listening->command);

		if (!stream)
			return;
		listening->row->begins = listening->row->begins || found;
		note = found ? "a segment that begins with the command" : "a segment";
	}
	pq_lab_step_add(&listening->row->steps, listening->test->vehicle ? "user agent" : "client", "attacker's server",
			packet->payload, note);
}

/* A segment at a time, each once; and whether one had the command where the helper looks. */
static bool tell_segments(const struct pq_nat_bench *bench, const struct pq_nat_case *test, const struct said *said,
			  struct pq_lab_nat_row *row)
{
	static unsigned char storage[PQ_NAT_MAX_PACKET];
	struct listening *listening = calloc(1, sizeof(*listening));
	struct pq_nat_packet packet;

	if (!listening)
		return false;
	listening->test = test;
	listening->row = row;
	listening->command = said->commands[said->count - 1];
	while (pq_nat_tap_next(bench->world.taps[PQ_NAT_INSIDE], storage, &packet)) {
		if (packet.outgoing && packet.to_port == test->port)
			tell_sent(listening, &packet);
		else if (!packet.outgoing && packet.from_port == test->port)
			tell_answer(listening, packet);
	}
	free(listening);
	return true;
}

/* The hole that counts: one that leads in, before one that leads out. */
static const struct pq_nat_expectation *choose(const struct pq_nat_expectation *all, int count,
					       const struct pq_nat_names *names)
{
	const struct pq_nat_expectation *chosen = NULL;

	for (int i = 0; i < count; i++) {
		bool inward = !pq_address_eq(&all[i].from, &names->client);

		if (all[i].active && (!chosen || (inward && pq_address_eq(&chosen->from, &names->client))))
			chosen = &all[i];
	}
	return chosen;
}

static void look_for_holes(struct pq_nat_bench *bench, const struct pq_nat_case *test, struct pq_lab_nat_row *row)
{
	struct pq_nat_expectation all[PQ_NAT_MAX_EXPECTATIONS];
	int count = pq_nat_expectations(bench->world.line, all);
	const struct pq_nat_expectation *hole;
	char text[PQ_NAT_HOLE_SIZE];
	bool used;

	if (count < 0) {
		pq_lab_nat_set(&row->reason, "the kernel does not tell its expectations (nf_conntrack_netlink)");
		return;
	}
	hole = choose(all, count, &bench->world.names);
	if (hole) {
		pq_nat_hole_text(hole, text);
		pq_lab_nat_set(&row->hole, text);
	}
	pq_lab_step_add(&row->steps, "router", NULL, pq_view(NULL, 0),
			hole ? "its helper expects a connection, and will let it in" : "its helpers expect nothing");
	used = pq_nat_use(&bench->world, test->helper, hole, &row->steps);
	row->outcome = used ? PQ_LAB_NAT_USED : hole ? PQ_LAB_NAT_OPENED : PQ_LAB_NAT_NONE;
	if (bench->net.lost && !hole)
		pq_lab_step_add(&row->steps, "router", NULL, pq_view(NULL, 0), "a packet was dropped");
}

static void tell_block(const struct pq_nat_bench *bench, const struct pq_nat_case *test, struct pq_lab_nat_row *row)
{
	static const char *const carries[] = {
		[PQ_NAT_ENCODED] = "percent-encoding", [PQ_NAT_MASKED] = "masking", [PQ_NAT_ENCRYPTED] = "TLS"
	};
	char text[96];

	if (row->outcome == PQ_LAB_NAT_NOT_DIALLED && bench->browser)
		snprintf(text, sizeof(text), "the browser: port %u", test->port);
	else if (row->outcome == PQ_LAB_NAT_NOT_DIALLED)
		snprintf(text, sizeof(text), "policy %s: port %u", pq_nat_policy_name(test->policy), test->port);
	else if (test->helper_port == 0)
		snprintf(text, sizeof(text), "no helper's rule");
	else if (test->helper_port != test->port)
		snprintf(text, sizeof(text), "no helper reads port %u", test->port);
	else if (test->vehicle && test->vehicle->carries != PQ_NAT_VERBATIM)
		snprintf(text, sizeof(text), "%s", carries[test->vehicle->carries]);
	else
		snprintf(text, sizeof(text), row->begins ? "the helper" : "no segment begins with it");
	pq_lab_nat_set(&row->blocked_by, text);
}

static void give_up(struct pq_lab_nat_row *row, const char *reason)
{
	char text[600];

	snprintf(text, sizeof(text), "%s", reason);
	row->outcome = PQ_LAB_NAT_VOID;
	pq_lab_nat_set(&row->reason, text);
}

/* A body that is too long to be written with its head is written behind it. */
#define FILLER 3000

/* The port is open, and what is said is known; false with the row VOID. */
static bool prepare(struct pq_nat_bench *bench, const struct pq_nat_case *test, struct said *said,
		    struct pq_lab_nat_row *row)
{
	const struct pq_nat_vehicle *vehicle = test->vehicle;
	bool browses = vehicle && bench->browser;
	bool fills = browses && test->shape == PQ_NAT_SPLIT && test->helper->looks != PQ_NAT_LOOKS_AT_WHOLE;
	struct pq_diag diag = { 0, 0, "" };
	bool good = true;

	if (vehicle && test->shape == PQ_NAT_PADDED)
		good = pq_nat_learn(bench, vehicle, test->port, is_kept(test), &row->padding, &diag);
	if (good && !browses)
		good = !pq_nat_server_open(&bench->server, &bench->world,
					   vehicle ? vehicle->speaks : PQ_NAT_SPEAKS_PLAIN, test->helper->udp,
					   test->port, vehicle ? vehicle->segment : 0, &diag);
	if (!good) {
		give_up(row, diag.expected);
		return false;
	}
	bench->server.helper = test->helper;
	bench->server.padding = row->padding;
	say(said, test, &bench->world.names, row->padding, fills ? FILLER : 0);
	return true;
}

/* Of a browser: that there is a hole if it wrote the command where the helper looks; under its own list, that it dials nothing. */
static void state_of_browser(const struct pq_nat_bench *bench, const struct pq_nat_case *test,
			     struct pq_lab_nat_row *row)
{
	bool found = row->begins || test->helper->udp;

	bool ice = test->vehicle->scheme != PQ_SCHEME_HTTP && test->vehicle->scheme != PQ_SCHEME_WS;

	/* ICE servers have ports of their own that no switch allows. */
	if (!bench->allowed || (ice && row->outcome == PQ_LAB_NAT_NOT_DIALLED))
		row->expected = PQ_LAB_NAT_NOT_DIALLED;
	else if (row->outcome == PQ_LAB_NAT_NOT_DIALLED)
		give_up(row, "the browser's switch does not allow the port");
	else if (!found || test->helper_port != test->port)
		row->expected = PQ_LAB_NAT_NONE;
	else
		row->expected = test->helper->way == PQ_NAT_WAY_OUTWARD ? PQ_LAB_NAT_OPENED : PQ_LAB_NAT_USED;
}

void pq_nat_case_run(struct pq_nat_bench *bench, const struct pq_nat_case *test, struct pq_lab_nat_row *row)
{
	const struct pq_nat_vehicle *vehicle = test->vehicle;
	bool browses = vehicle && bench->browser;
	struct said *said = malloc(sizeof(*said));

	row->expected = pq_nat_case_expected(bench->model, test);
	row->varies = vehicle && test->helper->varies && test->helper_port == test->port &&
		      vehicle->carries == PQ_NAT_VERBATIM;
	bench->net.world = &bench->world;
	bench->net.server = &bench->server;
	if (!said || !prepare(bench, test, said, row)) {
		free(said);
		return;
	}
	if (!pq_nat_world_fresh(&bench->world)) {
		give_up(row, "the router's connection tracking cannot be emptied");
	} else if (perform(bench, test, said, row)) {
		if (tell_segments(bench, test, said, row))
			look_for_holes(bench, test, row);
	} else if (row->outcome != PQ_LAB_NAT_NOT_DIALLED) {
		give_up(row, row->reason ? row->reason : "the attacker's server could not be reached");
	}
	if (browses)
		state_of_browser(bench, test, row);
	if (row->outcome == PQ_LAB_NAT_NOT_DIALLED || row->outcome == PQ_LAB_NAT_NONE)
		tell_block(bench, test, row);
	if (browses)
		pq_nat_browser_rest(bench->browser);
	else
		pq_nat_server_close(&bench->server);
	pq_nat_net_fini(&bench->net);
	free(said);
}

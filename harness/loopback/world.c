/* SPDX-License-Identifier: MIT */
#include "loopback/world.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "loopback/certify.h"
#include "loopback/plug.h"
#include "loopback/tell.h"
#include "service/paper.h"
#include "sink/dns.h"
#include "sink/target.h"
#include "system/clock.h"
#include "vnet/parts.h"

#define TLS_MOMENT_MS 20 /* in which a client begins TLS, if it does so at once */
#define ENDING_MS 5000   /* for connections of clients that are gone */

/*
 * tcp, udp: its listener, and the name server's socket
 * has_tls: some URL of the scenario is for TLS, so that who dials may have to speak first
 * has_proxy: what is dialled does not tell where a request is for
 * seen, dials: what happened since it was last told, and how many connections the scenario has had; NULL: nobody asks
 * host, asked: the last name that was looked up, and which types of it were asked for: both belong to one look-up
 */
struct world {
	struct pq_channel orders;
	int tcp;
	int udp;
	struct pq_certify *certify;
	struct pq_vnet vnet;
	struct pq_net net;
	struct pq_paper paper;
	bool has_tls;
	bool has_proxy;
	struct pq_plug plugs[PQ_WORLD_MAX_CONNS];
	struct pq_seen *seen;
	uint32_t dials;
	struct pq_dns_question last;
	unsigned int asked;
	enum pq_net_status found;
	struct pq_address addresses[PQ_MAX_ADDRESSES];
	size_t address_count;
	unsigned char in[PQ_PARCEL_HEADER + PQ_MAX_PARCEL];
};

/* The world in memory has a budget for those who would wait for ever; here clients have clocks. */
static void refill(struct world *world)
{
	world->vnet.operations = 0;
	world->vnet.traffic = 0;
}

/* The server says all that it has to say now. */
static void speak(struct world *world, struct pq_plug *plug)
{
	static unsigned char piece[65536];
	enum pq_net_status status;
	size_t len;

	plug->spoke = true;
	pq_plug_hold(plug);
	do {
		refill(world);
		status = world->net.ops->receive(world->net.ctx, plug->conn, piece, sizeof(piece), &len);
		if (status != PQ_NET_OK)
			break;
		pq_plug_write(plug, pq_view(piece, len));
		/* Behind a 101 or a tunnel comes another protocol; a tunnel's is TLS, if it is one. */
		plug->raw = plug->raw || pq_view_starts(pq_view(piece, len), pq_view_str("HTTP/1.1 101"));
		plug->may_begin_tls = !plug->ssl;
	} while (status == PQ_NET_OK);
	/* In memory, TLS needs nothing of a server that hangs up behind its answer to CONNECT. */
	if (status == PQ_NET_AGAIN || (status == PQ_NET_END && plug->tunnel && !plug->ssl)) {
		pq_plug_flush(plug);
		return;
	}
	if (status == PQ_NET_END)
		pq_plug_end(plug);
	pq_plug_flush(plug);
	if (status != PQ_NET_END)
		pq_plug_break(plug);
}

static void note_tunnel(struct pq_plug *plug, struct pq_view message)
{
	static const struct pq_view connect = PQ_VIEW("CONNECT ");
	struct pq_view authority = pq_view_from(message, connect.len);
	struct pq_target target;

	plug->tunnel = pq_view_starts(message, connect);
	authority = pq_view_slice(authority, 0, pq_view_find(authority, ' ', 0));
	if (plug->tunnel && pq_target_authority(authority, -1, &target))
		plug->target = target.address;
}

static void hear(struct world *world, struct pq_plug *plug, size_t len)
{
	struct pq_view message = pq_view_slice(pq_buf_view(&plug->in), 0, len);

	note_tunnel(plug, message);
	while (message.len) {
		size_t sent = 0;

		refill(world);
		if (world->net.ops->send(world->net.ctx, plug->conn, message, &sent) == PQ_NET_FAILED)
			break;
		message = pq_view_from(message, sent);
	}
	plug->in.len -= len;
	memmove(plug->in.data, plug->in.data + len, plug->in.len);
}

static void let_go(struct world *world, struct pq_plug *plug)
{
	world->net.ops->close(world->net.ctx, plug->conn);
	if (world->seen)
		pq_transcript_close(&world->seen->transcript, plug->number);
	pq_plug_close(plug);
}

/* What the client wanted is seen, and that is all that there is to it. */
static void serve_doomed(struct pq_plug *plug, enum pq_plug_read came)
{
	if (came == PQ_PLUG_GONE || pq_plug_message(plug) > 0)
		pq_plug_break(plug);
}

static void serve(struct world *world, struct pq_plug *plug)
{
	enum pq_plug_read came = pq_plug_read(plug, pq_certify_context(world->certify));
	size_t len;

	if (plug->doomed) {
		serve_doomed(plug, came);
		return;
	}
	if (!plug->spoke && (came != PQ_PLUG_NOTHING || (plug->ssl && SSL_is_init_finished(plug->ssl))))
		speak(world, plug);
	while (plug->fd >= 0 && came != PQ_PLUG_NOTHING && !plug->ended && (len = pq_plug_message(plug)) > 0) {
		hear(world, plug, len);
		speak(world, plug);
	}
	if (plug->fd >= 0 && came == PQ_PLUG_GONE)
		let_go(world, plug);
}

/* Whether the client begins TLS by itself, for which it has a moment. */
static bool begins_tls(const struct world *world, int fd)
{
	struct pollfd file = { .fd = fd, .events = POLLIN };

	return world->has_tls && poll(&file, 1, TLS_MOMENT_MS) == 1 && pq_plug_begins_tls(fd);
}

static void tell_dial(struct world *world, int fd)
{
	struct pq_address address;
	uint16_t port;

	world->dials++;
	if (!world->seen)
		return;
	pq_plug_target(fd, &address, &port);
	pq_transcript_dial(&world->seen->transcript, world->dials, PQ_TRANSPORT_TCP, &address, port, PQ_DIALLED_OK);
}

/* One more dial, whatever it was meant to reach: the n-th answer serves the n-th. */
static void take_dial(struct world *world)
{
	static const struct pq_address nowhere = { .family = 4 };
	int fd = accept4(world->tcp, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	enum pq_net_status status;
	struct pq_plug *plug = world->plugs;
	uint32_t conn = 0;

	if (fd < 0)
		return;
	tell_dial(world, fd);
	while (plug < world->plugs + PQ_WORLD_MAX_CONNS && plug->fd >= 0)
		plug++;
	refill(world);
	status = world->net.ops->connect(world->net.ctx, PQ_TRANSPORT_TCP, &nowhere, 0, &conn);
	if (plug == world->plugs + PQ_WORLD_MAX_CONNS || (status != PQ_NET_OK && !(world->seen && world->has_proxy))) {
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 }, sizeof(struct linger));
		close(fd);
		return;
	}
	if (!pq_plug_open(plug, fd, conn))
		return;
	plug->number = world->dials;
	plug->seen = world->seen ? &world->seen->transcript : NULL;
	plug->doomed = status != PQ_NET_OK;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
	if (!plug->doomed && !begins_tls(world, fd))
		speak(world, plug);
}

/* A question for the other type of the same name belongs to the same look-up. */
static void look_up(struct world *world, const struct pq_dns_question *question)
{
	unsigned int bit = question->type == PQ_DNS_A ? 1 : question->type == PQ_DNS_AAAA ? 2 : 4;
	bool same = question->host_len == world->last.host_len &&
		    memcmp(question->host, world->last.host, question->host_len) == 0;

	if (same && !(world->asked & bit)) {
		world->asked |= bit;
		return;
	}
	world->last = *question;
	world->asked = bit;
	world->address_count = 0;
	world->found = pq_vnet_lookup(&world->vnet, pq_view(question->host, question->host_len), world->addresses,
				      &world->address_count);
	if (world->seen)
		pq_transcript_resolve(&world->seen->transcript, pq_view(question->host, question->host_len),
				      world->addresses, world->found == PQ_NET_OK ? world->address_count : 0);
}

static void answer_name(struct world *world)
{
	unsigned char message[512];
	unsigned char storage[PQ_DNS_MAX_ANSWER];
	struct pq_dns_question question;
	struct sockaddr_storage from;
	socklen_t from_len = sizeof(from);
	struct pq_buf out;
	ssize_t len = recvfrom(world->udp, message, sizeof(message), MSG_DONTWAIT, (struct sockaddr *)&from, &from_len);

	if (len < 0 || pq_dns_read(pq_view(message, (size_t)len), &question))
		return;
	look_up(world, &question);
	pq_buf_init(&out, storage, sizeof(storage));
	pq_dns_answer(&question, world->found == PQ_NET_OK, world->addresses, world->address_count, &out);
	sendto(world->udp, out.data, out.len, 0, (struct sockaddr *)&from, from_len);
}

static bool has_tls(const struct pq_scenario *scenario)
{
	for (size_t i = 0; i < scenario->line_count; i++)
		for (size_t arg = 0; arg < scenario->lines[i].argc; arg++) {
			struct pq_view bytes = scenario->lines[i].args[arg].bytes;

			if (pq_view_starts(bytes, pq_view_str("https:")) || pq_view_starts(bytes, pq_view_str("wss:")))
				return true;
		}
	return false;
}

static void play(struct world *world, struct pq_view text)
{
	for (size_t i = 0; i < PQ_WORLD_MAX_CONNS; i++)
		if (world->plugs[i].fd >= 0)
			pq_plug_break(&world->plugs[i]);
	if (pq_paper_read(&world->paper, text, NULL))
		pq_paper_read(&world->paper, pq_view_str("pratique-scenario 1\n"), NULL);
	world->net = pq_vnet_init(&world->vnet, &world->paper.scenario);
	world->vnet.schedule = pq_view(NULL, 0);
	world->dials = 0;
	if (world->seen)
		pq_transcript_reset(&world->seen->transcript);
	world->has_tls = has_tls(&world->paper.scenario);
	world->has_proxy =
		pq_scenario_find(&world->paper.scenario, PQ_WORD_PROXY, 0) < world->paper.scenario.line_count;
	world->last.host_len = 0;
	world->asked = 0;
}

/* A socket on every address of both families. */
static int open_socket(int kind, uint16_t port)
{
	struct sockaddr_in6 place = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	int fd = socket(AF_INET6, kind | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &(int){ 0 }, sizeof(int));
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int));
	if (fd < 0 || bind(fd, (struct sockaddr *)&place, sizeof(place)) != 0)
		return -1;
	return kind == SOCK_STREAM && listen(fd, 128) != 0 ? -1 : fd;
}

#define FIRST_PLUG 3 /* of the files that are waited for; before them orders, listener and name server */
#define FILES (FIRST_PLUG + PQ_WORLD_MAX_CONNS)

/* How many files have something to say. */
static int wait(const struct world *world, struct pollfd *files, bool orders, int timeout_ms)
{
	files[0] = (struct pollfd){ .fd = orders ? world->orders.socket : -1, .events = POLLIN };
	files[1] = (struct pollfd){ .fd = world->tcp, .events = POLLIN };
	files[2] = (struct pollfd){ .fd = world->udp, .events = POLLIN };
	for (size_t i = 0; i < PQ_WORLD_MAX_CONNS; i++)
		files[FIRST_PLUG + i] = (struct pollfd){ .fd = world->plugs[i].fd, .events = POLLIN };
	return poll(files, FILES, timeout_ms);
}

static void serve_clients(struct world *world, const struct pollfd *files)
{
	if (files[2].revents)
		answer_name(world);
	if (files[1].revents)
		take_dial(world);
	for (size_t i = 0; i < PQ_WORLD_MAX_CONNS; i++)
		if (files[FIRST_PLUG + i].revents && world->plugs[i].fd >= 0)
			serve(world, &world->plugs[i]);
}

static bool has_clients(const struct world *world)
{
	size_t i = 0;

	while (i < PQ_WORLD_MAX_CONNS && world->plugs[i].fd < 0)
		i++;
	return i < PQ_WORLD_MAX_CONNS;
}

/* Until all connections have ended, and nobody waits for anything. */
static void serve_to_the_end(struct world *world)
{
	struct pollfd files[FILES];
	int64_t until = pq_clock_ms() + ENDING_MS;
	int64_t left = ENDING_MS;

	while (left > 0 && wait(world, files, false, has_clients(world) ? (int)left : 0) > 0) {
		serve_clients(world, files);
		left = until - pq_clock_ms();
	}
}

/* False once nobody gives orders any more. */
static bool obey(struct world *world)
{
	enum pq_err err = pq_channel_receive(&world->orders, false);
	struct pq_parcel parcel;

	if (err)
		return err == PQ_ERR_INCOMPLETE;
	while (!pq_channel_parcel(&world->orders, &parcel)) {
		if (parcel.kind == PQ_PARCEL_PAGE)
			play(world, parcel.bytes);
		else if (parcel.kind == PQ_PARCEL_GO)
			pq_vnet_begin_control(&world->vnet);
		else
			serve_to_the_end(world);
		if (parcel.kind == PQ_PARCEL_EVENTS && world->seen && !pq_seen_tell(world->seen, &world->orders))
			return false;
		pq_channel_drop(&world->orders, &parcel);
		if (!pq_channel_send(&world->orders, PQ_PARCEL_DONE, pq_view(NULL, 0), -1))
			return false;
	}
	return true;
}

int pq_world_run(void *argument)
{
	const struct pq_world *options = argument;
	struct pollfd files[FILES];
	struct world *world = calloc(1, sizeof(*world));

	signal(SIGPIPE, SIG_IGN);
	if (!world || (options->tells && !(world->seen = pq_seen_new())))
		return 1;
	world->certify = pq_certify_new(options->dir);
	world->udp = open_socket(SOCK_DGRAM, 53);
	world->tcp = open_socket(SOCK_STREAM, PQ_WORLD_PORT);
	if (!world->certify || world->tcp < 0 || world->udp < 0)
		return 1;
	for (size_t i = 0; i < PQ_WORLD_MAX_CONNS; i++)
		world->plugs[i].fd = -1;
	pq_channel_init(&world->orders, options->orders, world->in, sizeof(world->in));
	play(world, pq_view_str("pratique-scenario 1\n"));
	for (;;) {
		wait(world, files, true, -1);
		/* Orders last: what arrived before belongs to the scenario before. */
		serve_clients(world, files);
		if (files[0].revents && !obey(world))
			return 0;
	}
}

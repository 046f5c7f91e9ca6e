/* SPDX-License-Identifier: MIT */
#include "lab/nat_world.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab/nat_expect.h"
#include "lab/nat_tap.h"

#define TAP_BUFFER (4 << 20)

static const struct pq_place places[] = {
	[PQ_NAT_INSIDE] = { "inside", false },
	[PQ_NAT_ROUTER] = { "router", true },
	[PQ_NAT_OUTSIDE] = { "outside", false },
	[PQ_NAT_NEIGHBOUR] = { "neighbour", false },
};

static const struct pq_wire wires[] = {
	{ { { PQ_NAT_INSIDE, "eth0", PQ_NAT_CLIENT, 24 }, { PQ_NAT_ROUTER, "in", "10.77.0.1", 24 } } },
	{ { { PQ_NAT_NEIGHBOUR, "eth0", PQ_NAT_NEIGHBOUR_ADDRESS, 24 }, { PQ_NAT_ROUTER, "in2", "10.78.0.1", 24 } } },
	{ { { PQ_NAT_OUTSIDE, "eth0", PQ_NAT_SERVER, 24 }, { PQ_NAT_ROUTER, "out", PQ_NAT_OUTER, 24 } } },
};

static const struct pq_place_route routes[] = {
	{ PQ_NAT_INSIDE, "0.0.0.0", 0, "10.77.0.1" },
	{ PQ_NAT_NEIGHBOUR, "0.0.0.0", 0, "10.78.0.1" },
	{ PQ_NAT_OUTSIDE, "10.0.0.0", 8, PQ_NAT_OUTER },
};

/*
 * What is for the router itself is answered by nobody: connections are refused, which does not take long. The page's own
 * connection outlives the cases, after each of which all that is tracked is forgotten: it is not tracked.
 */
static const char rules[] = "table ip world {\n"
			    "	chain forward {\n"
			    "		type filter hook forward priority 0; policy drop;\n"
			    "		iifname { \"in\", \"in2\" } accept\n"
			    "		ct state established,related accept\n"
			    "		tcp sport 8000 accept\n"
			    "		ip protocol tcp reject with tcp reset\n"
			    "	}\n"
			    "	chain leave {\n"
			    "		type nat hook postrouting priority 100;\n"
			    "		oifname \"out\" masquerade\n"
			    "	}\n"
			    "	chain page {\n"
			    "		type filter hook prerouting priority -300;\n"
			    "		tcp dport 8000 notrack\n"
			    "		tcp sport 8000 notrack\n"
			    "	}\n"
			    "}\n"
			    "table ip helpers {\n"
			    "	chain choose {\n"
			    "		type filter hook prerouting priority 0;\n"
			    "	}\n"
			    "}\n";

static enum pq_err fail(struct pq_diag *diag, const char *what)
{
	char text[256];

	snprintf(text, sizeof(text), "%s: %s", what, strerror(errno));
	return pq_diag_set(diag, PQ_ERR_IO, 0, 0, text);
}

int pq_nat_world_socket(struct pq_nat_world *world, enum pq_nat_place place, int type, int protocol,
			struct pq_diag *diag)
{
	int file;

	return pq_sandbox_socket(world->sandbox, place, AF_INET, type, protocol, &file, diag) ? -1 : file;
}

int pq_nat_world_bound(struct pq_nat_world *world, enum pq_nat_place place, int type, const char *address,
		       uint16_t port, struct pq_diag *diag)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port) };
	int file = pq_nat_world_socket(world, place, type, 0, diag);
	char text[64];
	int on = 1;

	if (file < 0)
		return -1;
	if (address)
		inet_pton(AF_INET, address, &at.sin_addr);
	setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(file, (struct sockaddr *)&at, sizeof(at)) == 0 && (type != SOCK_STREAM || listen(file, 16) == 0))
		return file;
	snprintf(text, sizeof(text), "port %u of the %s", port, places[place].name);
	fail(diag, text);
	close(file);
	return -1;
}

static int open_tap(struct pq_nat_world *world, enum pq_nat_place place, struct pq_diag *diag)
{
	int room = TAP_BUFFER;
	int file;

	if (pq_sandbox_socket(world->sandbox, place, AF_PACKET, SOCK_DGRAM, htons(ETH_P_ALL), &file, diag))
		return -1;
	setsockopt(file, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	setsockopt(file, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	return file;
}

static enum pq_err furnish(struct pq_nat_world *world, struct pq_diag *diag)
{
	static const enum pq_nat_place tapped[] = { PQ_NAT_INSIDE, PQ_NAT_OUTSIDE, PQ_NAT_NEIGHBOUR };
	enum pq_err err = pq_sandbox_filter(world->sandbox, PQ_NAT_ROUTER, rules, diag);

	if (err)
		return err;
	err = pq_sandbox_socket(world->sandbox, PQ_NAT_ROUTER, AF_NETLINK, SOCK_RAW, 12 /* NETLINK_NETFILTER */,
				&world->line, diag);
	if (err)
		return err;
	for (size_t i = 0; i < sizeof(tapped) / sizeof(tapped[0]); i++) {
		world->taps[tapped[i]] = open_tap(world, tapped[i], diag);
		if (world->taps[tapped[i]] < 0)
			return PQ_ERR_IO;
		if (tapped[i] == PQ_NAT_OUTSIDE)
			continue;
		world->listeners[tapped[i]] =
			pq_nat_world_bound(world, tapped[i], SOCK_STREAM, NULL, PQ_NAT_INSIDE_PORT, diag);
		if (world->listeners[tapped[i]] < 0)
			return PQ_ERR_IO;
	}
	return pq_nat_forget(world->line) ? PQ_ERR_OK : fail(diag, "the router's connection tracking (nf_conntrack)");
}

enum pq_err pq_nat_world_open(struct pq_nat_world *world, struct pq_diag *diag)
{
	const struct pq_sandbox_options options = {
		.places = places,
		.place_count = PQ_NAT_PLACE_COUNT,
		.wires = wires,
		.wire_count = sizeof(wires) / sizeof(wires[0]),
		.routes = routes,
		.route_count = sizeof(routes) / sizeof(routes[0]),
	};
	enum pq_err err;

	*world = (struct pq_nat_world){ .line = -1, .names = { .port = PQ_NAT_INSIDE_PORT } };
	for (size_t i = 0; i < PQ_NAT_PLACE_COUNT; i++)
		world->taps[i] = world->listeners[i] = -1;
	pq_address_parse(pq_view_str(PQ_NAT_CLIENT), &world->names.client);
	pq_address_parse(pq_view_str(PQ_NAT_NEIGHBOUR_ADDRESS), &world->names.neighbour);
	pq_address_parse(pq_view_str(PQ_NAT_SERVER), &world->names.server);
	pq_address_parse(pq_view_str(PQ_NAT_OUTER), &world->names.outer);
	err = pq_sandbox_open(&world->sandbox, &options, diag);
	if (err)
		return err;
	err = furnish(world, diag);
	if (err)
		pq_nat_world_close(world);
	return err;
}

void pq_nat_world_close(struct pq_nat_world *world)
{
	for (size_t i = 0; i < PQ_NAT_PLACE_COUNT; i++) {
		if (world->taps[i] >= 0)
			close(world->taps[i]);
		if (world->listeners[i] >= 0)
			close(world->listeners[i]);
	}
	if (world->line >= 0)
		close(world->line);
	pq_sandbox_close(world->sandbox);
}

enum pq_err pq_nat_world_help(struct pq_nat_world *world, const struct pq_nat_helper *helper, uint16_t port,
			      struct pq_diag *diag)
{
	const char *protocol = helper->udp ? "udp" : "tcp";
	char text[512];

	snprintf(text, sizeof(text),
		 "table ip helpers {\n"
		 "	ct helper %s-%u {\n"
		 "		type \"%s\" protocol %s\n"
		 "	}\n"
		 "	chain choose {\n"
		 "		%s dport %u ct helper set \"%s-%u\"\n"
		 "	}\n"
		 "}\n",
		 helper->name, port, helper->kernel, protocol, protocol, port, helper->name, port);
	return pq_sandbox_filter(world->sandbox, PQ_NAT_ROUTER, text, diag);
}

enum pq_err pq_nat_world_help_nobody(struct pq_nat_world *world, struct pq_diag *diag)
{
	return pq_sandbox_filter(world->sandbox, PQ_NAT_ROUTER, "flush chain ip helpers choose\n", diag);
}

bool pq_nat_world_fresh(struct pq_nat_world *world)
{
	for (size_t i = 0; i < PQ_NAT_PLACE_COUNT; i++)
		if (world->taps[i] >= 0)
			pq_nat_tap_drop(world->taps[i]);
	return pq_nat_forget(world->line);
}

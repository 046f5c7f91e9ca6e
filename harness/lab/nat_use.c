/* SPDX-License-Identifier: MIT */
#include "lab/nat_use.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lab/nat_tap.h"
#include "system/clock.h"

#define PATIENCE_MS 1000 /* that a packet may need */

static const char greeting[] = "the service that only the inside may reach\r\n";

static bool is_any(const struct pq_address *address)
{
	const struct pq_address any = { .family = 4 };

	return address->family == 0 || pq_address_eq(address, &any);
}

static void address_text(const struct pq_address *address, uint16_t port, const char *anybody,
			 char out[static INET_ADDRSTRLEN + 8])
{
	size_t len;

	if (is_any(address)) {
		snprintf(out, INET_ADDRSTRLEN + 8, "%s", anybody);
		return;
	}
	inet_ntop(AF_INET, address->bytes, out, INET_ADDRSTRLEN);
	len = strlen(out);
	if (port)
		snprintf(out + len, INET_ADDRSTRLEN + 8 - len, ":%u", port);
}

void pq_nat_hole_text(const struct pq_nat_expectation *hole, char out[static PQ_NAT_HOLE_SIZE])
{
	const char *protocol = hole->protocol == IPPROTO_TCP   ? "tcp"
			       : hole->protocol == IPPROTO_UDP ? "udp"
			       : hole->protocol == IPPROTO_GRE ? "gre"
							       : "other";
	char from[INET_ADDRSTRLEN + 8];
	char to[INET_ADDRSTRLEN + 8];

	address_text(&hole->from, hole->from_port, "anybody", from);
	address_text(&hole->to, hole->to_port, "anywhere", to);
	snprintf(out, PQ_NAT_HOLE_SIZE, "%s from %s to %s", protocol, from, to);
}

/* What is looked for in what passes. Seen: it came; answered: what came was answered. */
struct watch {
	uint8_t protocol;
	bool seen;
	bool answered;
};

static void look(const struct pq_nat_world *world, enum pq_nat_place place, struct watch *watch)
{
	static unsigned char storage[PQ_NAT_MAX_PACKET];
	struct pq_nat_packet packet;

	while (pq_nat_tap_next(world->taps[place], storage, &packet)) {
		bool comes = !packet.outgoing && pq_address_eq(&packet.from, &world->names.server);
		bool tcp = packet.protocol == IPPROTO_TCP;

		if (packet.protocol != watch->protocol)
			continue;
		watch->seen = watch->seen || (comes && (!tcp || (packet.syn && !packet.ack)));
		watch->answered = watch->answered || (tcp && packet.outgoing && packet.syn && packet.ack);
	}
}

static bool await(const struct pq_nat_world *world, enum pq_nat_place place, struct watch *watch)
{
	const struct timespec pause = { .tv_nsec = 200000 };
	uint64_t until = pq_clock_ms() + PATIENCE_MS;

	look(world, place, watch);
	while (!watch->seen && pq_clock_ms() < until) {
		nanosleep(&pause, NULL);
		look(world, place, watch);
	}
	return watch->seen;
}

/* The inside service takes who has come, and speaks. */
static void serve(const struct pq_nat_world *world, enum pq_nat_place place)
{
	struct pollfd wait = { .fd = world->listeners[place], .events = POLLIN };
	int file = poll(&wait, 1, PATIENCE_MS) == 1 ? accept(world->listeners[place], NULL, NULL) : -1;

	if (file < 0)
		return;
	if (send(file, greeting, sizeof(greeting) - 1, MSG_NOSIGNAL) < 0)
		errno = 0;
	close(file);
}

static bool hear(int file)
{
	struct pollfd wait = { .fd = file, .events = POLLIN };
	char heard[sizeof(greeting)];

	return poll(&wait, 1, PATIENCE_MS) == 1 && recv(file, heard, sizeof(heard), 0) == (ssize_t)sizeof(greeting) - 1;
}

static void note(struct pq_lab_steps *steps, const char *from, const char *to, const char *text)
{
	pq_lab_step_add(steps, from, to, pq_view(NULL, 0), text);
}

/* Connects from the server's own address; what waits inside is served meanwhile. */
static bool connect_through(struct pq_nat_world *world, const struct sockaddr_in *to, enum pq_nat_place place,
			    struct pq_lab_steps *steps)
{
	struct sockaddr_in from = { .sin_family = AF_INET };
	int file = pq_nat_world_socket(world, PQ_NAT_OUTSIDE, SOCK_STREAM, 0, NULL);
	struct pollfd wait = { .fd = file, .events = POLLOUT };
	struct watch watch = { .protocol = IPPROTO_TCP };
	char text[128];
	int error = ETIMEDOUT;
	socklen_t len = sizeof(error);

	if (file < 0)
		return false;
	inet_pton(AF_INET, PQ_NAT_SERVER, &from.sin_addr);
	fcntl(file, F_SETFL, O_NONBLOCK);
	if (bind(file, (struct sockaddr *)&from, sizeof(from)) != 0)
		error = errno;
	else if (connect(file, (const struct sockaddr *)to, sizeof(*to)) == 0 || errno != EINPROGRESS)
		error = errno;
	else if (poll(&wait, 1, PATIENCE_MS) == 1)
		getsockopt(file, SOL_SOCKET, SO_ERROR, &error, &len);
	look(world, place, &watch);
	snprintf(text, sizeof(text), "connects to %s port %u: %s", PQ_NAT_OUTER, ntohs(to->sin_port),
		 error ? strerror(error) : "connected");
	note(steps, "attacker's server", "router", text);
	if (!error) {
		serve(world, place);
		note(steps, place == PQ_NAT_NEIGHBOUR ? "neighbour" : "inside", "attacker's server",
		     watch.answered ? "the handshake is captured inside: SYN in, SYN and ACK out"
				    : "no handshake is captured inside");
		error = watch.seen && watch.answered && hear(file) ? 0 : EPROTO;
		if (!error)
			pq_lab_step_add(steps, place == PQ_NAT_NEIGHBOUR ? "neighbour" : "inside", "attacker's server",
					pq_view(greeting, sizeof(greeting) - 1), NULL);
	}
	close(file);
	return !error;
}

/* One packet, of UDP from another port of the server, or of GRE in the version of PPTP (RFC 2637 4.1). */
static bool send_through(struct pq_nat_world *world, const struct sockaddr_in *to,
			 const struct pq_nat_expectation *hole, struct pq_lab_steps *steps)
{
	bool gre = hole->protocol == IPPROTO_GRE;
	unsigned char packet[] = {
		0x30, 1, 0x88, 0x0b, 0,   4,  (unsigned char)(hole->to_port >> 8), (unsigned char)hole->to_port, 0, 0,
		0,    1, 'h',  'o',  'l', 'e'
	};
	struct sockaddr_in at = *to;
	struct watch watch = { .protocol = hole->protocol };
	int file = pq_nat_world_socket(world, PQ_NAT_OUTSIDE, gre ? SOCK_RAW : SOCK_DGRAM, gre ? IPPROTO_GRE : 0, NULL);
	bool sent;

	if (file < 0)
		return false;
	if (gre)
		at.sin_port = 0;
	sent = sendto(file, packet, sizeof(packet), 0, (struct sockaddr *)&at, sizeof(at)) == (ssize_t)sizeof(packet);
	close(file);
	pq_lab_step_add(steps, "attacker's server", "router", pq_view(packet, sizeof(packet)),
			gre ? "a packet of GRE" : "a datagram from another port");
	if (!sent || !await(world, PQ_NAT_INSIDE, &watch)) {
		note(steps, "inside", NULL, "nothing arrives");
		return false;
	}
	note(steps, "inside", NULL, "the packet is captured inside");
	return true;
}

bool pq_nat_use(struct pq_nat_world *world, const struct pq_nat_helper *helper, const struct pq_nat_expectation *hole,
		struct pq_lab_steps *steps)
{
	enum pq_nat_place place = helper->neighbour ? PQ_NAT_NEIGHBOUR : PQ_NAT_INSIDE;
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(PQ_NAT_INSIDE_PORT) };
	bool outward = hole && pq_address_eq(&hole->from, &world->names.client);

	inet_pton(AF_INET, PQ_NAT_OUTER, &to.sin_addr);
	for (size_t i = 0; i < PQ_NAT_PLACE_COUNT; i++)
		if (world->taps[i] >= 0)
			pq_nat_tap_drop(world->taps[i]);
	if (hole) {
		to.sin_port = htons(hole->to_port);
		if (!outward)
			memcpy(&to.sin_addr, hole->to.bytes, 4);
	}
	if (!hole || hole->protocol == IPPROTO_TCP)
		return connect_through(world, &to, place, steps);
	return send_through(world, &to, hole, steps);
}

/* SPDX-License-Identifier: MIT */
#include "lab/proxy_ground.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab/proxy_case.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A page says nothing for so long: longer than a proxy on a busy machine takes for one request. */
#define QUIET_MS 400
#define LIMIT_MS 1200

static const struct pq_place places[] = {
	[PQ_PROXY_PLACE_ROUTER] = { "router", true },
	[PQ_PROXY_PLACE_PAGE] = { "page", false },
	[PQ_PROXY_PLACE_INSIDE] = { "inside", false },
	[PQ_PROXY_PLACE_OUTSIDE] = { "outside", false },
};

static const struct pq_wire wires[] = {
	{ { { PQ_PROXY_PLACE_ROUTER, "page0", "192.168.76.1", 24 },
	    { PQ_PROXY_PLACE_PAGE, "eth0", PQ_PROXY_PAGE_ADDRESS, 24 } } },
	{ { { PQ_PROXY_PLACE_ROUTER, "inside0", "192.168.77.1", 24 },
	    { PQ_PROXY_PLACE_INSIDE, "eth0", PQ_PROXY_INSIDE_ADDRESS, 24 } } },
	{ { { PQ_PROXY_PLACE_ROUTER, "outside0", "198.51.100.1", 24 },
	    { PQ_PROXY_PLACE_OUTSIDE, "eth0", PQ_PROXY_OWN_ADDRESS, 24 } } },
};

static const struct pq_place_route routes[] = {
	{ PQ_PROXY_PLACE_PAGE, "0.0.0.0", 0, "192.168.76.1" },
	{ PQ_PROXY_PLACE_INSIDE, "0.0.0.0", 0, "192.168.77.1" },
	{ PQ_PROXY_PLACE_OUTSIDE, "0.0.0.0", 0, "198.51.100.1" },
};

const struct pq_sandbox_options pq_proxy_network = {
	.places = places,
	.place_count = COUNT(places),
	.wires = wires,
	.wire_count = COUNT(wires),
	.routes = routes,
	.route_count = COUNT(routes),
};

static const char rules[] = "table ip lab {\n"
			    "\tchain intercept {\n"
			    "\t\ttype nat hook prerouting priority dstnat\n"
			    "\t\tiifname \"page0\" tcp dport 80 redirect to :%u\n"
			    "\t}\n"
			    "\tchain wall {\n"
			    "\t\ttype filter hook forward priority filter\n"
			    "\t\tiifname \"outside0\" ct state new drop\n"
			    "\t}\n"
			    "}\n";

static const struct pq_place_name names[] = {
	{ PQ_PROXY_OWN, PQ_PROXY_OWN_ADDRESS },
	{ PQ_PROXY_INSIDE, PQ_PROXY_INSIDE_ADDRESS },
};

static const struct {
	size_t place;
	const char *address;
	uint16_t port;
} listeners[] = {
	{ PQ_PROXY_PLACE_INSIDE, PQ_PROXY_INSIDE_ADDRESS, 80 },
	{ PQ_PROXY_PLACE_INSIDE, PQ_PROXY_INSIDE_ADDRESS, 8080 },
	{ PQ_PROXY_PLACE_OUTSIDE, PQ_PROXY_OWN_ADDRESS, 80 },
	{ PQ_PROXY_PLACE_OUTSIDE, PQ_PROXY_OWN_ADDRESS, 8080 },
	{ PQ_PROXY_PLACE_OUTSIDE, PQ_PROXY_OWN_ADDRESS, 4502 },
	{ PQ_PROXY_PLACE_OUTSIDE, PQ_PROXY_OWN_ADDRESS, PQ_PROXY_PARENT_PORT },
};

static int page_socket(void *context, int domain, int type)
{
	struct pq_proxy_ground *ground = context;
	struct pq_diag diag;
	int file;

	if (pq_sandbox_socket(ground->sandbox, PQ_PROXY_PLACE_PAGE, domain, type, 0, &file, &diag) == PQ_ERR_OK)
		return file;
	return -1;
}

static bool page_idle(void *context, int file, short events, int limit_ms)
{
	struct pq_proxy_ground *ground = context;

	return pq_proxy_servers_serve(&ground->servers, file, events, limit_ms);
}

static enum pq_err not_here(struct pq_diag *diag, const char *what)
{
	char text[256];

	snprintf(text, sizeof(text), "%s: %s", what, strerror(errno));
	return pq_diag_set(diag, PQ_ERR_IO, 0, 0, text);
}

static enum pq_err start_servers(struct pq_proxy_ground *ground, struct pq_diag *diag)
{
	const int type = SOCK_NONBLOCK | SOCK_CLOEXEC;
	int file = -1;
	enum pq_err err;

	for (size_t i = 0; i < COUNT(listeners); i++) {
		bool inside = listeners[i].place == PQ_PROXY_PLACE_INSIDE;
		struct pq_proxy_listener listener = {
			.who = inside                                      ? "inside server"
			       : listeners[i].port == PQ_PROXY_PARENT_PORT ? "parent proxy"
									   : "attacker's server",
			.inside = inside,
			.body = inside ? ground->inside_body : "the attacker's own page\n",
			.port = listeners[i].port,
		};

		err = pq_sandbox_socket(ground->sandbox, listeners[i].place, AF_INET, SOCK_STREAM | type, 0,
					&listener.file, diag);
		if (err)
			return err;
		if (!pq_proxy_servers_listen(&ground->servers, &listener, listeners[i].address))
			return not_here(diag, "a server of the lab");
	}
	err = pq_sandbox_socket(ground->sandbox, PQ_PROXY_PLACE_ROUTER, AF_INET, SOCK_DGRAM | type, 0, &file, diag);
	if (!err && !pq_proxy_servers_name(&ground->servers, file))
		return not_here(diag, "the name server of the lab");
	return err;
}

static void make_secret(struct pq_proxy_ground *ground)
{
	unsigned char drawn[12] = { 0 };
	struct pq_buf out;

	getrandom(drawn, sizeof(drawn), 0);
	pq_buf_init(&out, ground->secret, sizeof(ground->secret) - 1);
	pq_buf_add_str(&out, "secret-");
	pq_buf_add_hex(&out, pq_view(drawn, sizeof(drawn)));
	ground->secret[out.len] = '\0';
	snprintf(ground->inside_body, sizeof(ground->inside_body), "for the inside only: %s\n", ground->secret);
}

enum pq_err pq_proxy_ground_open(struct pq_proxy_ground *ground, struct pq_sandbox *sandbox, uint16_t port,
				 struct pq_diag *diag)
{
	char text[sizeof(rules) + 16];
	enum pq_err err;

	*ground = (struct pq_proxy_ground){
		.sandbox = sandbox,
		.servers = { .names = names, .name_count = COUNT(names), .dns = -1 },
		.net = { .socket = page_socket, .idle = page_idle, .names = names, .name_count = COUNT(names) },
	};
	ground->net.context = ground;
	ground->net.quiet_ms = QUIET_MS;
	ground->net.limit_ms = LIMIT_MS;
	make_secret(ground);
	snprintf(text, sizeof(text), rules, (unsigned int)port);
	err = pq_sandbox_filter(sandbox, PQ_PROXY_PLACE_ROUTER, text, diag);
	if (!err)
		err = start_servers(ground, diag);
	if (err)
		pq_proxy_ground_close(ground);
	return err;
}

void pq_proxy_ground_close(struct pq_proxy_ground *ground)
{
	pq_place_net_reset(&ground->net);
	pq_proxy_servers_fini(&ground->servers);
}

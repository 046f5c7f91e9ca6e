/* SPDX-License-Identifier: MIT */
/*
 * Where the proxy lab happens: four places of one sandbox.
 *
 *     page 192.168.76.2 ───┐
 *                          ├── router ─── outside 198.51.100.66 (the attacker's server)
 *     inside 192.168.77.10 ┘
 *
 * The router redirects what the page dials at port 80 to the proxy, which runs on it and asks its name server. From outside
 * nobody reaches the other side. No address is translated, so that a server sees who has dialled it.
 */
#ifndef PQ_LAB_PROXY_GROUND_H
#define PQ_LAB_PROXY_GROUND_H

#include "lab/place_net.h"
#include "lab/proxy_servers.h"
#include "sandbox/sandbox.h"

#define PQ_PROXY_PLACE_ROUTER 0
#define PQ_PROXY_PLACE_PAGE 1
#define PQ_PROXY_PLACE_INSIDE 2
#define PQ_PROXY_PLACE_OUTSIDE 3

#define PQ_PROXY_PAGE_ADDRESS "192.168.76.2"

/*
 * sandbox: not its own
 * net:    the page's; its idle serves the servers
 * secret: what the inside server answers with, and nobody else; of this ground alone
 */
struct pq_proxy_ground {
	struct pq_sandbox *sandbox;
	struct pq_proxy_servers servers;
	struct pq_place_net net;
	char secret[40];
	char inside_body[96];
};

/* What a sandbox needs to have these places; static. */
extern const struct pq_sandbox_options pq_proxy_network;

/*
 * Makes it of a sandbox with these places, with all servers; port: the proxy's. IO with diag->expected saying what is missing;
 * then nothing is left behind. The ground may not be moved while it is open, and the sandbox outlives it.
 */
enum pq_err pq_proxy_ground_open(struct pq_proxy_ground *ground, struct pq_sandbox *sandbox, uint16_t port,
				 struct pq_diag *diag);
void pq_proxy_ground_close(struct pq_proxy_ground *ground);

#endif

/* SPDX-License-Identifier: MIT */
/* A case of the proxy lab put to the model, over real sockets, while the lab's servers are served. */
#ifndef PQ_LAB_PROXY_ASK_H
#define PQ_LAB_PROXY_ASK_H

#include "lab/marker.h"
#include "lab/place_net.h"
#include "lab/proxy_case.h"
#include "lab/proxy_judge.h"
#include "lab/proxy_servers.h"

struct pq_proxy_asker;

/*
 * net:     where the page is; its idle serves `servers`
 * secret:  what the inside server's answer holds, and nothing else
 * page:    the page's own address, as text
 * All outlive the asker.
 */
struct pq_proxy_asking {
	struct pq_place_net *net;
	struct pq_proxy_servers *servers;
	struct pq_markers *markers;
	const char *secret;
	const char *page;
};

/* The model, some MiB; NULL with *diag saying what is missing. */
struct pq_proxy_asker *pq_proxy_asker_new(const struct pq_proxy_asking *asking, struct pq_diag *diag);
void pq_proxy_asker_free(struct pq_proxy_asker *asker);

/*
 * Asks a case, or its twin. What was seen in *sight; steps: an empty list that gets who sent what to whom.
 * False without memory.
 */
bool pq_proxy_ask(struct pq_proxy_asker *asker, const struct pq_proxy_case *kase, bool twin,
		  struct pq_proxy_sight *sight, struct pq_lab_steps *steps);

#endif

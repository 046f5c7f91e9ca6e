/* SPDX-License-Identifier: MIT */
/*
 * What a plug-in is given to reach the network: functions over a socket layer, each of which does at once what the socket
 * layer may want to be asked for again. What passes is the socket layer's to write down.
 */
#ifndef PQ_PLUGIN_HOST_H
#define PQ_PLUGIN_HOST_H

#include "net/net.h"
#include "policy/policy.h"
#include "pratique/subject.h"

#define PQ_PLUGIN_MAX_CONNS 512 /* dials of one case; as many as the world in memory has */

/*
 * face:   what the plug-in sees
 * net:    where calls go, while something is performed
 * policy: what it is told of
 * busy:   something is being performed; otherwise every call is BAD_CALL
 * open:   by number of the connection
 */
struct pq_host {
	struct pq_plugin_host face;
	struct pq_net net;
	const struct pq_policy *policy;
	bool busy;
	bool open[PQ_PLUGIN_MAX_CONNS + 1];
};

/* For one case. net and policy outlive its use. The host does not move. */
void pq_host_init(struct pq_host *host, struct pq_net net, const struct pq_policy *policy);

/* Closes what is open. */
void pq_host_hang_up(struct pq_host *host);

#endif

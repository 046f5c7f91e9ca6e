/* SPDX-License-Identifier: MIT */
/* What the two halves of a play's site share: servers.c leads the browser, answers.c plays the scenario's servers. */
#ifndef PQ_PLAY_ANSWERS_H
#define PQ_PLAY_ANSWERS_H

#include "play/kin.h"
#include "play/pack.h"
#include "play/servers.h"
#include "vnet/vnet.h"

#define PQ_STRANGERS 64

/*
 * pack:     of the current piece alone
 * nobodys:  a scenario without lines, whose world knows all names, while no piece is current
 * wait_until_ms: while a page waits for what comes next: when it is told to ask again; 0: none waits
 * conns:    of the sink, by the connection in memory that stands for each: conns[i] for i + 1
 * page, url_room: URL of the current piece's page, and what it points into; kin: whom its servers serve
 * strangers: addresses of hosts that are none of the scenario's, the last PQ_STRANGERS of stranger_count
 * count, last_ms: what has reached the sink since the last request began, and when
 * out:      of the answer under way; fields: of a page
 */
struct pq_servers {
	struct pq_play_state *state;
	struct pq_pack pack;
	struct pq_scenario nobodys;
	uint64_t wait_until_ms;
	struct pq_vnet *vnet;
	struct pq_net net;
	uint32_t conns[PQ_VNET_MAX_CONNS];
	size_t conn_count;
	struct pq_url page;
	struct pq_kin kin;
	struct pq_idna *idna;
	struct pq_buf url_room;
	uint32_t count;
	uint64_t last_ms;
	struct pq_address strangers[PQ_STRANGERS];
	size_t stranger_count;
	struct pq_buf out;
	struct pq_buf fields;
};

/* The scenario that is being played; NULL where no piece is under way. */
const struct pq_scenario *pq_servers_current(const struct pq_servers *servers);

/* Something has reached the sink. */
void pq_servers_note(struct pq_servers *servers);

/* What the scenario's server says to that request. */
void pq_servers_answer(struct pq_servers *servers, const struct pq_sink_request *request, struct pq_sink_reply *reply);

#endif

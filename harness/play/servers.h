/* SPDX-License-Identifier: MIT */
/*
 * The site of a play's sink: the hub, the pages, and the servers and names of the
 * scenario that is being played. What servers say is what the world in memory (vnet) says; a
 * socket adds its own limits: a server that refuses is one that hangs up once it is asked.
 *
 * The n-th answer serves the n-th connection on which a request arrives, not the n-th dial: browsers dial ahead.
 */
#ifndef PQ_PLAY_SERVERS_H
#define PQ_PLAY_SERVERS_H

#include "play/state.h"

/* Host of the start page, which no scenario names; its URL. */
#define PQ_PLAY_START_HOST "start.pratique.example"
#define PQ_PLAY_START_URL "http://" PQ_PLAY_START_HOST "/"

struct pq_servers;

/* Plays what is put into the state, which outlives it. NULL if memory is short. */
struct pq_servers *pq_servers_new(struct pq_play_state *state);
void pq_servers_free(struct pq_servers *servers);

struct pq_site pq_servers_site(struct pq_servers *servers);

#endif

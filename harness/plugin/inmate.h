/* SPDX-License-Identifier: MIT */
/* The worker's side: the process in which a plug-in is loaded. */
#ifndef PQ_PLUGIN_INMATE_H
#define PQ_PLUGIN_INMATE_H

#include "plugin/worker.h"

#define PQ_WORKER_TEXT (128u << 20) /* bytes of a transcript's text; what does not fit truncates it */

/*
 * What both processes have in common; who has the turn writes.
 * scenario: text of the one to run
 * err, why: of what was asked last: of the plug-in being loaded first of all, then of each scenario
 * performs, sockets, capabilities: of the plug-in; knows_own, own_count, own: its own headers
 * text:     of the transcript
 */
struct pq_worker_memory {
	size_t scenario_len;
	unsigned char scenario[PQ_MAX_SCENARIO_TEXT];
	enum pq_err err;
	char why[sizeof(((struct pq_diag *)0)->expected)];
	bool performs;
	bool sockets;
	unsigned int capabilities;
	bool knows_own;
	size_t own_count;
	char own[PQ_MAX_OWN_HEADERS][PQ_PLUGIN_OWN_SIZE];
	size_t text_len;
	unsigned char text[PQ_WORKER_TEXT];
};

/* Loads the plug-in, and runs what it is told until the other side is gone. */
_Noreturn void pq_inmate_run(const char *path, const struct pq_policy *policy, struct pq_worker_memory *memory,
			     int socket);

#endif

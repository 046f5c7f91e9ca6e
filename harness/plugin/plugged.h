/* SPDX-License-Identifier: MIT */
/*
 * A plug-in in this process as a subject, over the socket layer in memory. It makes no system call: a fuzz target may link
 * it.
 *
 * Theory of operation. Where the plug-in has checkers only, the model runs under a policy that asks them first. Where it
 * performs, the model's page side asks (or a compromised renderer), and what crosses is the plug-in's to do; a recorder
 * writes down what passes through the host's functions. Attacking requests come in their order, then the controls.
 */
#ifndef PQ_PLUGIN_PLUGGED_H
#define PQ_PLUGIN_PLUGGED_H

#include "pratique/subject.h"
#include "subject/subject.h"

/*
 * performs:     it is asked as the network service; otherwise the model is asked
 * sockets:      it performs, and dials by itself
 * capabilities: enum pq_capability
 * own_headers:  as in struct pq_subject_kind
 */
struct pq_plugin_traits {
	bool performs;
	bool sockets;
	unsigned int capabilities;
	const char *const *own_headers;
};

/*
 * VERSION, RANGE (its size, its own headers), SYNTAX (its name) or UNKNOWN (there is none, or it has no function) with *diag filled, if it is
 * no plug-in of this interface.
 */
enum pq_err pq_plugin_check(const struct pq_plugin *plugin, struct pq_diag *diag);

struct pq_plugin_traits pq_plugin_traits_of(const struct pq_plugin *plugin);

/* Why such a plug-in cannot be asked that; NULL if it can. */
const char *pq_plugin_unfit(bool performs, const struct pq_scenario *scenario);

struct pq_plugged;

/* What a name of an own header may take, with its NUL. */
#define PQ_PLUGIN_OWN_SIZE 64

/*
 * Under that policy, which outlives it, as a plug-in that pq_plugin_check has passed does. NULL with *diag filled; also for
 * one with sockets of its own: it is nothing for the world in memory.
 */
struct pq_plugged *pq_plugged_new(const struct pq_plugin *plugin, const struct pq_policy *policy, struct pq_diag *diag);

/* The same for one with sockets of its own, which is asked by pq_plugged_ask alone. */
struct pq_plugged *pq_plugged_new_with_sockets(const struct pq_plugin *plugin, const struct pq_policy *policy,
					       struct pq_diag *diag);
void pq_plugged_free(struct pq_plugged *plugged);

/* As of struct pq_subject_kind. */
enum pq_err pq_plugged_run(struct pq_plugged *plugged, const struct pq_scenario *scenario,
			   struct pq_transcript *transcript);

/* As pq_performer_ask. */
void pq_plugged_ask(struct pq_plugged *plugged, const struct pq_scenario *scenario, size_t at,
		    const struct pq_plugin_host *host, struct pq_transcript *transcript);

#endif

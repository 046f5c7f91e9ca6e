/* SPDX-License-Identifier: MIT */
/* A plug-in that performs, under the model's page side and over the socket layer in memory. */
#ifndef PQ_PLUGIN_PERFORM_H
#define PQ_PLUGIN_PERFORM_H

#include "policy/policy.h"
#include "pratique/subject.h"
#include "scenario/scenario.h"
#include "transcript/transcript.h"

struct pq_performer;

/*
 * policy: what the page side asks; told: what the host tells the plug-in. All outlive it. NULL with *diag filled.
 */
struct pq_performer *pq_performer_new(const struct pq_plugin *plugin, const struct pq_policy *policy,
				      const struct pq_policy *told, struct pq_diag *diag);
void pq_performer_free(struct pq_performer *performer);

/* As of struct pq_subject_kind. */
enum pq_err pq_performer_run(struct pq_performer *performer, const struct pq_scenario *scenario,
			     struct pq_transcript *transcript);

/*
 * The request of line `at` alone, of a plug-in with sockets of its own, which is given that host. The transcript is reset;
 * it gets what the page side drops, and the outcome.
 */
void pq_performer_ask(struct pq_performer *performer, const struct pq_scenario *scenario, size_t at,
		      const struct pq_plugin_host *host, struct pq_transcript *transcript);

/* Why no scenario with that word can be performed; NULL if it can. */
const char *pq_performer_unfit(enum pq_word word);

#endif

/* SPDX-License-Identifier: MIT */
/* A plug-in that performs, under the model's page side and over the socket layer in memory. */
#ifndef PQ_PLUGIN_PERFORM_H
#define PQ_PLUGIN_PERFORM_H

#include "policy/policy.h"
#include "pratique/subject.h"
#include "scenario/scenario.h"
#include "transcript/transcript.h"

struct pq_performer;

/* Both outlive it. NULL with *diag filled. */
struct pq_performer *pq_performer_new(const struct pq_plugin *plugin, const struct pq_policy *policy,
				      struct pq_diag *diag);
void pq_performer_free(struct pq_performer *performer);

/* As of struct pq_subject_kind. */
enum pq_err pq_performer_run(struct pq_performer *performer, const struct pq_scenario *scenario,
			     struct pq_transcript *transcript);

/* Why no scenario with that word can be performed; NULL if it can. */
const char *pq_performer_unfit(enum pq_word word);

#endif

/* SPDX-License-Identifier: MIT */
/* A plug-in with sockets of its own (PQ_PLUGIN_SOCKETS) as a stranger: each request in a process of its own, in the sandbox. */
#ifndef PQ_CLIENT_PLUGIN_SOCKETS_H
#define PQ_CLIENT_PLUGIN_SOCKETS_H

#include "subject/subject.h"

struct pq_plugin_sockets;

/* path: of a plug-in that was loaded before. Both outlive it. NULL with *diag saying what is missing. */
struct pq_plugin_sockets *pq_plugin_sockets_open(const char *path, const struct pq_policy *policy,
						 struct pq_diag *diag);
void pq_plugin_sockets_close(struct pq_plugin_sockets *sockets);

/* As of struct pq_subject_kind. */
enum pq_err pq_plugin_sockets_run(struct pq_plugin_sockets *sockets, const struct pq_scenario *scenario,
				  struct pq_transcript *transcript);
const char *pq_plugin_sockets_why(const struct pq_plugin_sockets *sockets);
const char *pq_plugin_sockets_unfit(const struct pq_scenario *scenario);

#endif

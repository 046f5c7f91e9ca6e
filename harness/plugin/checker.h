/* SPDX-License-Identifier: MIT */
/* A plug-in's checkers, as a policy asks them. */
#ifndef PQ_PLUGIN_CHECKER_H
#define PQ_PLUGIN_CHECKER_H

#include "policy/policy.h"
#include "pratique/subject.h"

/* The checker's context is the plug-in, which outlives it. */
struct pq_policy_checker pq_plugin_checker(struct pq_plugin *plugin);

#endif

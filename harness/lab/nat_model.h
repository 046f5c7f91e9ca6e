/* SPDX-License-Identifier: MIT */
/* The reference model as the page's user agent: a scenario, put to it under a policy over the lab's sockets. */
#ifndef PQ_LAB_NAT_MODEL_H
#define PQ_LAB_NAT_MODEL_H

#include "base/err.h"
#include "lab/nat_net.h"
#include "policy/policy.h"

enum pq_nat_policy { PQ_NAT_POLICY_NONE, PQ_NAT_POLICY_FETCH, PQ_NAT_POLICY_SILVERLIGHT, PQ_NAT_POLICY_COUNT };

struct pq_nat_model;

/* Some MiB; NULL with *diag filled. */
struct pq_nat_model *pq_nat_model_open(struct pq_diag *diag);
void pq_nat_model_close(struct pq_nat_model *model);

/* Name of the built-in policy; static. */
const char *pq_nat_policy_name(enum pq_nat_policy policy);

/* Whether the policy's list has the port, asked without the model. */
bool pq_nat_model_blocks(const struct pq_nat_model *model, enum pq_nat_policy policy, enum pq_scheme scheme,
			 uint16_t port);

/*
 * Puts the scenario's requests to the model, each until it ends or only waits. True if one was refused because of a port.
 * The scenario is the lab's own text: what the strict reader refuses is a mistake of the caller.
 */
bool pq_nat_model_run(struct pq_nat_model *model, enum pq_nat_policy policy, struct pq_nat_net *net,
		      struct pq_view scenario);

#endif

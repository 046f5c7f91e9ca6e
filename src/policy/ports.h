/* SPDX-License-Identifier: MIT */
/* The derived form of the port lines; policy.h has the checks. */
#ifndef PQ_POLICY_PORTS_H
#define PQ_POLICY_PORTS_H

#include "policy/policy.h"

/* Fills policy->blocked from the entries, in their order. */
void pq_policy_derive_ports(struct pq_policy *policy);

#endif

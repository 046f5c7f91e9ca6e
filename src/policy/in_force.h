/* SPDX-License-Identifier: MIT */
/* Which rules count on a day. */
#ifndef PQ_POLICY_IN_FORCE_H
#define PQ_POLICY_IN_FORCE_H

#include "policy/policy.h"

/* Marks the rules among the entries first..end - 1 that are in force on the day; all of them on day 0. */
void pq_policy_put_in_force(struct pq_policy *policy, size_t first, size_t end, uint32_t day);

#endif

/* SPDX-License-Identifier: MIT */
/* Lists of header names and methods; policy.h has the checks. */
#ifndef PQ_POLICY_NAMES_H
#define PQ_POLICY_NAMES_H

#include "policy/policy.h"

void pq_policy_clear_names(struct pq_policy *policy);

/* Adds the name of a rule to the list of its kind; false if that list is full. Other entries add nothing. */
bool pq_policy_add_name(struct pq_policy *policy, const struct pq_entry *entry);

/* Fills the lists anew from the entries that are in force. */
void pq_policy_derive_names(struct pq_policy *policy);

/* pq_policy_forbids_header by the lists alone. */
bool pq_policy_lists_header(const struct pq_policy *policy, struct pq_view name, struct pq_view value);

#endif

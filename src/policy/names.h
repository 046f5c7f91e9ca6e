/* SPDX-License-Identifier: MIT */
/* Lists of header names and methods; policy.h has the checks. */
#ifndef PQ_POLICY_NAMES_H
#define PQ_POLICY_NAMES_H

#include "policy/policy.h"

void pq_name_list_init(struct pq_name_list *list);

/* Adds a name of at least one byte; false if the list is full. */
bool pq_name_list_add(struct pq_name_list *list, struct pq_view name);

#endif

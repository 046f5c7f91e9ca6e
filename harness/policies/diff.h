/* SPDX-License-Identifier: MIT */
/* What two policies refuse differently: ports by scheme, and names of headers and methods. */
#ifndef PQ_POLICIES_DIFF_H
#define PQ_POLICIES_DIFF_H

#include "policy/policy.h"

/*
 * Schemes for which the two differ, or agree, in the same way.
 * schemes:        bit 1 << enum pq_scheme for each of them
 * both:           how many ports both block
 * only_a, only_b: the ports that just one of them blocks
 */
struct pq_diff_ports {
	uint32_t schemes;
	uint32_t both;
	struct pq_port_map only_a;
	struct pq_port_map only_b;
};

enum pq_diff_names_kind { PQ_DIFF_HEADERS, PQ_DIFF_PREFIXES, PQ_DIFF_METHODS, PQ_DIFF_OVERRIDES, PQ_DIFF_NAMES_COUNT };

/*
 * Names compared without case, as the policy that has them spells them and in its order.
 * both: how many both have
 */
struct pq_diff_names {
	struct pq_view only_a[PQ_MAX_POLICY_NAMES];
	size_t only_a_count;
	struct pq_view only_b[PQ_MAX_POLICY_NAMES];
	size_t only_b_count;
	size_t both;
};

/*
 * About 220 KiB: allocate it once. Views point to where the policies' do.
 * groups: every scheme is in exactly one; group_count of them, by their first scheme
 * folds:  only a counts '_' in names as '-' (1), only b (2), or both do the same (0)
 * equal:  nothing is refused differently
 */
struct pq_policy_diff {
	struct pq_diff_ports groups[PQ_SCHEME_COUNT];
	size_t group_count;
	struct pq_diff_names names[PQ_DIFF_NAMES_COUNT];
	unsigned int folds;
	bool equal;
};

void pq_policy_diff(struct pq_policy_diff *diff, const struct pq_policy *a, const struct pq_policy *b);

/* "headers", "prefixes", "methods", "overrides". */
const char *pq_diff_names_word(enum pq_diff_names_kind kind);

#endif

/* SPDX-License-Identifier: MIT */
/* The ports of a vector that share a finding, as text: "25,6665-6669"; and vectors that share such a list. */
#ifndef PQ_REPORT_AUDIT_RANGES_H
#define PQ_REPORT_AUDIT_RANGES_H

#include "result/result.h"

/*
 * The ports with that finding, accepted ones or not, in the vector's order; as many ranges as fit, then ",...".
 * Returns how many ports there are.
 */
size_t pq_audit_ranges(const struct pq_result_vector *vector, enum pq_finding finding, bool accepted, char *out,
		       size_t size);

/* Vectors with the same finding at the same ports. ports: as above; first: the first of them; vectors: how many. */
struct pq_audit_group {
	enum pq_finding finding;
	bool accepted;
	char ports[128];
	size_t port_count;
	size_t first;
	size_t vectors;
};

/* Groups what breaks a rule, in the result's order; to be freed. NULL with *count 0 if there is nothing or memory is short. */
struct pq_audit_group *pq_audit_groups(const struct pq_result *result, size_t *count);

/* True if the vector belongs to the group. */
bool pq_audit_in_group(const struct pq_audit_group *group, const struct pq_result_vector *vector);

#endif

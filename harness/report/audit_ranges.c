/* SPDX-License-Identifier: MIT */
#include "report/audit_ranges.h"

#include <stdlib.h>

#include "report/ranges.h"

static bool matches(const struct pq_result_port *port, enum pq_finding finding, bool accepted)
{
	return port->finding == finding && (port->accepted != 0) == accepted;
}

size_t pq_audit_ranges(const struct pq_result_vector *vector, enum pq_finding finding, bool accepted, char *out,
		       size_t size)
{
	size_t count = 0;
	size_t len = 0;
	bool full = false;
	size_t end;

	out[0] = '\0';
	for (size_t i = 0; i < vector->port_count; i = end) {
		end = i + 1;
		if (!matches(&vector->ports[i], finding, accepted))
			continue;
		while (end < vector->port_count && matches(&vector->ports[end], finding, accepted) &&
		       vector->ports[end].port == vector->ports[end - 1].port + 1)
			end++;
		count += end - i;
		full = full || !pq_ranges_add(out, size, &len, vector->ports[i].port, vector->ports[end - 1].port);
	}
	return count;
}

bool pq_audit_in_group(const struct pq_audit_group *group, const struct pq_result_vector *vector)
{
	char ports[sizeof(group->ports)];
	size_t count = pq_audit_ranges(vector, group->finding, group->accepted, ports, sizeof(ports));

	return count == group->port_count && strcmp(ports, group->ports) == 0;
}

/* Puts the vector into a group that is there, or makes one at the end; false if memory is short. */
static bool join(struct pq_audit_group **groups, size_t *count, const struct pq_audit_group *group)
{
	struct pq_audit_group *larger;

	for (size_t i = 0; i < *count; i++) {
		struct pq_audit_group *other = &(*groups)[i];

		if (other->finding == group->finding && other->accepted == group->accepted &&
		    other->port_count == group->port_count && strcmp(other->ports, group->ports) == 0) {
			other->vectors++;
			return true;
		}
	}
	larger = realloc(*groups, (*count + 1) * sizeof(**groups));
	if (!larger)
		return false;
	*groups = larger;
	larger[(*count)++] = *group;
	return true;
}

struct pq_audit_group *pq_audit_groups(const struct pq_result *result, size_t *count)
{
	static const enum pq_finding findings[] = { PQ_FINDING_UNSAFE_PORT, PQ_FINDING_OVER_BLOCK };
	struct pq_audit_group *groups = NULL;

	*count = 0;
	for (size_t i = 0; i < 4 * result->vector_count; i++) {
		const struct pq_result_vector *vector = &result->vectors[i % result->vector_count];
		size_t pass = i / result->vector_count;
		struct pq_audit_group group = { .finding = findings[pass % 2],
						.accepted = pass >= 2,
						.first = i % result->vector_count,
						.vectors = 1 };

		group.port_count =
			pq_audit_ranges(vector, group.finding, group.accepted, group.ports, sizeof(group.ports));
		if (group.port_count > 0 && !join(&groups, count, &group))
			break;
	}
	return groups;
}

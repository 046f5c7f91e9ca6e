/* SPDX-License-Identifier: MIT */
#include "campaign/seen.h"

#include "base/rule.h"

/* Index of a name, which is added if there is room; PQ_SEEN_NAMES if not. */
static size_t index_of(struct pq_seen *seen, const char *name)
{
	for (size_t i = 0; i < seen->count; i++)
		if (strcmp(seen->names[i], name) == 0)
			return i;
	if (seen->count == PQ_SEEN_NAMES || strlen(name) >= PQ_STATUS_NAME)
		return PQ_SEEN_NAMES;
	memcpy(seen->names[seen->count], name, strlen(name) + 1);
	return seen->count++;
}

enum pq_seen_advice pq_seen_add(struct pq_seen *seen, const char *name)
{
	size_t index = index_of(seen, name);

	if (index == PQ_SEEN_NAMES)
		return PQ_SEEN_ENOUGH;
	if (++seen->counts[index] < PQ_SEEN_KEPT)
		return PQ_SEEN_KEEP;
	if (seen->counts[index] > PQ_SEEN_KEPT)
		return PQ_SEEN_DROP;
	if (pq_rule_by_name(pq_view_str(name)) == PQ_RULE_NONE)
		return PQ_SEEN_ENOUGH;
	if (seen->ignored[0])
		strcat(seen->ignored, ",");
	strcat(seen->ignored, name);
	return PQ_SEEN_IGNORE;
}

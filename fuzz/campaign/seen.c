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

static bool is_known(const struct pq_seen *seen, uint64_t place)
{
	for (size_t i = 0; i < seen->place_count; i++)
		if (seen->places[i] == place)
			return true;
	return false;
}

enum pq_seen_advice pq_seen_add(struct pq_seen *seen, const char *name, uint64_t place, bool *fresh)
{
	size_t index = index_of(seen, name);

	*fresh = !place || !is_known(seen, place);
	if (*fresh && place && seen->place_count < PQ_SEEN_PLACES && index < PQ_SEEN_NAMES) {
		seen->places[seen->place_count++] = place;
		return PQ_SEEN_KEEP;
	}
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

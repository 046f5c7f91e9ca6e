/* SPDX-License-Identifier: MIT */
#include "policy/in_force.h"

#include "base/date.h"
#include "policy/word.h"

static bool counts_on(const struct pq_entry *entry, uint32_t day)
{
	return !day || ((!entry->since.len || pq_date_number(entry->since) <= day) &&
			(!entry->until.len || day < pq_date_number(entry->until)));
}

void pq_policy_put_in_force(struct pq_policy *policy, size_t first, size_t end, uint32_t day)
{
	for (size_t i = first; i < end; i++) {
		struct pq_entry *entry = &policy->entries[i];

		entry->in_force = pq_policy_is_rule(entry->kind) && counts_on(entry, day);
	}
}

/* The first day after `day` on which a rule of the text begins or ceases to count; 0 if there is none. */
static uint32_t next_change(const struct pq_policy *policy, uint32_t day)
{
	uint32_t next = 0;

	for (size_t i = 0; i < policy->entry_count; i++) {
		const struct pq_entry *entry = &policy->entries[i];
		uint32_t limits[] = { pq_date_number(entry->since), pq_date_number(entry->until) };

		for (size_t k = 0; k < 2 && !entry->inherited; k++)
			if (limits[k] > day && (!next || limits[k] < next))
				next = limits[k];
	}
	return next;
}

size_t pq_policy_change_days(const struct pq_policy *policy, uint32_t *days, size_t cap)
{
	size_t count = 0;

	for (uint32_t day = next_change(policy, 0); day; day = next_change(policy, day)) {
		if (count < cap)
			days[count] = day;
		count++;
	}
	return count;
}

/* SPDX-License-Identifier: MIT */
#include "policy/builtin.h"

#include "base/check.h"
#include "base/date.h"
#include "policy/policy.h"

size_t pq_policy_builtin_count(void)
{
	return pq_builtin_policies_count;
}

size_t pq_policy_builtin_find(struct pq_view name)
{
	for (size_t i = 0; i < pq_builtin_policies_count; i++)
		if (pq_view_is(name, pq_builtin_policies[i].name))
			return i;
	return SIZE_MAX;
}

const char *pq_policy_builtin_name(size_t index)
{
	pq_check(index < pq_builtin_policies_count);
	return pq_builtin_policies[index].name;
}

struct pq_view pq_policy_builtin_text(size_t index)
{
	pq_check(index < pq_builtin_policies_count);
	return pq_view(pq_builtin_policies[index].text, pq_builtin_policies[index].len);
}

enum pq_err pq_policy_builtin_resolve(struct pq_view name, size_t *index, uint32_t *day)
{
	size_t at = pq_view_find(name, '@', 0);
	size_t found = pq_policy_builtin_find(pq_view_slice(name, 0, at));
	uint32_t last = 0;
	enum pq_err err = PQ_ERR_OK;

	if (found == SIZE_MAX)
		return PQ_ERR_UNKNOWN;
	if (at < name.len)
		err = pq_date_last_day(pq_view_from(name, at + 1), &last);
	if (err)
		return err;
	*index = found;
	*day = last;
	return PQ_ERR_OK;
}

enum pq_err pq_policy_parse_builtin(struct pq_policy *policy, struct pq_view name)
{
	size_t index;
	uint32_t day;
	enum pq_err err = pq_policy_builtin_resolve(name, &index, &day);

	return err ? err : pq_policy_parse_as_of(policy, pq_policy_builtin_text(index), day, NULL);
}

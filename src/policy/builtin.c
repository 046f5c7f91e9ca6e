/* SPDX-License-Identifier: MIT */
#include "policy/builtin.h"

#include "base/check.h"
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

/* SPDX-License-Identifier: MIT */
#include "policies/diff.h"

#include <assert.h>

#include "base/ascii.h"
#include "policies/port_map.h"

static const char *const words[] = {
	[PQ_DIFF_HEADERS] = "headers",
	[PQ_DIFF_PREFIXES] = "prefixes",
	[PQ_DIFF_METHODS] = "methods",
	[PQ_DIFF_OVERRIDES] = "overrides",
};
static_assert(sizeof(words) / sizeof(words[0]) == PQ_DIFF_NAMES_COUNT, "a word for each kind");

const char *pq_diff_names_word(enum pq_diff_names_kind kind)
{
	return kind < PQ_DIFF_NAMES_COUNT ? words[kind] : "?";
}

static const struct pq_name_list *list_of(const struct pq_policy *policy, enum pq_diff_names_kind kind)
{
	const struct pq_name_list *const lists[] = {
		[PQ_DIFF_HEADERS] = &policy->headers,
		[PQ_DIFF_PREFIXES] = &policy->prefixes,
		[PQ_DIFF_METHODS] = &policy->methods,
		[PQ_DIFF_OVERRIDES] = &policy->overrides,
	};

	return lists[kind];
}

static bool has_name(const struct pq_name_list *list, struct pq_view name)
{
	for (size_t i = 0; i < list->count; i++)
		if (pq_ascii_eq_nocase(list->names[i], name))
			return true;
	return false;
}

/* The names of a list that the other one lacks; returns how many it has as well. */
static size_t names_only(const struct pq_name_list *list, const struct pq_name_list *other, struct pq_view *only,
			 size_t *count)
{
	size_t both = 0;

	*count = 0;
	for (size_t i = 0; i < list->count; i++) {
		if (has_name(other, list->names[i]))
			both++;
		else
			only[(*count)++] = list->names[i];
	}
	return both;
}

/* Puts the scheme into the group that agrees with it, or begins one. */
static void add_scheme(struct pq_policy_diff *diff, const struct pq_policy *a, const struct pq_policy *b,
		       unsigned int scheme)
{
	struct pq_diff_ports *group = &diff->groups[diff->group_count];

	group->schemes = UINT32_C(1) << scheme;
	pq_port_map_minus(&a->blocked[scheme], &b->blocked[scheme], &group->only_a);
	pq_port_map_minus(&b->blocked[scheme], &a->blocked[scheme], &group->only_b);
	group->both = pq_port_map_count(&a->blocked[scheme]) - pq_port_map_count(&group->only_a);
	for (size_t i = 0; i < diff->group_count; i++) {
		struct pq_diff_ports *other = &diff->groups[i];

		if (other->both != group->both || !pq_port_map_eq(&other->only_a, &group->only_a) ||
		    !pq_port_map_eq(&other->only_b, &group->only_b))
			continue;
		other->schemes |= group->schemes;
		return;
	}
	diff->group_count++;
}

void pq_policy_diff(struct pq_policy_diff *diff, const struct pq_policy *a, const struct pq_policy *b)
{
	diff->group_count = 0;
	diff->folds = a->fold_underscores == b->fold_underscores ? 0 : a->fold_underscores ? 1 : 2;
	diff->equal = diff->folds == 0;
	for (unsigned int scheme = PQ_SCHEME_HTTP; scheme < PQ_SCHEME_COUNT; scheme++)
		add_scheme(diff, a, b, scheme);
	for (size_t i = 0; i < diff->group_count; i++)
		if (pq_port_map_count(&diff->groups[i].only_a) || pq_port_map_count(&diff->groups[i].only_b))
			diff->equal = false;
	for (unsigned int kind = 0; kind < PQ_DIFF_NAMES_COUNT; kind++) {
		struct pq_diff_names *names = &diff->names[kind];
		const struct pq_name_list *of_a = list_of(a, (enum pq_diff_names_kind)kind);
		const struct pq_name_list *of_b = list_of(b, (enum pq_diff_names_kind)kind);

		names->both = names_only(of_a, of_b, names->only_a, &names->only_a_count);
		names_only(of_b, of_a, names->only_b, &names->only_b_count);
		diff->equal = diff->equal && !names->only_a_count && !names->only_b_count;
	}
}

/* SPDX-License-Identifier: MIT */
#include "policy/names.h"

void pq_policy_check_by(struct pq_policy *out, const struct pq_policy *policy, const struct pq_policy_checker *checker)
{
	*out = *policy;
	out->checker = checker;
}

enum pq_checked pq_policy_checked_port(const struct pq_policy *policy, enum pq_scheme scheme, uint16_t port)
{
	const struct pq_policy_checker *checker = policy->checker;

	return checker && checker->port ? checker->port(checker->ctx, scheme, port) : PQ_CHECKED_UNDECIDED;
}

enum pq_checked pq_policy_checked_header(const struct pq_policy *policy, struct pq_view name, struct pq_view value)
{
	const struct pq_policy_checker *checker = policy->checker;

	return checker && checker->header ? checker->header(checker->ctx, name, value) : PQ_CHECKED_UNDECIDED;
}

enum pq_checked pq_policy_checked_method(const struct pq_policy *policy, struct pq_view method)
{
	const struct pq_policy_checker *checker = policy->checker;

	return checker && checker->method ? checker->method(checker->ctx, method) : PQ_CHECKED_UNDECIDED;
}

bool pq_policy_forbids_header(const struct pq_policy *policy, struct pq_view name, struct pq_view value)
{
	enum pq_checked checked = pq_policy_checked_header(policy, name, value);

	return checked ? checked == PQ_CHECKED_BLOCKED : pq_policy_lists_header(policy, name, value);
}

/* SPDX-License-Identifier: MIT */
/* Questions to a policy that is open. */
#include <pratique/policy.h>

#include <stdio.h>

#include "policy/policy.h"
#include "request/header.h"
#include "request/method.h"

static enum pq_policy_verdict verdict(bool blocked)
{
	return blocked ? PQ_POLICY_BLOCKED : PQ_POLICY_ALLOWED;
}

enum pq_policy_verdict pq_policy_port(const struct pq_policy *policy, const char *scheme, uint16_t port)
{
	enum pq_scheme known = pq_scheme_by_name(pq_view_str(scheme));

	return known == PQ_SCHEME_OTHER ? PQ_POLICY_NO_RULES : verdict(pq_policy_blocks_port(policy, known, port));
}

enum pq_policy_verdict pq_policy_header(const struct pq_policy *policy, const char *name, const void *value,
					size_t value_len)
{
	struct pq_view field_name = pq_view_str(name);
	struct pq_view field_value = pq_header_value_normalise(pq_view(value, value_len));

	return verdict(!pq_header_name_valid(field_name) || !pq_header_value_valid(field_value) ||
		       pq_policy_forbids_header(policy, field_name, field_value));
}

enum pq_policy_verdict pq_policy_method(const struct pq_policy *policy, const char *method)
{
	struct pq_view token = pq_view_str(method);

	return verdict(!pq_method_valid(token) || pq_policy_forbids_method(policy, token));
}

size_t pq_policy_reason(const struct pq_policy *policy, const char *scheme, uint16_t port, char *out, size_t size)
{
	enum pq_scheme known = pq_scheme_by_name(pq_view_str(scheme));
	const struct pq_entry *entry = pq_policy_port_entry(policy, known, port);
	int len = 0;

	if (size)
		*out = '\0';
	if (known == PQ_SCHEME_OTHER || !entry || !entry->reason.len || !pq_policy_blocks_port(policy, known, port))
		return 0;
	len = snprintf(out, size, "%.*s%s%.*s%s", (int)entry->reason.len, (const char *)entry->reason.data,
		       entry->since.len ? " (since " : "", (int)entry->since.len,
		       entry->since.len ? (const char *)entry->since.data : "", entry->since.len ? ")" : "");
	return (size_t)len;
}

/* SPDX-License-Identifier: MIT */
#include "base/rule.h"

#include <assert.h>

static const char *const rules[] = {
	[PQ_RULE_NONE] = "none",
	[PQ_RULE_UNSAFE_PORT] = "unsafe_port",
	[PQ_RULE_WRONG_DESTINATION] = "wrong_destination",
	[PQ_RULE_OVER_BLOCK] = "over_block",
	[PQ_RULE_FORBIDDEN_HEADER] = "forbidden_header",
	[PQ_RULE_MALFORMED_HEADER] = "malformed_header",
	[PQ_RULE_FORBIDDEN_METHOD] = "forbidden_method",
	[PQ_RULE_HOST_MISMATCH] = "host_mismatch",
	[PQ_RULE_REQUEST_SPLIT] = "request_split",
	[PQ_RULE_BAD_FRAMING] = "bad_framing",
	[PQ_RULE_MULTIPART_INJECTION] = "multipart_injection",
	[PQ_RULE_WEAK_BOUNDARY] = "weak_boundary",
	[PQ_RULE_UNMASKED_FRAME] = "unmasked_frame",
	[PQ_RULE_CREDENTIAL_LEAK] = "credential_leak",
	[PQ_RULE_SOCKET_OUTSIDE_SERVICE] = "socket_outside_service",
};
static_assert(sizeof(rules) / sizeof(rules[0]) == PQ_RULE_COUNT, "a name for each rule");

static const char *const sides[] = {
	[PQ_SIDE_UNKNOWN] = "unknown",
	[PQ_SIDE_PAGE] = "page",
	[PQ_SIDE_SERVICE] = "service",
};
static_assert(sizeof(sides) / sizeof(sides[0]) == PQ_SIDE_COUNT, "a name for each side");

static const char *const outcomes[] = {
	[PQ_OUTCOME_UNSET] = "unset",
	[PQ_OUTCOME_DONE] = "done",
	[PQ_OUTCOME_BLOCKED] = "blocked",
	[PQ_OUTCOME_ERROR] = "error",
};
static_assert(sizeof(outcomes) / sizeof(outcomes[0]) == PQ_OUTCOME_COUNT, "a name for each outcome");

static size_t find(const char *const *names, size_t count, struct pq_view name)
{
	for (size_t i = 1; i < count; i++)
		if (pq_view_is(name, names[i]))
			return i;
	return 0;
}

const char *pq_rule_name(enum pq_rule rule)
{
	return rule < PQ_RULE_COUNT ? rules[rule] : "?";
}

const char *pq_side_name(enum pq_side side)
{
	return side < PQ_SIDE_COUNT ? sides[side] : "?";
}

const char *pq_outcome_name(enum pq_outcome outcome)
{
	return outcome < PQ_OUTCOME_COUNT ? outcomes[outcome] : "?";
}

enum pq_rule pq_rule_by_name(struct pq_view name)
{
	return (enum pq_rule)find(rules, PQ_RULE_COUNT, name);
}

/* SPDX-License-Identifier: MIT */
#include "monitor/judge_policy.h"

#include "monitor/bytes.h"

uint32_t pq_judge_policy_scheme(struct pq_view scheme)
{
	static const char *const names[] = {
		"http",     "https",    "ws",       "wss",      "ftp",      "tcp",
		"ftp-data", "stun-udp", "stun-tcp", "turn-udp", "turn-tcp", "webtransport"
	};

	for (uint32_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (pq_bytes_is(scheme, names[i]))
			return 1u << i;
	return 0;
}

bool pq_judge_policy_blocks(const struct pq_judge_policy *policy, struct pq_view scheme, uint16_t port)
{
	uint32_t bit = pq_judge_policy_scheme(scheme);

	for (size_t i = policy->port_count; i > 0; i--) {
		const struct pq_judge_ports *row = &policy->ports[i - 1];

		if (port >= row->first && port <= row->last && (row->schemes & bit))
			return row->kind != 'a';
	}
	return false;
}

bool pq_judge_policy_forbids_method(const struct pq_judge_policy *policy, struct pq_view method)
{
	for (size_t i = 0; i < policy->name_count; i++)
		if (policy->names[i].kind == 'm' && pq_bytes_same_nocase(policy->names[i].name, method))
			return true;
	return false;
}

/* Index just past the quoted string that begins at v[at] (Fetch 2.2, "collect an HTTP quoted string"). */
static size_t skip_quoted(struct pq_view v, size_t at)
{
	for (at++; at < v.len; at++) {
		if (v.data[at] == '"')
			return at + 1;
		if (v.data[at] == '\\')
			at++;
	}
	return v.len;
}

/* Fetch 2.2.2, "get, decode, and split": members end at commas outside of quoted strings, and keep their quotes. */
static bool names_forbidden_method(const struct pq_judge_policy *policy, struct pq_view value)
{
	size_t begin = 0;
	size_t at = 0;

	for (;;) {
		while (at < value.len && value.data[at] != ',')
			at = value.data[at] == '"' ? skip_quoted(value, at) : at + 1;
		if (pq_judge_policy_forbids_method(policy, pq_bytes_trim(pq_view_slice(value, begin, at))))
			return true;
		if (at >= value.len)
			return false;
		begin = ++at;
	}
}

static bool folds(const struct pq_judge_policy *policy)
{
	for (size_t i = 0; i < policy->name_count; i++)
		if (policy->names[i].kind == 'f')
			return true;
	return false;
}

/* Whether the first bytes of name are those of row, in any case; with fold an underscore is a hyphen. */
static bool begins(struct pq_view name, struct pq_view row, bool fold)
{
	for (size_t i = 0; i < row.len; i++) {
		unsigned char a = i < name.len ? pq_bytes_lower(name.data[i]) : 0;
		unsigned char b = pq_bytes_lower(row.data[i]);

		if (a != b && !(fold && (a == '_' || a == '-') && (b == '_' || b == '-')))
			return false;
	}
	return true;
}

bool pq_judge_policy_forbids_header(const struct pq_judge_policy *policy, struct pq_view name, struct pq_view value)
{
	bool fold = folds(policy);

	for (size_t i = 0; i < policy->name_count; i++) {
		const struct pq_judge_name *row = &policy->names[i];
		bool whole = row->name.len == name.len;

		if (row->kind == 'm' || row->kind == 'f' || !begins(name, row->name, fold))
			continue;
		if (row->kind == 'p' || (row->kind == 'h' && whole) ||
		    (row->kind == 'o' && whole && names_forbidden_method(policy, value)))
			return true;
	}
	return false;
}

/* SPDX-License-Identifier: MIT */
/*
 * Surface:  policy text from anybody.
 * Property: a printed policy reads and prints as itself, and a printed state means what it was made of; as of each day
 *           the derived forms say what the entries say one by one, and what the judge's linear reader says; a refusal
 *           says where.
 * Targets:  pq_policy_parse_as_of, pq_policy_print, pq_policy_print_state, and all that asks a policy.
 * Input:    policy text.
 */
#include "common/reading.h"
#include "common/target.h"
#include "monitor/judge_policy.h"
#include "policy/policy.h"

PQ_FUZZ_PROPERTY(pq_policy_prints_itself, "a printed policy reads or prints as another")
PQ_FUZZ_PROPERTY(pq_policy_readers_differ, "the judge refuses a text that the policy reader takes")
PQ_FUZZ_PROPERTY(pq_policy_forms_differ, "the derived and a linear form disagree about a port or a name")
PQ_FUZZ_PROPERTY(pq_refusal_tells_no_place, "a refusal names no line of the text, or nothing that was expected")
PQ_FUZZ_PROPERTY(pq_policy_state_differs, "a printed state means something else when it is read")

#define MAX_DAYS 4

static struct pq_policy policy, again;
static struct pq_judge_policy judge;

static void check_printed(void)
{
	static unsigned char first_bytes[1u << 18], second_bytes[1u << 18];
	struct pq_buf first = { first_bytes, 0, sizeof(first_bytes), false };
	struct pq_buf second = { second_bytes, 0, sizeof(second_bytes), false };

	pq_policy_print(&policy, &first);
	if (!pq_buf_ok(&first))
		return;
	if (pq_policy_parse(&again, pq_buf_view(&first), NULL) != PQ_ERR_OK)
		pq_policy_prints_itself();
	pq_policy_print(&again, &second);
	if (!pq_view_eq(pq_buf_view(&first), pq_buf_view(&second)))
		pq_policy_prints_itself();
	if (pq_judge_policy_read(&judge, pq_buf_view(&first), NULL) != PQ_ERR_OK)
		pq_policy_readers_differ();
}

/* The naive form: the entry that decides, found one by one. */
static bool entries_block(enum pq_scheme scheme, uint16_t port)
{
	const struct pq_entry *entry = pq_policy_port_entry(&policy, scheme, port);

	for (size_t i = 0; entry && entry->kind == PQ_ENTRY_ONLY && i < entry->range_count; i++)
		if (entry->ranges[i].first <= port && port <= entry->ranges[i].last)
			return false;
	return entry && entry->kind != PQ_ENTRY_ALLOW;
}

static void check_port(uint16_t port)
{
	const struct pq_entry *note = pq_policy_port_note(&policy, PQ_SCHEME_HTTP, port);
	uint32_t schemes = pq_policy_blocked_schemes(&policy, port);

	if (note && note->kind != PQ_ENTRY_NOTE)
		pq_policy_forms_differ();

	for (int i = PQ_SCHEME_HTTP; i < PQ_SCHEME_COUNT; i++) {
		enum pq_scheme scheme = (enum pq_scheme)i;
		bool blocked = pq_policy_blocks_port(&policy, scheme, port);

		if (blocked != entries_block(scheme, port) || blocked != (schemes >> scheme & 1) ||
		    blocked != pq_judge_policy_blocks(&judge, pq_view_str(pq_scheme_name(scheme)), port))
			pq_policy_forms_differ();
	}
}

/* Policies name the same ports again and again. */
static bool asked[65536];

static void check_port_once(uint16_t port)
{
	if (!asked[port])
		check_port(port);
	asked[port] = true;
}

static void check_name(struct pq_view name, struct pq_view value)
{
	if (pq_policy_forbids_header(&policy, name, value) != pq_judge_policy_forbids_header(&judge, name, value) ||
	    pq_policy_forbids_method(&policy, name) != pq_judge_policy_forbids_method(&judge, name))
		pq_policy_forms_differ();
}

static void check_state(void)
{
	static unsigned char bytes[1u << 18];
	struct pq_buf text = { bytes, 0, sizeof(bytes), false };
	enum pq_err err;

	pq_policy_print_state(&policy, &text);
	if (!pq_buf_ok(&text))
		return;
	err = pq_policy_parse(&again, pq_buf_view(&text), NULL);
	/* A day may be one line more than there was. */
	if (err == PQ_ERR_LIMIT)
		return;
	if (err != PQ_ERR_OK || again.as_of != policy.as_of ||
	    memcmp(again.blocked, policy.blocked, sizeof(policy.blocked)) != 0 ||
	    again.headers.count != policy.headers.count || again.fold_underscores != policy.fold_underscores)
		pq_policy_state_differs();
}

/* Returns whether there is anything to ask. */
static bool check_as_of(struct pq_view input, uint32_t day)
{
	struct pq_diag diag = { .line = 0 }, judges = { .line = 0 };
	enum pq_err err = pq_judge_policy_read_as_of(&judge, input, day, &judges);
	enum pq_err own = pq_policy_parse_as_of(&policy, input, day, &diag);

	if ((own && !pq_fuzz_tells_place(&diag, input)) || (err && !pq_fuzz_tells_place(&judges, input)))
		pq_refusal_tells_no_place();
	if (own || err == PQ_ERR_LIMIT)
		return false;
	if (err != PQ_ERR_OK)
		pq_policy_readers_differ();
	/* Around each border that the text names, since a map can only be wrong where something changes. */
	memset(asked, 0, sizeof(asked));
	for (size_t i = 0; i < policy.range_count; i++)
		for (int step = 0; step < 2; step++) {
			check_port_once((uint16_t)(policy.ranges[i].first - step));
			check_port_once((uint16_t)(policy.ranges[i].last + step));
		}
	for (size_t i = 0; i < policy.entry_count; i++)
		check_name(policy.entries[i].text, policy.entries[policy.entry_count - 1 - i].text);
	check_state();
	return true;
}

static void one(struct pq_view input)
{
	uint32_t days[MAX_DAYS];
	size_t count;

	if (!check_as_of(input, 0))
		return;
	check_printed();
	count = pq_policy_change_days(&policy, days, MAX_DAYS);
	for (size_t i = 0; i < count && i < MAX_DAYS; i++)
		check_as_of(input, days[i]);
}

const struct pq_fuzz_target pq_fuzz_target = { "policy_text", pq_fuzz_open_nothing, one };

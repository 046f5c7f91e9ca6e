/* SPDX-License-Identifier: MIT */
/*
 * Surface:  policy text from anybody.
 * Property: a printed policy reads and prints as itself; its derived forms say what the judge's linear reader says.
 * Targets:  pq_policy_parse, pq_policy_print, and all that asks a policy.
 * Input:    policy text.
 */
#include "common/target.h"
#include "monitor/judge_policy.h"
#include "policy/policy.h"

PQ_FUZZ_PROPERTY(pq_policy_prints_itself, "a printed policy reads or prints as another")
PQ_FUZZ_PROPERTY(pq_policy_readers_differ, "the judge refuses a text that the policy reader takes")
PQ_FUZZ_PROPERTY(pq_policy_forms_differ, "the derived and the linear form disagree about a port or a name")

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
}

static void check_port(uint16_t port)
{
	for (int i = PQ_SCHEME_HTTP; i < PQ_SCHEME_COUNT; i++) {
		enum pq_scheme scheme = (enum pq_scheme)i;

		if (pq_policy_blocks_port(&policy, scheme, port) !=
		    pq_judge_policy_blocks(&judge, pq_view_str(pq_scheme_name(scheme)), port))
			pq_policy_forms_differ();
	}
}

static void check_name(struct pq_view name, struct pq_view value)
{
	if (pq_policy_forbids_header(&policy, name, value) != pq_judge_policy_forbids_header(&judge, name, value) ||
	    pq_policy_forbids_method(&policy, name) != pq_judge_policy_forbids_method(&judge, name))
		pq_policy_forms_differ();
}

static void one(struct pq_view input)
{
	enum pq_err err = pq_judge_policy_read(&judge, input, NULL);

	if (pq_policy_parse(&policy, input, NULL) != PQ_ERR_OK || err == PQ_ERR_LIMIT)
		return;
	check_printed();
	if (err != PQ_ERR_OK)
		pq_policy_readers_differ();
	/* Around each border that the text names, since a map can only be wrong where something changes. */
	for (size_t i = 0; i < policy.range_count; i++)
		for (int step = 0; step < 2; step++) {
			check_port((uint16_t)(policy.ranges[i].first - step));
			check_port((uint16_t)(policy.ranges[i].last + step));
		}
	for (size_t i = 0; i < policy.entry_count; i++)
		check_name(policy.entries[i].text, policy.entries[policy.entry_count - 1 - i].text);
}

const struct pq_fuzz_target pq_fuzz_target = { "policy_text", pq_fuzz_open_nothing, one };

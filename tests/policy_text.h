/* SPDX-License-Identifier: MIT */
/* What the tests of policies share: reading a text that lies in storage of exactly its length. Include after cmocka.h. */
#ifndef PQ_TESTS_POLICY_TEXT_H
#define PQ_TESTS_POLICY_TEXT_H

#include <stdlib.h>

#include "policy/policy.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define HEAD "pratique-policy 1\n"

/*
 * policy: what was read last
 * kept:   the text that it was read from: exactly as long as it is, so that over-reads show
 */
static struct pq_policy policy;
static unsigned char *kept;

static inline int drop_text(void **state)
{
	(void)state;
	free(kept);
	kept = NULL;
	return 0;
}

static inline enum pq_err try_parse(struct pq_view text, struct pq_diag *diag)
{
	free(kept);
	kept = malloc(text.len ? text.len : 1);
	assert_non_null(kept);
	memcpy(kept, text.data, text.len);
	return pq_policy_parse(&policy, pq_view(kept, text.len), diag);
}

static inline void parse(const char *text)
{
	struct pq_diag diag = { 0 };

	if (try_parse(pq_view_str(text), &diag) != PQ_ERR_OK)
		fail_msg("%zu:%zu: expected %s in\n%s", diag.line, diag.column, diag.expected, text);
}

static inline void parse_builtin(const char *name)
{
	size_t index = pq_policy_builtin_find(pq_view_str(name));

	assert_true(index < pq_policy_builtin_count());
	assert_int_equal(try_parse(pq_policy_builtin_text(index), NULL), PQ_ERR_OK);
}

#endif

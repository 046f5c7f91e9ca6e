/* SPDX-License-Identifier: MIT */
/* What tests of the whole model say of a run. Include it behind cmocka.h. */
#ifndef PQ_TESTS_RUN_ASSERT_H
#define PQ_TESTS_RUN_ASSERT_H

#include <stdio.h>
#include <string.h>

#include "run.h"

static inline int open_fetch(void **state)
{
	*state = run_open("fetch");
	return 0;
}

static inline int open_none(void **state)
{
	*state = run_open("none");
	return 0;
}

static inline int close_run(void **state)
{
	run_close(*state);
	return 0;
}

static inline void assert_done(const struct run *run, size_t n, uint16_t status)
{
	const struct pq_event *event = run_event(run, PQ_EVENT_OUTCOME, n);

	assert_non_null(event);
	assert_string_equal(pq_outcome_name(event->outcome), "done");
	assert_int_equal(event->status, status);
}

static inline void assert_blocked(const struct run *run, size_t n, enum pq_rule rule, enum pq_side side)
{
	const struct pq_event *event = run_event(run, PQ_EVENT_OUTCOME, n);

	assert_non_null(event);
	assert_string_equal(pq_outcome_name(event->outcome), "blocked");
	assert_string_equal(pq_rule_name(event->rule), pq_rule_name(rule));
	assert_string_equal(pq_side_name(event->side), pq_side_name(side));
}

static inline void assert_error(const struct run *run, size_t n, const char *name)
{
	const struct pq_event *event = run_event(run, PQ_EVENT_OUTCOME, n);
	char text[64];

	assert_non_null(event);
	assert_string_equal(pq_outcome_name(event->outcome), "error");
	snprintf(text, sizeof(text), "%.*s", (int)event->text.len, (const char *)event->text.data);
	assert_string_equal(text, name);
}

static inline void assert_sent(const struct run *run, uint32_t conn, const char *part)
{
	if (!strstr(run_sent(run, conn), part))
		fail_msg("connection %u did not send \"%s\" but:\n%s", conn, part, run_sent(run, conn));
}

static inline void assert_unsent(const struct run *run, uint32_t conn, const char *part)
{
	if (strstr(run_sent(run, conn), part))
		fail_msg("connection %u sent \"%s\":\n%s", conn, part, run_sent(run, conn));
}

#endif

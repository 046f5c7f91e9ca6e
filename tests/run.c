/* SPDX-License-Identifier: MIT */
#include "run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

struct run *run_open(const char *policy)
{
	struct run *run = malloc(sizeof(*run));
	size_t builtin = pq_policy_builtin_find(pq_view_str(policy));

	assert_non_null(run);
	assert_int_equal(pq_policy_parse(&run->policy, pq_policy_builtin_text(builtin), NULL), PQ_ERR_OK);
	run->subject = pq_subject_model.open(&run->policy, NULL, NULL);
	assert_non_null(run->subject);
	pq_scenario_init(&run->scenario, run->lines, PQ_MAX_LINES, run->args, PQ_MAX_ARGS, run->scenario_bytes,
			 sizeof(run->scenario_bytes));
	pq_transcript_init(&run->transcript, run->events, 4096, run->addresses, 4096, run->transcript_bytes,
			   sizeof(run->transcript_bytes));
	return run;
}

void run_close(struct run *run)
{
	pq_subject_model.close(run->subject);
	free(run);
}

void run_text(struct run *run, const char *text)
{
	static char whole[1u << 16];
	struct pq_diag diag;

	snprintf(whole, sizeof(whole), "pratique-scenario 1\n%s", text);
	if (pq_scenario_parse(&run->scenario, pq_view_str(whole), PQ_READING_STRICT, &diag))
		fail_msg("%zu:%zu: expected %s in:\n%s", diag.line, diag.column, diag.expected, whole);
	assert_int_equal(pq_subject_model.run(run->subject, &run->scenario, &run->transcript), PQ_ERR_OK);
	assert_false(run->transcript.truncated);
}

const struct pq_event *run_event(const struct run *run, enum pq_event_kind kind, size_t n)
{
	for (size_t i = 0; i < run->transcript.count; i++)
		if (run->transcript.events[i].kind == kind && n-- == 0)
			return &run->transcript.events[i];
	return NULL;
}

size_t run_count(const struct run *run, enum pq_event_kind kind)
{
	size_t count = 0;

	while (run_event(run, kind, count))
		count++;
	return count;
}

const char *run_sent(const struct run *run, uint32_t conn)
{
	static char sent[1u << 16];
	size_t len = 0;

	for (size_t i = 0; i < run->transcript.count; i++) {
		const struct pq_event *event = &run->transcript.events[i];

		if (event->kind != PQ_EVENT_SEND || event->conn != conn || len + event->bytes.len >= sizeof(sent))
			continue;
		memcpy(sent + len, event->bytes.data, event->bytes.len);
		len += event->bytes.len;
	}
	sent[len] = '\0';
	return sent;
}

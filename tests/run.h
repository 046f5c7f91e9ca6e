/* SPDX-License-Identifier: MIT */
/* Puts a scenario's text to the model and keeps the transcript, for tests of the whole model. */
#ifndef PQ_TESTS_RUN_H
#define PQ_TESTS_RUN_H

#include "policy/policy.h"
#include "scenario/scenario.h"
#include "subject/model.h"
#include "transcript/transcript.h"

/* Ready to run under a built-in policy; one at a time is enough for a test program. */
struct run {
	struct pq_policy policy;
	struct pq_subject *subject;
	struct pq_scenario scenario;
	struct pq_transcript transcript;
	struct pq_line lines[PQ_MAX_LINES];
	struct pq_arg args[PQ_MAX_ARGS];
	struct pq_event events[4096];
	struct pq_address addresses[4096];
	unsigned char scenario_bytes[1u << 20];
	unsigned char transcript_bytes[8u << 20];
};

/* Heap storage with a subject opened under that built-in policy; the test fails if that fails. */
struct run *run_open(const char *policy);
void run_close(struct run *run);

/* Runs the scenario of that text, read strictly and without its first line. */
void run_text(struct run *run, const char *text);

/* The n-th event of that kind, from 0; NULL if there are fewer. */
const struct pq_event *run_event(const struct run *run, enum pq_event_kind kind, size_t n);
size_t run_count(const struct run *run, enum pq_event_kind kind);

/* All that connection conn sent, in one NUL-terminated string that the next call overwrites. */
const char *run_sent(const struct run *run, uint32_t conn);

#endif

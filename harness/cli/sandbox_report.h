/* SPDX-License-Identifier: MIT */
/* What a program in the sandbox did: a report for a person, or JSON lines. */
#ifndef PQ_CLI_SANDBOX_REPORT_H
#define PQ_CLI_SANDBOX_REPORT_H

#include <stdio.h>

#include "audit/witness.h"
#include "sink/log.h"

/*
 * witness:  of the run, over
 * log:      the sink's; NULL if it could not be read
 * judge:    the policy that dials are judged by
 * command:  the program's name
 * status:   its status as of waitpid(2)
 * ran_ms:   how long it ran
 */
struct pq_sandbox_story {
	const struct pq_witness *witness;
	const struct pq_log *log;
	const struct pq_judge_policy *judge;
	const char *command;
	int status;
	uint64_t ran_ms;
};

/* look_ups: names; dials; unsafe: those of them that the policy blocks */
struct pq_sandbox_sum {
	size_t look_ups;
	size_t dials;
	size_t unsafe;
};

struct pq_sandbox_sum pq_sandbox_print(const struct pq_sandbox_story *story, FILE *out);
struct pq_sandbox_sum pq_sandbox_print_json(const struct pq_sandbox_story *story, FILE *out);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What came of each repetition, one line of text for each in a file that only grows: who is interrupted goes on where
 * it ended. A line counts only for the program that it was made with, so that nothing old is told of changed code.
 */
#ifndef PQ_PLANTED_LEDGER_H
#define PQ_PLANTED_LEDGER_H

#include "campaign/engine.h"
#include "campaign/status.h"
#include "planted/list.h"

/* Which repetition. length_ms: its time; program: hash of the program's bytes. */
struct pq_trial_key {
	char plant[PQ_PLANT_NAME];
	enum pq_campaign_engine engine;
	bool mutator;
	unsigned int repetition;
	uint64_t length_ms;
	uint64_t program;
};

/*
 * name:      the rule that was broken, or how else the target died; "-" if nothing was found
 * reached, triggered: how often the bug's place was passed, and how often it made a difference
 * mutated:   inputs that the mutator made
 * cpu_ms:    of the engine and all that it started, until it ended
 * wall_ms:   until the finding was seen, or until the end
 * begun_s, ended_s: by the machine's clock, since 1970
 */
struct pq_trial {
	struct pq_trial_key key;
	char name[PQ_STATUS_NAME];
	uint64_t reached;
	uint64_t triggered;
	uint64_t executions;
	uint64_t mutated;
	uint64_t edges;
	uint64_t cpu_ms;
	uint64_t wall_ms;
	uint64_t begun_s;
	uint64_t ended_s;
};

/* Whether the rule that must name the bug did. */
bool pq_trial_detected(const struct pq_trial *trial, const struct pq_plant *plant);

/* The text of a line, its newline included; and what a line says. False if it is none. */
void pq_trial_print(const struct pq_trial *trial, struct pq_buf *out);
bool pq_trial_parse(struct pq_view line, struct pq_trial *trial);

/* The last line of the file with that key. False if there is none. */
bool pq_ledger_find(const char *path, const struct pq_trial_key *key, struct pq_trial *trial);

/* Adds a line and waits until it is on the disk. Returns 0, or -1 with errno set. */
int pq_ledger_add(const char *path, const struct pq_trial *trial);

#endif

/* SPDX-License-Identifier: MIT */
/* The two fuzzing engines: what they need, how targets are built for them, how they are run. */
#ifndef PQ_CAMPAIGN_ENGINE_H
#define PQ_CAMPAIGN_ENGINE_H

#include "campaign/child.h"
#include "campaign/plan.h"
#include "campaign/store.h"

/* "libfuzzer", "aflpp"; PQ_ENGINE_COUNT if there is none of that name. */
const char *pq_engine_name(enum pq_campaign_engine engine);
enum pq_campaign_engine pq_engine_find(const char *name);

/* True if there is a program of that name in PATH. */
bool pq_engine_finds(const char *program);

/* True if the machine has what the target needs (target.h), as the build will find it. */
bool pq_engine_has(const struct pq_campaign_need *need);

/* NULL if the machine has all that the engine needs, else what to install: "afl-fuzz (Debian package afl++)". */
const char *pq_engine_missing(enum pq_campaign_engine engine);

/* True if the source tree's build folder of that engine is configured. */
bool pq_engine_configured(enum pq_campaign_engine engine, const char *source);

/* Commands that configure that build folder, and that build one target in it. */
void pq_engine_configure(struct pq_command *command, enum pq_campaign_engine engine, const char *source);
void pq_engine_build(struct pq_command *command, enum pq_campaign_engine engine, const char *source,
		     const char *cmake_target, unsigned int jobs);

/*
 * Where one turn happens.
 * source: the source tree; out: the campaign's folder
 * work:   the turn's own folder: input/, artifacts/ or afl/, counters
 * program: what is fuzzed in the target's place; NULL for the target itself
 * seed:   of the engine's random choices; 0 for one that nobody knows
 * ignore: names of rules that need not be found again, separated by commas; may be empty
 * mutator: whether the mutator works, where the target has one
 * first_only: the first finding is all that is wanted, and soon
 * length_ms: how long the turn lasts at most; engines get some seconds more as a safety net
 */
struct pq_engine_place {
	const char *source;
	const char *out;
	const char *work;
	const char *ignore;
	uint64_t length_ms;
	bool mutator;
	const char *program;
	unsigned int seed;
	bool first_only;
};

/* Command that fuzzes a target; dictionary: whether fuzz/<name>.dict exists. */
void pq_engine_fuzz(struct pq_command *command, enum pq_campaign_engine engine, const struct pq_campaign_target *target,
		    const struct pq_engine_place *place, bool dictionary);

/* Command that runs a target, or the program in its place if that is not NULL, once with that file. */
void pq_engine_rerun(struct pq_command *command, enum pq_campaign_engine engine,
		     const struct pq_campaign_target *target, const char *program, const char *source,
		     const char *file);

/* The path of that program in the engine's build folder. */
void pq_engine_program(char path[static PQ_STORE_PATH], enum pq_campaign_engine engine, const char *program,
		       const char *source);

#endif

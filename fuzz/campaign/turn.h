/* SPDX-License-Identifier: MIT */
/* One turn: one engine fuzzing one target for some time, restarted after each finding that ends it. */
#ifndef PQ_CAMPAIGN_TURN_H
#define PQ_CAMPAIGN_TURN_H

#include "campaign/finding.h"
#include "campaign/seen.h"
#include "common/counters.h"

#define PQ_TURN_TAKEN 200        /* artifacts that one turn looks at */
#define PQ_TURN_HARVEST_MS 10000 /* between two looks at what grew */

enum pq_turn_state {
	PQ_TURN_IDLE,
	PQ_TURN_RUNNING,
	PQ_TURN_OVER,   /* its time is up, or it found enough */
	PQ_TURN_FAILED, /* the engine could not run; `failure` says why */
	PQ_TURN_FULL    /* a finding or the corpus could not be written; `failure` says why */
};

/*
 * mutator: whether the mutator works
 * program, seed: as in struct pq_engine_place
 * ignored:  rules that are not judged from the beginning, separated by commas; NULL for none
 * first_only: the turn ends with its first finding that is reproduced, and looks for it in haste
 * found:    called for each finding, before the engine is started again
 * taken:    artifacts looked at so far; seen: what they were
 * restart:  the engine must be told what to ignore; enough: it would only find the same again
 * begun_ms: when the turn began
 * harvested, harvested_ms: up to where, and when, the queue of AFL++ was harvested
 * counted:  what runs of this turn that have ended did; the run under way counts in the file `counters`
 * cpu_ms:   CPU time of the engine's runs that have ended; pq_turn_cpu_ms tells all
 * coverage: edges, as the engine counts them; 0 if not known yet
 * stability: of AFL++, in hundredths of a percent; 0 if not known
 */
struct pq_turn {
	enum pq_turn_state state;
	const struct pq_campaign_target *target;
	enum pq_campaign_engine engine;
	const char *source;
	const char *out;
	const char *findings_folder;
	bool mutator;
	const char *program;
	unsigned int seed;
	const char *ignored;
	bool first_only;
	void (*found)(void *ctx, const struct pq_finding *finding);
	void *ctx;
	size_t taken;
	struct pq_seen seen;
	bool restart;
	bool enough;
	uint64_t begun_ms;
	uint64_t length_ms;
	pid_t child;
	uint64_t harvested;
	uint64_t harvested_ms;
	struct pq_counters counted;
	uint64_t cpu_ms;
	uint64_t coverage;
	uint64_t stability;
	char work[PQ_STORE_PATH];
	char failure[512];
};

/*
 * Starts a turn whose target, engine, source, out, findings_folder, found and
 * ctx are set, in the work folder OUT/work/ENGINE-TARGET-LANE, which is emptied.
 */
void pq_turn_start(struct pq_turn *turn, unsigned int lane, uint64_t length_ms);

/* Looks after it: takes findings, restarts or ends the engine; changes `state` when it is over. */
void pq_turn_step(struct pq_turn *turn);

/* Stops the engine and keeps what it found, if it runs. */
void pq_turn_stop(struct pq_turn *turn);

/*
 * Keeps what a turn of an earlier campaign left in `work` when that was killed:
 * findings are taken as in a turn of its own, and grown inputs go to the corpus.
 * The folder is removed, unless something could not be kept. Afterwards `state`
 * is OVER, FAILED or FULL. The same members are to be set as for pq_turn_start.
 */
void pq_turn_rescue(struct pq_turn *turn, const char *work);

/* Adds what the turn has done so far to *sum. */
void pq_turn_count(const struct pq_turn *turn, struct pq_counters *sum);

/* CPU time of the engine so far, in milliseconds, with the run that is under way. */
uint64_t pq_turn_cpu_ms(const struct pq_turn *turn);

#endif

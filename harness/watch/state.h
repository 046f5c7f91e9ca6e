/* SPDX-License-Identifier: MIT */
/*
 * What a watch keeps.
 *
 * Theory of operation. The calls of a harness are written down as what the rest of pratique understands: what is asked
 * becomes lines of a scenario (asked.c), what happens becomes events of a transcript (events.c). At the end of a case
 * src/monitor judges the two as it judges any others (judge.c); here is no second judge. What it finds is compared with
 * the baseline (accept.c), reported, and fatal where the harness wants that (die.c). A case that is over stays readable
 * until the next call tells of a new one. Nothing is allocated but when a watch is opened.
 */
#ifndef PQ_WATCH_STATE_H
#define PQ_WATCH_STATE_H

#include "monitor/monitor.h"
#include "pratique/watch.h"
#include "result/baseline_rows.h"

#define PQ_WATCHER_SENTENCE 256

/*
 * A connection that the harness has dialled, or told bytes of.
 * key:  the harness's number; its place in the array, from 1, is the transcript's
 * dial: index of its event DIAL, or SIZE_MAX
 * open: it was not closed, and no other was dialled under its number
 */
struct pq_watcher_conn {
	int64_t key;
	size_t dial;
	bool open;
};

/*
 * text:  what the views of the rows point into, with pool
 * today: YYYYMMDD
 */
struct pq_watcher_baseline {
	unsigned char *text;
	unsigned char *pool;
	struct pq_row *rows;
	size_t count;
	uint32_t today;
};

/*
 * rules:      bits of the rules that the harness wants and shows enough for
 * policy_text: what the judge's policy points into; NULL for a built-in one
 * request_count, conn_count: of the case
 * over:       the case is judged, and the next call that tells something begins another one
 * settings:   bits of PQ_WORD_IN for the settings that stand once and were given
 * misused:    some call of the case was wrong; problem says which, and stays until a later case has one
 * verdict:    of the last case that was judged, as the monitor says it
 * judgements: the same by rule, with what was not shown and what is accepted
 */
struct pq_watch {
	struct pq_watch_options options;
	struct pq_judge judge;
	uint32_t rules;
	unsigned char *policy_text;
	struct pq_watcher_baseline baseline;
	struct pq_scenario scenario;
	struct pq_transcript transcript;
	uint32_t request_count;
	size_t conn_count;
	bool over;
	bool misused;
	uint64_t settings;
	struct pq_verdict verdict;
	enum pq_watch_judgement judgements[PQ_RULE_COUNT];
	char problem[PQ_WATCHER_SENTENCE];
	struct pq_watcher_conn conns[PQ_WATCH_MAX_CONNECTIONS];
	struct pq_line lines[PQ_MAX_LINES];
	struct pq_arg args[PQ_MAX_ARGS];
	struct pq_event events[PQ_WATCH_MAX_EVENTS];
	struct pq_address addresses[PQ_WATCH_MAX_EVENTS];
	unsigned char asked_bytes[PQ_WATCH_MAX_ASKED];
	unsigned char event_bytes[PQ_WATCH_MAX_BYTES];
};

/* asked.c: an empty case. */
void pq_watcher_clear(struct pq_watch *watch);

/* Before anything is written down: a case that is over makes room. */
static inline void pq_watcher_begin(struct pq_watch *watch)
{
	if (watch->over)
		pq_watcher_clear(watch);
}

/* die.c: notes the first mistake of the harness's; fatal where it wants that. Returns BAD_CALL. */
enum pq_watch_err pq_watcher_blame(struct pq_watch *watch, const char *call, const char *what);

/* What does not fit is lost, and all that comes after it; returns LIMIT. */
static inline enum pq_watch_err pq_watcher_lose(struct pq_watch *watch)
{
	watch->transcript.truncated = true;
	return PQ_WATCH_LIMIT;
}

static inline struct pq_view pq_watcher_view(struct pq_watch_bytes bytes)
{
	return pq_view(bytes.data, bytes.data ? bytes.len : 0);
}

/* die.c: the breach's reporter prints its line, then where and what, and traps. Returns where it does not. */
void pq_watcher_die(struct pq_watch *watch, const struct pq_violation *violation, const struct pq_watch_breach *breach);

/* accept.c: reads the baseline; on an error nothing is to be freed, and diag says what is wrong. */
enum pq_err pq_watcher_baseline_open(struct pq_watcher_baseline *baseline, const char *text, const char *today,
				     struct pq_diag *diag);
void pq_watcher_baseline_free(struct pq_watcher_baseline *baseline);

/* Fills breach->accepted and breach->expired; reasons are copied to `reason`, days to `day`. */
struct pq_watcher_said {
	char reason[PQ_WATCHER_SENTENCE];
	char day[16];
};

void pq_watcher_accept(const struct pq_watch *watch, const struct pq_violation *violation,
		       struct pq_watch_breach *breach, struct pq_watcher_said *said);

#endif

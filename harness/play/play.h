/* SPDX-License-Identifier: MIT */
/*
 * Scenarios played by a browser: each becomes a page at its own page URL, whose
 * script asks for the scenario's requests one after the other; the sink plays its
 * servers and its DNS; what arrives becomes a transcript for the monitor.
 *
 * Several scenarios are played in one session, one after the other; between them the page is led from one to the next.
 */
#ifndef PQ_PLAY_PLAY_H
#define PQ_PLAY_PLAY_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/err.h"
#include "browser/recipe.h"
#include "monitor/monitor.h"
#include "scenario/scenario.h"

/*
 * Whether a page can be made of it: NULL, or why not, such as "a renderer's request", "a proxy", "credentials that
 * nobody can type".
 */
const char *pq_play_unfit(const struct pq_scenario *scenario);

/*
 * scenario: canonical text's struct, which outlives the play
 * name:     for messages
 * Results, filled by pq_play_run:
 * played:     its page was run to the end
 * cause:      why not; NULL
 * transcript: text (pratique-transcript 1), to be freed
 * verdict:    the monitor's
 */
struct pq_play_piece {
	const char *name;
	const struct pq_scenario *scenario;
	bool played;
	char cause[160];
	char *transcript;
	struct pq_verdict verdict;
};

/*
 * recipe, program, stock: the browser
 * dir:     a folder of the run, for logs and the profile
 * judge:   an open judge; its capabilities are set by the play
 * progress: called after each piece; NULL: not
 * stop:    set by a signal handler: ends early, what was not played keeps played == false
 * deadline_ms: ends early as well, at that time of the monotonic clock; 0: none
 */
struct pq_play_options {
	const struct pq_recipe *recipe;
	const char *program;
	bool stock;
	const char *dir;
	struct pq_judge *judge;
	void (*progress)(void *context, size_t done, size_t total);
	void *context;
	const volatile int *stop;
	uint64_t deadline_ms;
	uint32_t time_limit_ms; /* of one piece, 0: 10000 */
};

/* Plays all pieces. IO with *diag if no session could be opened at all. */
enum pq_err pq_play_run(const struct pq_play_options *options, struct pq_play_piece *pieces, size_t count,
			struct pq_diag *diag);

#endif

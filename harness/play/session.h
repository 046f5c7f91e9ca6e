/* SPDX-License-Identifier: MIT */
/*
 * A browser in a sandbox that scenarios are put to, one after the other: sandbox, sink and browser are started once. The
 * browser is started anew where it ended, hangs, or would remember something from one scenario to the next.
 */
#ifndef PQ_PLAY_SESSION_H
#define PQ_PLAY_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "browser/recipe.h"
#include "monitor/monitor.h"
#include "play/transcript.h"
#include "scenario/scenario.h"
#include "transcript/transcript.h"

/* What the transcripts of a play show. */
#define PQ_PLAY_SHOWS (PQ_SHOWS_DIALS | PQ_SHOWS_BYTES | PQ_SHOWS_OUTCOMES)

/*
 * recipe, program, stock: the browser
 * dir:           a folder of the run, for logs and the authority
 * stop:          set by a signal handler: what is under way is given up. NULL: nobody stops it
 * deadline_ms:   the same at that time of the monotonic clock (pq_clock_ms); 0: none
 * time_limit_ms: how long a page may say nothing; 0: 10000
 * All of it outlives the session.
 */
struct pq_play_settings {
	const struct pq_recipe *recipe;
	const char *program;
	bool stock;
	const char *dir;
	const volatile int *stop;
	uint64_t deadline_ms;
	uint32_t time_limit_ms;
};

struct pq_play_session;

/* Opens the sandbox with its sink; the browser is started for the first scenario. IO, IDNA or NO_SPACE with *diag filled. */
enum pq_err pq_play_session_open(struct pq_play_session **out, const struct pq_play_settings *settings,
				 struct pq_diag *diag);
void pq_play_session_close(struct pq_play_session *session);

/*
 * Why this browser cannot be put a scenario to that a page can be made of: it does not know a way of asking. NULL if it can,
 * or if that is not known. Starts the browser where the scenario asks in a way that some do not know.
 */
const char *pq_play_session_unfit(struct pq_play_session *session, const struct pq_scenario *scenario);

/*
 * Puts a scenario to the browser, one that a page can be made of, and returns when it is over. The transcript is reset first.
 * INCOMPLETE: it did not come to its end; *diag says why, and the transcript tells what was seen. LIMIT: its text is too
 * long. IO: the sandbox is gone, or the browser does not start; that is said of all that follow as well.
 */
enum pq_err pq_play_session_put(struct pq_play_session *session, const struct pq_scenario *scenario,
				const struct pq_play_ports *ports, struct pq_transcript *transcript,
				struct pq_diag *diag);

#endif

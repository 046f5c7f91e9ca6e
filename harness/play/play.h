/* SPDX-License-Identifier: MIT */
/*
 * Scenarios played by a browser: each becomes a page at its own page URL, whose
 * script asks for the scenario's requests one after the other; the sink plays its
 * servers and its DNS; what arrives becomes a transcript for the monitor.
 *
 * Several scenarios are played in one session (play/session.h), one after the other; between them the page is led from one
 * to the next.
 */
#ifndef PQ_PLAY_PLAY_H
#define PQ_PLAY_PLAY_H

#include "play/session.h"

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
 * how:      the browser, and how long it may take
 * judge:    an open judge; its capabilities are set by the play
 * progress: called after each piece; NULL: not
 */
struct pq_play_options {
	struct pq_play_settings how;
	struct pq_judge *judge;
	void (*progress)(void *context, size_t done, size_t total);
	void *context;
};

/*
 * Plays all pieces in one session and judges each. IO with *diag if no session could be opened at all. Where it is stopped or
 * the time is up, what was not played keeps played == false.
 */
enum pq_err pq_play_run(const struct pq_play_options *options, struct pq_play_piece *pieces, size_t count,
			struct pq_diag *diag);

#endif

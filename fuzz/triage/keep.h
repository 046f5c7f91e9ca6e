/* SPDX-License-Identifier: MIT */
/* A finding's scenario as a regression: a comment, what it asks, what must come of it, a control. Pure. */
#ifndef PQ_TRIAGE_KEEP_H
#define PQ_TRIAGE_KEEP_H

#include "transcript/transcript.h"
#include "scenario/scenario.h"

/*
 * asks:    the scenario as it was found; its comments, controls, expectations and policies are left out, for a fuzz
 *          target looks at none of them; but where it asks for raw sockets alone its judge counts, and drives as well
 * comment: text of any bytes, which becomes whole lines
 * expect:  lines "expect ...", each with its line feed; may be empty
 * control: method and URL of the control; NULL for none
 */
struct pq_keep {
	struct pq_view asks;
	struct pq_view comment;
	struct pq_view expect;
	const char *control;
};

/* Appends the regression, canonical. False if the scenario has no request, or if it takes more than there is room for. */
bool pq_keep_print(const struct pq_keep *keep, struct pq_buf *out);

/*
 * Appends the lines "expect ..." that tell what became of the attacking requests: each rule that refused one, each
 * network error, each name that was dropped silently; "expect allowed" if each of them got its response.
 */
void pq_keep_expect(const struct pq_scenario *scenario, const struct pq_transcript *transcript, struct pq_buf *out);

/* True if the name is one for files of the corpus: lower-case words of letters and digits with hyphens between. */
bool pq_keep_name_is_good(const char *name);

#endif

/* SPDX-License-Identifier: MIT */
/* How a request ended that a stranger was asked for: by what was seen at the sockets, and by its exit status. Pure. */
#ifndef PQ_CLIENT_OUTCOME_H
#define PQ_CLIENT_OUTCOME_H

#include "policy/policy.h"
#include "scenario/scenario.h"
#include "transcript/transcript.h"
#include "url/url.h"

/*
 * scenario, line: the request
 * seen:   what happened at the sockets while it ran
 * error:  the network error that the program's end stands for; NULL: it ended well
 * policy: whose ports explain why nothing was dialled
 * room:   for URLs and what is put together
 */
struct pq_outcome_of {
	const struct pq_scenario *scenario;
	size_t line;
	const struct pq_transcript *seen;
	const char *error;
	const struct pq_policy *policy;
	const struct pq_idna *idna;
	struct pq_buf *room;
};

/*
 * Appends the outcome. A response, if one was seen and the program ended well. A program says no reasons; if it went wrong
 * and dialled nothing, it is taken to have refused what is wrong with the request: the URL (bad-url), the method, a header's
 * name or value, a port that the policy blocks; or with a Location (bad-redirect, or such a port). A network error otherwise.
 */
void pq_outcome_tell(const struct pq_outcome_of *of, struct pq_transcript *out);

#endif

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
 * policy: whose ports explain why nothing was dialled: a program says no reasons
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
 * Appends the outcome: a response, if one was seen and the program ended well; refused for unsafe_port, if it went wrong
 * without a dial to a URL or a Location whose port the policy blocks; a network error otherwise.
 */
void pq_outcome_tell(const struct pq_outcome_of *of, struct pq_transcript *out);

#endif

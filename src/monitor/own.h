/* SPDX-License-Identifier: MIT */
/* What a user agent writes of its own accord: by the subject's own list where there is one, and by the kind of message. */
#ifndef PQ_MONITOR_OWN_H
#define PQ_MONITOR_OWN_H

#include "monitor/run.h"

/*
 * Whether the subject itself may write a line of that name in that message. Beside its usual headers that is what the
 * message's kind brings with it: a handshake's, a preflight's, a proxy's lines, and credentials that the user has
 * stored or that the URL holds.
 */
bool pq_own_may_write(const struct pq_judge_state *run, const struct pq_exchange *exchange,
		      const struct pq_head_line *line);

/* Whether it may write the line in that value, whatever the attacker asked for. */
bool pq_own_is(struct pq_judge_state *run, const struct pq_exchange *exchange, const struct pq_message *message,
	       const struct pq_head_line *line);

/* Whether each comma-separated member, without its parameters, is one of the words; the list ends with NULL. */
bool pq_own_are_all_of(struct pq_view value, const char *const *words);

#endif

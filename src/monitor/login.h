/* SPDX-License-Identifier: MIT */
/* Logins that a user agent answers challenges with: whose they are, and where they may go. */
#ifndef PQ_MONITOR_LOGIN_H
#define PQ_MONITOR_LOGIN_H

#include "monitor/run.h"

/*
 * Of logins to one URL of a request, its userinfo and what is stored, and stale ones; and of those to the proxy in a
 * row, without getting through.
 */
#define PQ_JUDGE_MAX_OFFERS 6

/*
 * Why an Authorization or Proxy-Authorization line can not be an answer of the user agent's own to a
 * challenge: it is malformed or holds credentials that nobody has; it goes to another origin than theirs, past
 * the proxy, or against the credentials mode. NULL if it can. The exchange's request and URL are known.
 */
const char *pq_login_suspect(struct pq_judge_state *run, const struct pq_exchange *exchange,
			     const struct pq_message *message, const struct pq_head_line *line);

/* The same with what the caller has set in view, and with the number of offers; called once for each line. */
const char *pq_login_judge(struct pq_judge_state *run, const struct pq_exchange *exchange,
			   const struct pq_message *message, const struct pq_head_line *line);

/* Notes that a message has come past the proxy, if it has: its tunnel was let through. The request is known. */
void pq_login_got_through(const struct pq_exchange *exchange);

#endif

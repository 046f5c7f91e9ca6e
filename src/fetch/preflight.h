/* SPDX-License-Identifier: MIT */
/*
 * The question that comes before a cross-origin request (Fetch 4.8 "CORS-preflight fetch").
 *
 * What a page could not have asked without script, another method than GET, HEAD and POST, or a header that no form
 * sets, goes to another origin only after that origin has permitted it. The question is a message of its own, with
 * nothing of the page's but names; no redirect is followed for it. It is asked on every hop anew: permissions are not
 * remembered (Fetch lets a cache forget at any time).
 */
#ifndef PQ_FETCH_PREFLIGHT_H
#define PQ_FETCH_PREFLIGHT_H

#include "fetch/fetch.h"

/* True if the current hop needs the other origin's permission. */
bool pq_preflight_is_needed(const struct pq_fetch *fetch);

/*
 * Judges the answer in fetch->response: UNSET, and the hop is permitted; PREFLIGHT if it does not permit all that the
 * request asks for, or is not an answer with an ok status. Overwrites fetch->out.
 */
struct pq_result pq_preflight_settle(struct pq_fetch *fetch);

#endif

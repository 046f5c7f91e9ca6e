/* SPDX-License-Identifier: MIT */
/*
 * Where an origin's Alt-Svc field turns an https request to (RFC 7838 2).
 *
 * Only the place of the dial changes: TLS verifies the origin's name, and Host and everything else that is written is
 * for the origin. An alternative is used if the policy allows its port for https, and if it does not lead from a
 * port that only the host's administrator can open, below 1024, to one that any of its users can (2.4, 9.1). One that
 * is not used leaves the request to the next one, or to the origin. Whoever uses a proxy has no say in where that
 * dials, so alternatives count only without one.
 */
#ifndef PQ_FETCH_ALTERNATIVE_H
#define PQ_FETCH_ALTERNATIVE_H

#include "fetch/fetch.h"

/* Turns the destination of the current hop to a live alternative, if there is one to be used; sets fetch->alternative. */
void pq_alternative_choose(struct pq_fetch *fetch, struct pq_destination *to);

/*
 * The link of the hop has failed so. True if it was an alternative's, which is forgotten, and the hop may be begun
 * anew at the origin itself.
 */
bool pq_alternative_give_up(struct pq_fetch *fetch, struct pq_result failure);

/* Takes the Alt-Svc fields of fetch->response, which came over a link that is closed by now. Overwrites fetch->out. */
void pq_alternative_learn(struct pq_fetch *fetch);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The ground that all readers of URLs and answers have in common: what RFC 3986 and the URL standard read alike, and what
 * RFC 9112 lets a server write. Beyond it each has its own ways, and a difference states nothing. Pure, and narrow: what
 * is not surely common is not.
 */
#ifndef PQ_DIFFER_GROUND_H
#define PQ_DIFFER_GROUND_H

#include "scenario/scenario.h"

/*
 * An absolute http or https URL without userinfo: host of letters, digits and hyphens whose last label is no number, or
 * four decimal numbers; port without leading zeros; no dot segments, no escape in the path, no byte that either would encode. Or a relative
 * reference that begins with "/" and goes on so.
 */
bool pq_ground_url(struct pq_view url);

/*
 * One whole HTTP/1.1 response of a final status with its body: framed by one Content-Length that is right, or 204 or 304;
 * lines of visible ASCII; at most one Location, which is such a URL; no field that asks for more than the response
 * says (Transfer-Encoding, Alt-Svc, challenges, Upgrade, Refresh, Connection).
 */
bool pq_ground_answer(struct pq_view bytes);

/* Whether all URLs that the scenario's requests, service workers and redirects name are such ones, and its page's. */
bool pq_ground_urls(const struct pq_scenario *scenario);

/* Whether all of its answers are one such response each. */
bool pq_ground_answers(const struct pq_scenario *scenario);

#endif

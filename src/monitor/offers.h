/* SPDX-License-Identifier: MIT */
/*
 * Alternative services that https origins have offered (RFC 7838), by the judge's own reader. It forgets only what is
 * surely gone: taken back by "clear", replaced by a value that every reader reads alike, or surely too old.
 */
#ifndef PQ_MONITOR_OFFERS_H
#define PQ_MONITOR_OFFERS_H

#include "monitor/naive_url.h"

struct pq_judge_state;
struct pq_asked;

#define PQ_MAX_OFFERS 512

/*
 * origin:  URL of the response
 * host, port: of the alternative
 * max_age_s: its lifetime
 * asked:   number of the request that was answered so
 * timed, time_ms: the clock when it was read for the first time after the response, if it was
 * gone:    taken back, or replaced
 */
struct pq_offer {
	const struct pq_naive_url *origin;
	struct pq_naive_host host;
	uint16_t port;
	uint64_t max_age_s;
	uint32_t asked;
	bool timed;
	uint64_t time_ms;
	bool gone;
};

/* Reads the Alt-Svc lines of a response's head; true if anything was kept. */
bool pq_offers_read(struct pq_judge_state *run, const struct pq_asked *asked, const struct pq_naive_url *url,
		    struct pq_view head, size_t event);

/*
 * Adds the places that the URL's origin has offered, as far as they matter to that event: a dial's port, a look-up's
 * name. A place on a port of 1024 and above is none for an origin below: there anybody may listen (RFC 7838 9.1).
 */
void pq_offers_add_places(struct pq_judge_state *run, const struct pq_asked *asked, const struct pq_naive_url *url,
			  size_t event);

#endif

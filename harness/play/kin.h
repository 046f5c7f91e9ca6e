/* SPDX-License-Identifier: MIT */
/*
 * Whose a host is: a browser looks up, dials and asks much by itself, and none of that is to be laid to
 * the scenario that is played, or served by its servers.
 */
#ifndef PQ_PLAY_KIN_H
#define PQ_PLAY_KIN_H

#include "scenario/scenario.h"
#include "url/url.h"

/* hosts: host_count of them, of the page and of the requests' URLs as this program reads them */
struct pq_kin {
	const struct pq_scenario *scenario;
	struct pq_view hosts[PQ_MAX_REQUESTS + 1];
	size_t host_count;
};

/* Reads all URLs; hosts point into room. The page's URL is put into *page, special NOT if it cannot be read. */
void pq_kin_init(struct pq_kin *kin, const struct pq_scenario *scenario, const struct pq_idna *idna,
		 struct pq_url *page, struct pq_buf *room);

/*
 * A host that stands in the scenario's text, or that one of its URLs names in another spelling. A name that came out of
 * IDNA stands nowhere as it is, and is taken for one of the scenario's.
 */
bool pq_kin_has(const struct pq_kin *kin, struct pq_view host);

/* Whether some argument of the scenario holds that text, in any case. */
bool pq_kin_mentions(const struct pq_scenario *scenario, struct pq_view text);

#endif

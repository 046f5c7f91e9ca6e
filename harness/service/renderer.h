/* SPDX-License-Identifier: MIT */
/*
 * The renderer's side: it has a page, which is a scenario, and does one line of it at a time, as it is told. A page's
 * request goes through the page-side API first; a renderer that is the attacker's sends its lines as they stand.
 * Pure: parcels come in, parcels go out.
 */
#ifndef PQ_SERVICE_RENDERER_H
#define PQ_SERVICE_RENDERER_H

#include "fetch/page_url.h"
#include "fetch/path.h"
#include "service/parcel.h"
#include "service/paper.h"

#define PQ_RENDERER_EVENTS 4096

/*
 * About 20 MiB, of which little is touched: allocated once.
 * waits: a request has crossed, and its outcome is still to come
 * The rest is the renderer's own.
 */
struct pq_renderer {
	bool waits;
	struct pq_fetch_env env;
	bool hostile;
	struct pq_paper paper;
	struct pq_page_url page;
	struct pq_url origin;
	struct pq_buf url;
	struct pq_buf text;
	struct pq_buf body;
	struct pq_request request;
	struct pq_transcript transcript;
	struct pq_event events[PQ_RENDERER_EVENTS];
	struct pq_address address;
	unsigned char event_bytes[1u << 20];
	unsigned char page_storage[PQ_MAX_URL];
	unsigned char url_storage[4 * PQ_MAX_URL];
	unsigned char text_storage[2 * PQ_MAX_URL];
	unsigned char body_storage[PQ_MAX_BODY];
	unsigned char told_storage[PQ_MAX_PARCEL];
};

/* net: clock and randomness; nothing else of it is ever called. */
void pq_renderer_init(struct pq_renderer *renderer, const struct pq_policy *policy, const struct pq_idna *idna,
		      struct pq_net net);

/* Takes one parcel of the service; what is to be sent is appended to out. SYNTAX for what makes no sense here. */
enum pq_err pq_renderer_take(struct pq_renderer *renderer, const struct pq_parcel *parcel, struct pq_buf *out);

#endif

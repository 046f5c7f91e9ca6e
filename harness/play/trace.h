/* SPDX-License-Identifier: MIT */
/* The parts of transcript.c: whose connections are, and how requests ended. */
#ifndef PQ_PLAY_TRACE_H
#define PQ_PLAY_TRACE_H

#include "play/hub.h"
#include "play/kin.h"
#include "play/transcript.h"
#include "url/url.h"

enum pq_owner {
	PQ_OWNER_SCENARIO,
	PQ_OWNER_HUB,
	PQ_OWNER_BROWSER /* what it does by itself */
};

/*
 * One connection of the log.
 * owner:   whose it is
 * request: that it was last used for; 0: none yet
 * dial, tls: their events, PQ_NO_LINE if there is none
 * number:  in the transcript, from 1 in the order in which they are told; 0: not told yet
 * told:    its dial stands there
 */
struct pq_traced {
	uint32_t conn;
	uint32_t number;
	enum pq_owner owner;
	uint32_t request;
	size_t dial;
	size_t tls;
	bool told;
	bool wrote;
};

#define PQ_NO_LINE SIZE_MAX

/*
 * One request of the scenario.
 * line:    its line
 * url:     as this program reads it; special NOT if it cannot be read
 * dials, look_ups: how many there were
 * message: event of the last message's head, PQ_NO_LINE if there is none; conn: of it
 */
struct pq_traced_request {
	size_t line;
	struct pq_url url;
	bool readable;
	uint32_t dials;
	uint32_t look_ups;
	size_t message;
	uint32_t conn;
	bool ended;
};

/* urls: room of all URLs that were read; joined: of what one message got for an answer. */
struct pq_trace {
	const struct pq_assembly *with;
	struct pq_transcript *out;
	struct pq_traced *conns;
	size_t conn_count;
	uint32_t told_count;
	struct pq_url page;
	struct pq_kin kin;
	struct pq_traced_request requests[PQ_MAX_REQUESTS + 1];
	uint32_t request_count;
	struct pq_buf urls;
	struct pq_buf joined;
};

/* NULL if there is none of that number. */
struct pq_traced *pq_trace_conn(struct pq_trace *trace, uint32_t conn);

/* owner.c: finds all connections of the log and whose they are; false if memory is short. */
bool pq_trace_conns(struct pq_trace *trace);

/* Whether bytes are the beginning of a request: method, blank, target, blank, HTTP version. */
bool pq_trace_is_head(struct pq_view bytes);

/* outcome.c: appends how the request ended, by what was seen up to event `until` and what the page says. */
void pq_trace_outcome(struct pq_trace *trace, uint32_t number, const struct pq_hub_word *told, size_t until);

#endif

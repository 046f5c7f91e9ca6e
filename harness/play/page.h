/* SPDX-License-Identifier: MIT */
/* The pages of a play, as whole HTML documents. */
#ifndef PQ_PLAY_PAGE_H
#define PQ_PLAY_PAGE_H

#include <stdint.h>

#include "base/buf.h"
#include "scenario/scenario.h"

/* A file that is compiled in. */
struct pq_play_file {
	const char *name;
	const unsigned char *bytes;
	size_t len;
};

extern const struct pq_play_file pq_play_files[];
extern const size_t pq_play_files_count;

/* Room that the page of any scenario fits in. */
#define PQ_PLAY_PAGE_ROOM (3u * PQ_MAX_SCENARIO_BYTES)

/* The page that asks for the scenario's requests; number: of the piece, which it names to its hub. */
void pq_play_page(const struct pq_scenario *scenario, uint32_t number, struct pq_buf *out);

/* The page that a browser is started with: it goes where the hub says. */
void pq_play_start_page(struct pq_buf *out);

/* Lines with CR LF that set the cookies which the scenario gives to the page's host. */
void pq_play_page_fields(const struct pq_scenario *scenario, struct pq_buf *out);

#endif

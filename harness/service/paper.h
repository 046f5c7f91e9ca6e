/* SPDX-License-Identifier: MIT */
/* Scenario text that crosses between processes, with the storage of its struct, and what each side may say in it. */
#ifndef PQ_SERVICE_PAPER_H
#define PQ_SERVICE_PAPER_H

#include "scenario/scenario.h"

/* About 8 MiB, of which what is not used is never touched: allocated once, and used for many texts. */
struct pq_paper {
	struct pq_scenario scenario;
	struct pq_line lines[PQ_MAX_LINES];
	struct pq_arg args[PQ_MAX_ARGS];
	unsigned char bytes[PQ_MAX_SCENARIO_BYTES];
	unsigned char text[PQ_MAX_SCENARIO_TEXT];
};

/* Keeps a copy of the text and reads it strictly. Errors as pq_scenario_parse gives them; the paper is empty then. */
enum pq_err pq_paper_read(struct pq_paper *paper, struct pq_view text, struct pq_diag *diag);

/* Appends those lines of the scenario that are the user's settings: page, proxy, logins, cookies, keep-alive. */
void pq_paper_settings(const struct pq_scenario *scenario, struct pq_buf *out);

/* Appends the request of line `at` as it stands. */
void pq_paper_request(const struct pq_scenario *scenario, size_t at, struct pq_buf *out);

/* Whether the scenario holds settings and nothing else. */
bool pq_paper_is_settings(const struct pq_scenario *scenario);

/*
 * The line of the one request that the scenario holds, with its parts and nothing else; line_count if it holds anything
 * else. No control, and an embedder's request only from the embedder itself.
 */
size_t pq_paper_find_request(const struct pq_scenario *scenario, bool embedder);

#endif

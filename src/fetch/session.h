/* SPDX-License-Identifier: MIT */
/*
 * A scenario's run through the model: the page or the renderer asks, the network
 * service answers; attacking requests in their order, then the controls.
 *
 *     pq_session_begin(...);
 *     while (pq_session_next(...))
 *             while (!pq_session_step(...))
 *                     ;                        // the socket layer said "again"
 */
#ifndef PQ_FETCH_SESSION_H
#define PQ_FETCH_SESSION_H

#include "fetch/ask.h"
#include "fetch/page_url.h"
#include "fetch/path.h"

/*
 * About 4 MiB: allocated once by the caller and used for many runs.
 * control: the request under way is a control
 * pause_ms: time that passes before it begins; the socket layer's clock is the caller's to set
 * The rest is the session's own.
 */
struct pq_session {
	bool control;
	uint64_t pause_ms;
	const struct pq_fetch_env *env;
	const struct pq_scenario *scenario;
	bool renderer;
	bool asked;
	size_t line;
	struct pq_page_url page;
	struct pq_buf url;
	const struct pq_fetch_path *path;
	struct pq_buf text;
	struct pq_buf body;
	struct pq_url origin;
	struct pq_service service;
	struct pq_request request;
	struct pq_fetch fetch;
	struct pq_fetch_memory memory;
};

/* env and scenario outlive the run. */
void pq_session_begin(struct pq_session *session, const struct pq_fetch_env *env, const struct pq_scenario *scenario);

/* Goes to the next request, controls last; false if there is none. */
bool pq_session_next(struct pq_session *session);

/* Goes on with the request; true once its outcome is in the transcript. */
bool pq_session_step(struct pq_session *session);

#endif

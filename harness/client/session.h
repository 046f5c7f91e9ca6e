/* SPDX-License-Identifier: MIT */
/*
 * Scenarios put to a stranger: the servers are played, each request is asked for by a function, and what the world saw
 * meanwhile becomes the transcript. Requests come one after the other, in their order, controls last.
 */
#ifndef PQ_CLIENT_SESSION_H
#define PQ_CLIENT_SESSION_H

#include "client/dialect.h"
#include "loopback/stage.h"
#include "loopback/tell.h"
#include "policy/policy.h"
#include "scenario/scenario.h"
#include "transcript/transcript.h"
#include "url/url.h"

/*
 * How asking ended, as the stranger shows it.
 * error: name of the network error that its end stands for; NULL: it ended well
 * told:  transcript text in which it says itself which headers it dropped, and how the request ended; what it does not say is
 *        read off the sockets and its end. NULL: it says nothing. It lives until the next asking
 */
struct pq_asking {
	const char *error;
	const char *told;
};

/* Asks for the request of line `at` and returns when it is over. IO with *diag filled if it could not be asked. */
typedef enum pq_err pq_ask(void *context, const struct pq_scenario *scenario, size_t at, struct pq_asking *out,
			   struct pq_diag *diag);

/*
 * A stranger as a subject. About 200 MiB, of which what is not used is never touched: allocated once.
 * dialect: what it can be asked for
 * ask:     asks it, and is given `context`
 * These are set before pq_client_init, and orders.socket is -1; all else is zeros.
 * policy: explains why nothing was dialled (client/outcome.h)
 * why:    what the last run failed of; "" if it did not
 * seen, told: of the request under way; text: of either
 */
struct pq_subject {
	const struct pq_dialect *dialect;
	pq_ask *ask;
	void *context;
	struct pq_stage stage;
	struct pq_channel orders;
	const struct pq_policy *policy;
	struct pq_idna *idna;
	struct pq_diag why;
	struct pq_seen seen;
	struct pq_seen told;
	struct pq_buf text;
	struct pq_buf room;
	unsigned char in[PQ_PARCEL_HEADER + PQ_MAX_PARCEL];
	unsigned char out[PQ_MAX_PARCEL];
	unsigned char storage[64u << 20];
	unsigned char room_bytes[32u << 20];
};

/* Opens sandbox and world. IO or IDNA with *diag saying what is missing; pq_client_fini is due then too. */
enum pq_err pq_client_init(struct pq_subject *subject, const struct pq_policy *policy, struct pq_diag *diag);
void pq_client_fini(struct pq_subject *subject);

/* As in struct pq_subject_kind. IO if asking, or the world, failed. */
enum pq_err pq_client_run(struct pq_subject *subject, const struct pq_scenario *scenario,
			  struct pq_transcript *transcript);
const char *pq_client_why(const struct pq_subject *subject);
const char *pq_client_unfit(struct pq_subject *subject, const struct pq_scenario *scenario);

#endif

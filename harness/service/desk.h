/* SPDX-License-Identifier: MIT */
/*
 * The network service's desk: where a renderer's requests are taken, and answered. It trusts nothing that comes over
 * the renderer's socket, and works in storage of its own, whatever comes. It makes no system call: bytes, sockets and
 * what the harness hears go through functions, so that a fuzz target can be the renderer.
 *
 * Theory of operation. One request is under way at a time. While one is, and while an answer waits to be taken, nothing
 * more is read, so that a flood stays in the sender's own queue; what the renderer says of the request, and has sent with
 * it, is passed on with the request's end, or behind a long answer once that was taken. A parcel of which no sense can
 * be made ends the stream, for nothing behind it can be found; a request that is not one is answered like any that is
 * refused. What the user has set (page, proxy, logins, cookies) is the harness's to say; text of a renderer that says
 * any of it is no request.
 */
#ifndef PQ_SERVICE_DESK_H
#define PQ_SERVICE_DESK_H

#include "fetch/page_url.h"
#include "fetch/path.h"
#include "service/parcel.h"
#include "service/paper.h"

/*
 * tell:    what is for the harness: a parcel's kind and its bytes, which are valid during the call
 * begin:   a request begins
 * trouble: why the socket layer's last call failed, for a person
 */
struct pq_desk_listener {
	void (*tell)(void *context, char kind, struct pq_view bytes);
	void (*begin)(void *context);
	const char *(*trouble)(void *context);
	void *context;
};

enum pq_desk_state {
	PQ_DESK_READING, /* the renderer's next bytes are wanted */
	PQ_DESK_WRITING, /* pq_desk_answer is to be taken first */
	PQ_DESK_WAITING, /* the socket layer said "again" */
	PQ_DESK_BROKEN   /* the renderer's stream has no meaning any more: pq_desk_renderer(), or nothing */
};

/*
 * About 30 MiB, of which little is touched: allocated once.
 * refused: requests that were none; parcels: what the renderer has sent, itself and in this session
 * begun:   a part of what it is to get was taken, and not all
 * The rest is the desk's own.
 */
struct pq_desk {
	uint32_t refused;
	uint32_t parcels;
	const struct pq_fetch_env *env;
	struct pq_desk_listener listener;
	enum pq_desk_state state;
	bool busy;
	bool embedder;
	bool shows;
	bool begun;
	uint32_t number;
	struct pq_paper settings;
	struct pq_paper asked;
	struct pq_page_url page;
	struct pq_buf url;
	struct pq_buf text;
	struct pq_buf body;
	struct pq_url origin;
	struct pq_service service;
	struct pq_request request;
	struct pq_fetch fetch;
	struct pq_fetch_memory memory;
	struct pq_buf in;
	struct pq_buf out;
	struct pq_buf events;
	unsigned char in_storage[PQ_PARCEL_HEADER + PQ_MAX_PARCEL];
	unsigned char out_storage[2 * PQ_MAX_PARCEL + 4096];
	unsigned char event_storage[PQ_MAX_PARCEL];
};

/* env outlives the desk; its net and its transcript are the desk's alone. */
void pq_desk_init(struct pq_desk *desk, const struct pq_fetch_env *env, struct pq_desk_listener listener);

/* A new session under these settings; all that was kept is forgotten. SYNTAX for what are no settings. */
enum pq_err pq_desk_session(struct pq_desk *desk, struct pq_view settings, struct pq_diag *diag);

/* Another renderer is at the other end, or none: what the last one has sent and asked is forgotten. */
void pq_desk_renderer(struct pq_desk *desk);

/* Passes a parcel on to the renderer; with shows, the body of what it asks for is told to the listener as well. */
void pq_desk_pass(struct pq_desk *desk, const struct pq_parcel *parcel);
void pq_desk_show(struct pq_desk *desk, bool shows);

/* A request of the application itself, while nothing else is under way. */
void pq_desk_embed(struct pq_desk *desk, struct pq_view text);

/* Where the renderer's bytes go while the desk is READING; then how many came. */
unsigned char *pq_desk_room(struct pq_desk *desk, size_t *cap);
void pq_desk_came(struct pq_desk *desk, size_t len);

/* What the renderer is to get while the desk is WRITING; then how much it took. */
struct pq_view pq_desk_answer(const struct pq_desk *desk);
void pq_desk_took(struct pq_desk *desk, size_t len);

/* Does what can be done now. */
enum pq_desk_state pq_desk_run(struct pq_desk *desk);

/* Closes the connections that are kept, while nothing is under way. */
void pq_desk_hang_up(struct pq_desk *desk);

/* Ends what is under way, and all connections. */
void pq_desk_close(struct pq_desk *desk);

#endif

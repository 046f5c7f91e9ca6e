/* SPDX-License-Identifier: MIT */
/*
 * Three processes: the harness, which is the caller's own, starts the other two and watches them. The network service
 * alone has sockets; the renderer has a page, and one socket pair to the service. Whatever else either of them asks of
 * the system does not happen, and is news.
 */
#ifndef PQ_SERVICE_HOUSE_H
#define PQ_SERVICE_HOUSE_H

#include <sys/types.h>

#include "scenario/scenario.h"
#include "service/serve.h"

struct pq_house;

/*
 * serve: what both processes get; what it points at outlives the house
 * body, argument: what the renderer does instead of what pages do; NULL for the latter
 */
struct pq_house_options {
	struct pq_serve serve;
	void (*body)(int socket, void *argument);
	void *argument;
};

enum pq_news_kind {
	PQ_NEWS_NONE,   /* nothing happened in that time */
	PQ_NEWS_EVENTS, /* text: lines of a transcript, of what the service did */
	PQ_NEWS_DONE,   /* a request of the service's ended; text: why it failed, for a person, or empty */
	PQ_NEWS_HEAD,   /* text: head of a response, if they are shown */
	PQ_NEWS_BODY,   /* text: its body */
	PQ_NEWS_TOLD, /* the renderer has done its line; text: what it says of it, a transcript that nobody vouches for */
	PQ_NEWS_CALL,     /* a process made a call that it may not make, and was ended; text: the call's name */
	PQ_NEWS_RENDERER, /* the service has hung up on the renderer, or it on the service; text: why */
	PQ_NEWS_LOST      /* the service is gone */
};

/* by_renderer: of a CALL, who made it. text is valid until the next call of the house. */
struct pq_news {
	enum pq_news_kind kind;
	bool by_renderer;
	struct pq_view text;
};

/* Both processes run, closed in. IO with *diag->expected saying what the machine lacks; nothing is left behind then. */
enum pq_err pq_house_open(struct pq_house **out, const struct pq_house_options *options, struct pq_diag *diag);

/* What of the sandbox is missing, and was gone without; "" if it is whole. */
const char *pq_house_missing(const struct pq_house *house);

/* False once the renderer is gone: pq_house_session starts another one. */
bool pq_house_has_renderer(const struct pq_house *house);

/* The network service's process and the renderer's; 0 for one that is gone. */
void pq_house_processes(const struct pq_house *house, pid_t pids[static 2]);

/* Whether each call that a process may not make is news; without filters, under best_effort, none is. */
bool pq_house_sees_calls(const struct pq_house *house);

/*
 * A new session: the scenario's settings for the service, the scenario as its page for the renderer, which is started
 * again if it is gone. LIMIT if its text is too long to cross, IO if a process cannot be reached or made.
 */
enum pq_err pq_house_session(struct pq_house *house, const struct pq_scenario *scenario, struct pq_diag *diag);

/* Has the service close the connections that it keeps. IO if it is gone. */
enum pq_err pq_house_hang_up(struct pq_house *house);

/* Has the renderer do that line of its page; TOLD follows, after what the service has done for it. IO if it is gone. */
enum pq_err pq_house_go(struct pq_house *house, size_t line);

/* Has the service do that line, an embedder's request; DONE follows. */
enum pq_err pq_house_embed(struct pq_house *house, const struct pq_scenario *scenario, size_t line);

/*
 * From now on the renderer is whoever has the other end of that socket, which stays the caller's; the process, if there
 * is one, is ended. For those who play a hostile one. IO if the service is gone.
 */
enum pq_err pq_house_adopt(struct pq_house *house, int socket);

struct pq_news pq_house_next(struct pq_house *house, int timeout_ms);

/* Ends both. NULL is fine. */
void pq_house_close(struct pq_house *house);

#endif

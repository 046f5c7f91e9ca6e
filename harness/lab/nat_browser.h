/* SPDX-License-Identifier: MIT */
/* A real browser inside, with the attacker's page open, that does what cases want done. */
#ifndef PQ_LAB_NAT_BROWSER_H
#define PQ_LAB_NAT_BROWSER_H

#include "browser/session.h"
#include "lab/nat_vehicle.h"

struct pq_nat_browser;

/*
 * recipe, program: of the browser; a page that runs script
 * dir:             for its logs
 * allowed:         the helpers' ports are allowed by the browser's own switch
 * stop:            set by a signal handler: it is not waited for any more; may be NULL
 */
struct pq_nat_browser_options {
	const struct pq_recipe *recipe;
	const char *program;
	const char *dir;
	bool allowed;
	const volatile int *stop;
};

/* Starts it, and waits for its page. IO with *diag filled; UNKNOWN if it has no such switch. world outlives it. */
enum pq_err pq_nat_browser_open(struct pq_nat_browser **out, struct pq_nat_world *world,
				const struct pq_nat_browser_options *options, struct pq_diag *diag);
void pq_nat_browser_close(struct pq_nat_browser *browser);

/* Whether the page knows that way. */
bool pq_nat_browser_knows(const struct pq_nat_vehicle *vehicle);

/*
 * Has the page carry the messages to that port, and answers as the helper's server (NULL: nobody's). *dialled: something came
 * there. IO with *diag filled if the browser is gone or does not answer. The port is open until pq_nat_browser_rest.
 */
enum pq_err pq_nat_browser_do(struct pq_nat_browser *browser, const struct pq_nat_vehicle *vehicle,
			      const struct pq_nat_helper *helper, uint16_t port, const struct pq_view *messages,
			      size_t count, size_t padding, bool *dialled, struct pq_diag *diag);
void pq_nat_browser_rest(struct pq_nat_browser *browser);

#endif

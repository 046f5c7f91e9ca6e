/* SPDX-License-Identifier: MIT */
/* One start of a browser inside a sandbox, with a fresh home and profile. */
#ifndef PQ_BROWSER_SESSION_H
#define PQ_BROWSER_SESSION_H

#include "browser/recipe.h"
#include "sandbox/sandbox.h"

/* Extra groups of arguments, by the words of the recipe. */
enum pq_launch { PQ_LAUNCH_PLAIN, PQ_LAUNCH_PROXY, PQ_LAUNCH_PAC, PQ_LAUNCH_SOCKS, PQ_LAUNCH_COUNT };

/*
 * recipe:    see there; program: its path
 * dir:       a folder of the run: home and profile are made in it, browser.log too
 * authority: PEM of the run's CA
 * url:       what to open, or the script of a runtime
 * stock:     no other arguments than the required ones
 */
struct pq_session_options {
	const struct pq_recipe *recipe;
	const char *program;
	const char *dir;
	const char *authority;
	const char *url;
	const char *proxy;
	const char *pac;
	enum pq_launch launch;
	bool stock;
};

struct pq_session;

/* Starts it. IO with *diag naming what failed and the log's place. */
enum pq_err pq_session_open(struct pq_session **out, struct pq_sandbox *sandbox,
			    const struct pq_session_options *options, struct pq_diag *diag);

/* The program's number in the sandbox; its command line, for reports; the log's path. */
uint32_t pq_session_id(const struct pq_session *session);
const char *pq_session_command(const struct pq_session *session);
const char *pq_session_log(const struct pq_session *session);

/* Ends it with all that it started and removes home and profile; the log stays. NULL is fine. */
void pq_session_close(struct pq_session *session);

/* What the program prints for its recipe's `version` argument, outside of any sandbox; "" if it prints nothing. To be freed. */
char *pq_session_version(const struct pq_recipe *recipe, const char *program);

#endif

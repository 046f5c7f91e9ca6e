/* SPDX-License-Identifier: MIT */
/* One start of a browser inside a sandbox, with a fresh home and profile. */
#ifndef PQ_BROWSER_SESSION_H
#define PQ_BROWSER_SESSION_H

#include "browser/recipe.h"
#include "sandbox/sandbox.h"

/* Extra groups of arguments, by the words of the recipe. */
enum pq_launch { PQ_LAUNCH_PLAIN, PQ_LAUNCH_PROXY, PQ_LAUNCH_PAC, PQ_LAUNCH_SOCKS, PQ_LAUNCH_COUNT };

/* The recipe says how to start it so; PLAIN always. */
bool pq_launch_known(const struct pq_recipe *recipe, enum pq_launch launch);

/*
 * recipe:    see there; program: its path
 * dir:       a folder of the run: logs are made in it
 * authority: PEM of the run's CA; NULL: nothing is made to trust it
 * url:       what to open; script: a runtime's script file, which is given the URL too; NULL: none
 * proxy, socks, pac: URLs such as "http://20.0.0.3:3128", "socks5://20.0.0.3:1080"; NULL: none
 * name_server: its address; NULL: none
 * stock:     no other arguments and preferences than the required ones
 * quiet:     no log is kept of this start
 */
struct pq_session_options {
	const struct pq_recipe *recipe;
	const char *program;
	const char *dir;
	const char *authority;
	const char *url;
	const char *script;
	const char *proxy;
	const char *socks;
	const char *pac;
	const char *name_server;
	enum pq_launch launch;
	bool stock;
	bool quiet;
};

struct pq_session;

/* Starts it. IO with *diag naming what failed and the log's place. */
enum pq_err pq_session_open(struct pq_session **out, struct pq_sandbox *sandbox,
			    const struct pq_session_options *options, struct pq_diag *diag);

/* The program's number in the sandbox; its command line, for reports; the log's path ("" if quiet). */
uint32_t pq_session_id(const struct pq_session *session);
const char *pq_session_command(const struct pq_session *session);
const char *pq_session_log(const struct pq_session *session);

/* Tells that the program's PQ_SANDBOX_EXITED was taken from the sandbox. */
void pq_session_exited(struct pq_session *session);

/*
 * Ends it with all that it started and removes home and profile; a log that is not empty stays. NULL is fine. Takes the sandbox's
 * events until the program's end among them, unless that was told before.
 */
void pq_session_close(struct pq_session *session);

/* What the program prints for its recipe's `version` argument, outside of any sandbox; "" if it prints nothing. To be freed. */
char *pq_session_version(const struct pq_recipe *recipe, const char *program);

#endif

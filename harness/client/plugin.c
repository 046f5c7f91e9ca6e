/* SPDX-License-Identifier: MIT */
#include "client/plugin.h"

#include <stdlib.h>

#include "client/plugin_sockets.h"
#include "plugin/worker.h"

/*
 * worker:  where it is loaded first, and put scenarios to over the world in memory
 * sockets: where it performs if it has sockets of its own; NULL: it has none
 */
struct pq_subject {
	struct pq_worker worker;
	struct pq_plugin_sockets *sockets;
};

static void close_plugin(struct pq_subject *subject)
{
	pq_plugin_sockets_close(subject->sockets);
	pq_worker_close(&subject->worker);
	free(subject);
}

static struct pq_subject *open_plugin(const struct pq_policy *policy, const char *argument, struct pq_diag *diag)
{
	struct pq_subject *subject = malloc(sizeof(*subject));
	enum pq_err err;

	if (!subject) {
		pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for the plug-in");
		return NULL;
	}
	subject->sockets = NULL;
	err = pq_worker_open(&subject->worker, argument, policy);
	if (err) {
		pq_diag_set(diag, err, 0, 0, subject->worker.why);
		free(subject);
		return NULL;
	}
	if (!subject->worker.traits.sockets)
		return subject;
	subject->sockets = pq_plugin_sockets_open(argument, policy, diag);
	if (subject->sockets)
		return subject;
	close_plugin(subject);
	return NULL;
}

static enum pq_err run_plugin(struct pq_subject *subject, const struct pq_scenario *scenario,
			      struct pq_transcript *transcript)
{
	if (subject->sockets)
		return pq_plugin_sockets_run(subject->sockets, scenario, transcript);
	return pq_worker_run(&subject->worker, scenario, transcript);
}

static const char *why_not(const struct pq_subject *subject)
{
	return subject->sockets ? pq_plugin_sockets_why(subject->sockets) : subject->worker.why;
}

static void shows(const struct pq_subject *subject, unsigned int *capabilities, const char *const **own_headers)
{
	*capabilities = subject->worker.traits.capabilities;
	*own_headers = subject->worker.traits.own_headers;
}

static const char *unfit(struct pq_subject *subject, const struct pq_scenario *scenario)
{
	if (subject->sockets)
		return pq_plugin_sockets_unfit(scenario);
	return pq_plugin_unfit(subject->worker.traits.performs, scenario);
}

const struct pq_subject_kind pq_subject_plugin = {
	.name = "./FILE.so",
	.help = "a plug-in (pratique/subject.h): a checker or a network stack of your own, in a process of its own",
	.open = open_plugin,
	.run = run_plugin,
	.close = close_plugin,
	.shows = shows,
	.unfit = unfit,
	.why = why_not,
};

/* SPDX-License-Identifier: MIT */
#include "plugin/process.h"

#include <stdlib.h>

#include "plugin/worker.h"

struct pq_subject {
	struct pq_worker worker;
};

static void close_plugin(struct pq_subject *subject)
{
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
	err = pq_worker_open(&subject->worker, argument, policy);
	if (!err)
		return subject;
	pq_diag_set(diag, err, 0, 0, subject->worker.why);
	free(subject);
	return NULL;
}

static enum pq_err run_plugin(struct pq_subject *subject, const struct pq_scenario *scenario,
			      struct pq_transcript *transcript)
{
	return pq_worker_run(&subject->worker, scenario, transcript);
}

static const char *why_not(const struct pq_subject *subject)
{
	return subject->worker.why;
}

static void shows(const struct pq_subject *subject, unsigned int *capabilities, const char *const **own_headers)
{
	*capabilities = subject->worker.traits.capabilities;
	*own_headers = subject->worker.traits.own_headers;
}

static const char *unfit(struct pq_subject *subject, const struct pq_scenario *scenario)
{
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

/* SPDX-License-Identifier: MIT */
#include "client/plugin_sockets.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/handed.h"
#include "client/process.h"
#include "client/session.h"
#include "loopback/unfit.h"
#include "play/unfit.h"
#include "plugin/plugged.h"

#define PROGRAM "pratique-plugin"

struct pq_plugin_sockets {
	struct pq_subject subject;
	struct pq_handed handed;
	char path[PATH_MAX];
};

static enum pq_err tell_end(int status, struct pq_diag *diag)
{
	char text[128];

	if (status == PQ_PROCESS_LATE)
		snprintf(text, sizeof(text), "it came to no end within 10 s");
	else if (status == -1)
		snprintf(text, sizeof(text), "it crashed");
	else
		snprintf(text, sizeof(text), "it ended its process with status %d", status);
	return pq_diag_set(diag, PQ_ERR_IO, 0, 0, text);
}

static enum pq_err ask(void *context, const struct pq_scenario *scenario, size_t at, struct pq_asking *out,
		       struct pq_diag *diag)
{
	struct pq_plugin_sockets *sockets = context;
	struct pq_handed *handed = &sockets->handed;
	char line[24];
	char *argv[] = { handed->program, sockets->path, handed->request, line, handed->policy, NULL };
	struct pq_buf text;
	int status = -1;
	enum pq_err err;

	snprintf(line, sizeof(line), "%zu", at);
	pq_buf_init(&text, handed->text, sizeof(handed->text));
	pq_scenario_print(scenario, &text);
	err = pq_handed_run(handed, sockets->subject.stage.sandbox, &text, argv, true, &status, &out->told, diag);
	out->error = NULL;
	return err || (status == 0 && out->told) ? err : tell_end(status, diag);
}

static enum pq_err open_all(struct pq_plugin_sockets *sockets, const char *path, const struct pq_policy *policy,
			    struct pq_diag *diag)
{
	enum pq_err err = pq_handed_find(&sockets->handed, PROGRAM, PROGRAM " beside this program", diag);

	if (!err && !realpath(path, sockets->path))
		err = pq_diag_set(diag, PQ_ERR_IO, 0, 0, strerror(errno));
	if (!err)
		err = pq_client_init(&sockets->subject, policy, diag);
	return err ? err : pq_handed_open(&sockets->handed, sockets->subject.stage.dir, policy, diag);
}

struct pq_plugin_sockets *pq_plugin_sockets_open(const char *path, const struct pq_policy *policy, struct pq_diag *diag)
{
	struct pq_plugin_sockets *sockets = calloc(1, sizeof(*sockets));

	if (!sockets) {
		pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for the plug-in");
		return NULL;
	}
	sockets->subject.ask = ask;
	sockets->subject.context = sockets;
	sockets->subject.orders.socket = -1;
	if (!open_all(sockets, path, policy, diag))
		return sockets;
	pq_plugin_sockets_close(sockets);
	return NULL;
}

void pq_plugin_sockets_close(struct pq_plugin_sockets *sockets)
{
	if (!sockets)
		return;
	pq_handed_close(&sockets->handed);
	pq_client_fini(&sockets->subject);
	free(sockets);
}

enum pq_err pq_plugin_sockets_run(struct pq_plugin_sockets *sockets, const struct pq_scenario *scenario,
				  struct pq_transcript *transcript)
{
	return pq_client_run(&sockets->subject, scenario, transcript);
}

const char *pq_plugin_sockets_why(const struct pq_plugin_sockets *sockets)
{
	return pq_client_why(&sockets->subject);
}

static size_t count_attacks(const struct pq_scenario *scenario)
{
	size_t count = 0;

	for (size_t i = 0; i < scenario->line_count; i++)
		count += pq_word_is_request(scenario->lines[i].word) && scenario->lines[i].word != PQ_WORD_CONTROL;
	return count;
}

const char *pq_plugin_sockets_unfit(const struct pq_scenario *scenario)
{
	const char *why = pq_world_unfit(scenario);

	if (!why)
		why = pq_plugin_unfit(true, scenario);
	if (!why && pq_scenario_find(scenario, PQ_WORD_KEEP_ALIVE, 0) < scenario->line_count)
		why = "connections that are kept for other requests";
	if (!why && count_attacks(scenario) > 1 && pq_play_leaves_traces(scenario))
		why = "several requests with a state between them, where each is a process of its own";
	return why;
}

/* SPDX-License-Identifier: MIT */
#include "cli/plugged.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "campaign/store.h"
#include "cli/cli.h"
#include "cli/load.h"
#include "cli/subjects.h"
#include "common/environment.h"
#include "plugin/worker.h"
#include "report/message.h"

/* Loads it once, in a process of its own. */
static int try_to_load(const char *path)
{
	struct pq_policy *policy = pq_memory(1, sizeof(*policy));
	struct pq_worker worker;
	bool sockets;
	enum pq_err err;

	pq_policy_parse_builtin(policy, pq_view_str("fetch"));
	err = pq_worker_open(&worker, path, policy);
	sockets = !err && worker.traits.sockets;
	if (err)
		pq_complain("subject %s cannot start: %s", path, worker.why);
	else
		pq_worker_close(&worker);
	free(policy);
	if (!sockets)
		return err ? PQ_EXIT_SETUP : PQ_EXIT_OK;
	pq_complain(
		"subject %s cannot be fuzzed: it has sockets of its own (PQ_PLUGIN_SOCKETS), which end a fuzz target; "
		"'run' and 'explain' take it",
		path);
	return PQ_EXIT_BAD_INPUT;
}

int pq_plugged_choose(const char *name)
{
	char path[PQ_STORE_PATH];
	int code;

	if (!name) {
		unsetenv(PQ_PLUGIN_ENV);
		return PQ_EXIT_OK;
	}
	if (!pq_subjects_by_path(name)) {
		pq_complain("--subject '%s'; expected the path of a plug-in, which has a slash or ends in .so", name);
		return PQ_EXIT_BAD_INPUT;
	}
	if (!realpath(name, path)) {
		pq_complain("subject %s cannot start: %s", name, strerror(errno));
		return PQ_EXIT_SETUP;
	}
	code = try_to_load(path);
	if (code == PQ_EXIT_OK)
		setenv(PQ_PLUGIN_ENV, path, 1);
	return code;
}

const char *pq_plugged_path(void)
{
	return getenv(PQ_PLUGIN_ENV);
}

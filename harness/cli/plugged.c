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
#include "report/message.h"

/* Loads it once, in a process of its own. */
static int try_to_load(const struct pq_subject_kind *kind, const char *path)
{
	struct pq_policy *policy = pq_memory(1, sizeof(*policy));
	struct pq_diag diag = { 0, 0, "" };
	struct pq_subject *subject;

	pq_policy_parse_builtin(policy, pq_view_str("fetch"));
	subject = kind->open(policy, path, &diag);
	if (subject)
		kind->close(subject);
	free(policy);
	if (subject)
		return PQ_EXIT_OK;
	pq_complain("subject %s cannot start: %s", path, diag.expected);
	return PQ_EXIT_SETUP;
}

int pq_plugged_choose(const char *name)
{
	const struct pq_subject_kind *kind;
	char path[PQ_STORE_PATH];
	int code;

	if (!name) {
		unsetenv(PQ_PLUGIN_ENV);
		return PQ_EXIT_OK;
	}
	kind = pq_subjects_by_path(name);
	if (!kind) {
		pq_complain("--subject '%s'; expected the path of a plug-in, which has a slash or ends in .so", name);
		return PQ_EXIT_BAD_INPUT;
	}
	if (!realpath(name, path)) {
		pq_complain("subject %s cannot start: %s", name, strerror(errno));
		return PQ_EXIT_SETUP;
	}
	code = try_to_load(kind, path);
	if (code == PQ_EXIT_OK)
		setenv(PQ_PLUGIN_ENV, path, 1);
	return code;
}

const char *pq_plugged_path(void)
{
	return getenv(PQ_PLUGIN_ENV);
}

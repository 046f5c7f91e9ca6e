/* SPDX-License-Identifier: MIT */
#include "campaign/finding.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define RERUN_LIMIT_MS 20000

bool pq_finding_is_artifact(const char *file_name)
{
	static const char *const prefixes[] = { "crash-", "timeout-", "oom-", "id:" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (strncmp(file_name, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	return false;
}

static void name_from_log(struct pq_finding *finding, const char *log)
{
	static unsigned char storage[1u << 16];
	struct pq_buf text;

	pq_buf_init(&text, storage, sizeof(storage));
	pq_store_read_tail(log, &text);
	pq_status_finding_name(pq_buf_view(&text), finding->name);
}

/* Runs it once more; a death is what was looked for, and so is a process that hangs. */
static void prove(struct pq_finding *finding, const char *source, const char *log)
{
	struct pq_command command;
	int status;
	pid_t child;

	pq_command_init(&command);
	pq_engine_rerun(&command, finding->engine, finding->target, source, finding->file);
	child = pq_child_start(&command, log);
	if (child < 0)
		return;
	if (!pq_child_wait(child, RERUN_LIMIT_MS, &status)) {
		snprintf(finding->name, sizeof(finding->name), "timeout");
		finding->reproduced = true;
	} else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		name_from_log(finding, log);
		finding->reproduced = true;
	}
}

static int give_name(struct pq_finding *finding, const char *folder)
{
	char path[PQ_STORE_PATH];

	pq_store_path(path, "%s/%s-%s-%016" PRIx64 "%s", folder, finding->name, finding->target->name, finding->hash,
		      finding->target->suffix);
	finding->known = access(path, F_OK) == 0;
	if (rename(finding->file, path) != 0)
		return -1;
	memcpy(finding->file, path, sizeof(path));
	return 0;
}

int pq_finding_take(struct pq_finding *finding, const char *source, const char *artifact, const char *folder,
		    const char *log)
{
	finding->reproduced = false;
	finding->known = false;
	snprintf(finding->name, sizeof(finding->name), "unproven");
	if (!pq_store_hash(artifact, &finding->hash))
		return -1;
	pq_store_path(finding->file, "%s/unproven-%s-%016" PRIx64 "%s", folder, finding->target->name, finding->hash,
		      finding->target->suffix);
	if (pq_store_copy(artifact, finding->file) != 0)
		return -1;
	prove(finding, source, log);
	return finding->reproduced ? give_name(finding, folder) : 0;
}

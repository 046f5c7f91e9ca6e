/* SPDX-License-Identifier: MIT */
#include "campaign/finding.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "campaign/canonical.h"
#include "common/environment.h"
#include "system/clock.h"

#define RERUN_LIMIT_MS 20000

bool pq_finding_is_artifact(const char *file_name)
{
	static const char *const prefixes[] = { "crash-", "timeout-", "oom-", "id:" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (strncmp(file_name, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	return false;
}

/* What a run died of, and where. */
struct death {
	char name[PQ_STATUS_NAME];
	char place[PQ_STATUS_PLACE];
};

static void read_death(struct death *death, const char *log)
{
	static unsigned char storage[1u << 16];
	struct pq_buf text;

	pq_buf_init(&text, storage, sizeof(storage));
	pq_store_read_tail(log, &text);
	pq_status_finding_name(pq_buf_view(&text), death->name);
	pq_status_finding_place(pq_buf_view(&text), death->place);
}

/* 127: the program is not there; 3: it could not begin. Neither says anything about the input. */
static bool died(int status)
{
	return !WIFEXITED(status) ||
	       (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != 127 && WEXITSTATUS(status) != 3);
}

/*
 * Runs a file once more; true, with what it died of, if it did: a death is what
 * was looked for, and so is a process that hangs.
 */
static bool prove(const struct pq_finding *finding, const char *source, const char *file, const char *log,
		  struct death *death)
{
	struct pq_command command;
	int status;
	pid_t child;

	pq_command_init(&command);
	pq_engine_rerun(&command, finding->engine, finding->target, finding->program, source, file);
	if (finding->ignored)
		pq_command_env(&command, PQ_IGNORE_ENV "=%s", finding->ignored);
	child = pq_child_start(&command, log);
	if (child < 0)
		return false;
	if (!pq_child_wait(child, RERUN_LIMIT_MS, &status)) {
		*death = (struct death){ "timeout", "" };
		return true;
	}
	if (!died(status))
		return false;
	read_death(death, log);
	return true;
}

/* Puts the canonical text in the place of the bytes that were found, if it is as good a finding. */
static void make_readable(struct pq_finding *finding, const char *source, const char *log)
{
	char path[PQ_STORE_PATH];
	struct death death;

	if (strcmp(finding->target->suffix, ".scenario") != 0)
		return;
	finding->lenient = true;
	if (!finding->reproduced)
		return;
	pq_store_path(path, "%s.canonical", finding->file);
	if (pq_canonical_write(finding->file, path) && prove(finding, source, path, log, &death) &&
	    strcmp(death.name, finding->name) == 0 && strcmp(death.place, finding->place) == 0 &&
	    rename(path, finding->file) == 0)
		finding->lenient = false;
	else
		unlink(path);
}

static void make_key(struct pq_finding *finding)
{
	finding->key = finding->hash;
	if (!finding->place[0])
		return;
	finding->key = pq_store_hash_bytes(PQ_STORE_HASH, pq_view_str(finding->name));
	finding->key = pq_store_hash_bytes(finding->key, pq_view_str(finding->place));
}

static bool is_larger(const char *path, const char *than)
{
	struct stat one, other;

	return stat(path, &one) == 0 && stat(than, &other) == 0 && one.st_size > other.st_size;
}

/* Of two that were found at one place the smaller one gets the name; whether the other one is readable nobody asked. */
static int give_name(struct pq_finding *finding, const char *folder)
{
	char path[PQ_STORE_PATH];
	int result;

	make_key(finding);
	pq_store_path(path, "%s/%s-%s-%016" PRIx64 "%s", folder, finding->name, finding->target->name, finding->key,
		      finding->target->suffix);
	finding->known = access(path, F_OK) == 0;
	if (finding->known && !is_larger(path, finding->file)) {
		finding->lenient = strcmp(finding->target->suffix, ".scenario") == 0;
		result = unlink(finding->file);
	} else {
		result = rename(finding->file, path);
	}
	if (result == 0)
		memcpy(finding->file, path, sizeof(path));
	return result;
}

int pq_finding_take(struct pq_finding *finding, const char *source, const char *artifact, const char *folder,
		    const char *log)
{
	struct death death;

	finding->reproduced = false;
	finding->known = false;
	finding->lenient = false;
	finding->seen_ms = pq_clock_ms();
	snprintf(finding->name, sizeof(finding->name), "unproven");
	finding->place[0] = '\0';
	if (!pq_store_hash(artifact, &finding->hash))
		return -1;
	pq_store_path(finding->file, "%s/unproven-%s-%016" PRIx64 "%s", folder, finding->target->name, finding->hash,
		      finding->target->suffix);
	if (pq_store_copy(artifact, finding->file) != 0)
		return -1;
	finding->key = finding->hash;
	finding->reproduced = prove(finding, source, finding->file, log, &death);
	if (finding->reproduced) {
		memcpy(finding->name, death.name, sizeof(death.name));
		memcpy(finding->place, death.place, sizeof(death.place));
	}
	make_readable(finding, source, log);
	return finding->reproduced ? give_name(finding, folder) : 0;
}

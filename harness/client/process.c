/* SPDX-License-Identifier: MIT */
#include "client/process.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "system/clock.h"

#define LIMIT_MS 10000 /* for one request; then the program is ended */
#define ENDING_MS 5000 /* for a program that was ended to be gone */

/* Waits for the program's end, and ends it where it takes too long. */
static enum pq_err await(struct pq_sandbox *sandbox, uint32_t id, int *status, struct pq_diag *diag)
{
	int64_t until = pq_clock_ms() + LIMIT_MS;
	bool ended = false;

	for (;;) {
		int64_t left = until - pq_clock_ms();
		struct pq_sandbox_event event = pq_sandbox_next(sandbox, left > 0 ? (int)left : 0);

		if (event.kind == PQ_SANDBOX_EXITED && event.id == id) {
			*status = ended ? PQ_PROCESS_LATE : WIFEXITED(event.status) ? WEXITSTATUS(event.status) : -1;
			return PQ_ERR_OK;
		}
		if (event.kind == PQ_SANDBOX_GONE || event.kind == PQ_SANDBOX_RESIDENT || (left <= 0 && ended))
			return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "a sandbox that lives on");
		if (left > 0)
			continue;
		pq_sandbox_end(sandbox, id);
		ended = true;
		until = pq_clock_ms() + ENDING_MS;
	}
}

bool pq_process_put(const char *path, struct pq_view bytes)
{
	FILE *file = fopen(path, "we");
	bool good;

	if (!file)
		return false;
	good = fwrite(bytes.data, 1, bytes.len, file) == bytes.len;
	return fclose(file) == 0 && good;
}

enum pq_err pq_process_run(struct pq_sandbox *sandbox, char *const *argv, const char *log, bool apart, int *status,
			   struct pq_diag *diag)
{
	const char *caller = getenv("PATH");
	const char *libraries = getenv("LD_LIBRARY_PATH");
	char path[4096];
	char library_path[4096];
	char home[] = "HOME=/nonexistent";
	char language[] = "LANG=C.UTF-8";
	char *environment[] = { path, home, language, libraries ? library_path : NULL, NULL };
	struct pq_program program = {
		.argv = argv, .environment = environment, .directory = "/tmp", .log = log, .apart = apart, .room = true
	};
	uint32_t id;
	enum pq_err err;

	snprintf(path, sizeof(path), "PATH=%s", caller ? caller : "/usr/bin:/bin");
	snprintf(library_path, sizeof(library_path), "LD_LIBRARY_PATH=%s", libraries ? libraries : "");
	err = pq_sandbox_start(sandbox, &program, &id, diag);
	return err ? err : await(sandbox, id, status, diag);
}

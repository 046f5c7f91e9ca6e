/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/case.h"

extern char **environ;

#define FEW 16
#define MANY 48

/* callgrind's line "==PID== Collected : N" in what it printed. */
static double collected(FILE *output)
{
	char line[512];
	double count = -1;
	uint64_t n;

	while (fgets(line, sizeof(line), output)) {
		const char *at = strstr(line, "Collected : ");

		if (at && sscanf(at, "Collected : %" SCNu64, &n) == 1)
			count = (double)n;
	}
	return count;
}

static bool start(const char *program, char *loop, int output, pid_t *pid)
{
	char tool[] = "--tool=callgrind", out[] = "--callgrind-out-file=/dev/null";
	char valgrind[] = "valgrind", verb[] = "bench", option[] = "--loop", path[4096];
	char *argv[] = { valgrind, tool, out, path, verb, option, loop, NULL };
	posix_spawn_file_actions_t actions;
	int failed;

	snprintf(path, sizeof(path), "%s", program);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	failed = posix_spawnp(pid, valgrind, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return !failed;
}

/* Instructions of the whole process for that many pieces of work. */
static double count(const char *program, const char *name, int times)
{
	char loop[128];
	double result = -1;
	int ends[2], status = -1;
	FILE *output;
	pid_t pid;

	snprintf(loop, sizeof(loop), "%s:%d", name, times);
	if (pipe(ends))
		return -1;
	output = fdopen(ends[0], "r");
	if (output && start(program, loop, ends[1], &pid)) {
		close(ends[1]);
		result = collected(output);
		waitpid(pid, &status, 0);
	} else {
		close(ends[1]);
	}
	if (output)
		fclose(output);
	return status == 0 ? result : -1;
}

double pq_bench_instructions(const char *program, const char *name)
{
	double few = count(program, name, FEW), many = count(program, name, MANY);

	return few < 0 || many < 0 ? -1 : (many - few) / (MANY - FEW);
}

/* SPDX-License-Identifier: MIT */
#include "cli/probe.h"

#include <glob.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "url/idna.h"

bool pq_probe_program(const char *name)
{
	const char *path = getenv("PATH");
	char candidate[4096];

	while (path && *path) {
		size_t len = strcspn(path, ":");

		snprintf(candidate, sizeof(candidate), "%.*s/%s", (int)len, path, name);
		if (access(candidate, X_OK) == 0)
			return true;
		path += len + (path[len] == ':');
	}
	return false;
}

bool pq_probe_file(const char *path)
{
	return access(path, R_OK) == 0;
}

bool pq_probe_glob(const char *pattern)
{
	glob_t found;
	bool there = glob(pattern, GLOB_NOSORT, NULL, &found) == 0;

	if (there)
		globfree(&found);
	return there;
}

/* The first line of a file of /proc or /sys; false if it cannot be read. */
static bool read_line(const char *path, char *line, int size)
{
	FILE *file = fopen(path, "r");
	bool read = file && fgets(line, size, file);

	if (file)
		fclose(file);
	return read;
}

bool pq_probe_at_most(const char *file_and_number)
{
	size_t len = strcspn(file_and_number, " ");
	char path[128];
	char line[64];

	snprintf(path, sizeof(path), "%.*s", (int)len, file_and_number);
	return !read_line(path, line, sizeof(line)) ||
	       strtoul(line, NULL, 10) <= strtoul(file_and_number + len, NULL, 10);
}

bool pq_probe_icu(const char *unused)
{
	struct pq_idna *idna = pq_idna_open();

	(void)unused;
	if (!idna)
		return false;
	pq_idna_close(idna);
	return true;
}

/* A core that is piped to a program makes a crash look like a hang for a while. */
bool pq_probe_core_pattern(const char *unused)
{
	char line[256];

	(void)unused;
	return !read_line("/proc/sys/kernel/core_pattern", line, sizeof(line)) || line[0] != '|';
}

/* Machines without a governor, such as most virtual ones, run at one speed. */
bool pq_probe_governor(const char *unused)
{
	char line[64];

	(void)unused;
	return !read_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", line, sizeof(line)) ||
	       strncmp(line, "performance", strlen("performance")) == 0;
}

/* A process of its own tries it, because what it enters it cannot leave. */
bool pq_probe_user_namespace(const char *unused)
{
	int status = 0;
	pid_t child = fork();

	(void)unused;
	if (child < 0)
		return false;
	if (child == 0)
		_exit(unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 ? 0 : 1);
	return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* SPDX-License-Identifier: MIT */
#include "cli/probe.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/load.h"
#include "sandbox/sandbox.h"
#include "service/house.h"
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

char pq_probe_sandbox_how[512];

/* The only way to be sure is to make one. */
bool pq_probe_sandbox(const char *unused)
{
	const struct pq_sandbox_options options = { .tcp_port = 1 };
	struct pq_sandbox *sandbox = NULL;
	struct pq_diag diag;

	(void)unused;
	if (pq_sandbox_open(&sandbox, &options, &diag) != PQ_ERR_OK) {
		snprintf(pq_probe_sandbox_how, sizeof(pq_probe_sandbox_how), "%s", diag.expected);
		return false;
	}
	pq_sandbox_close(sandbox);
	return true;
}

char pq_probe_service_how[512];

bool pq_probe_service(const char *unused)
{
	struct pq_file text = { NULL, 0 };
	struct pq_house_options options = { .body = NULL };
	struct pq_house *house = NULL;
	struct pq_policy *policy = NULL;
	struct pq_diag diag;
	enum pq_err err;

	(void)unused;
	if (pq_load_policy("fetch", &policy, &text) != PQ_EXIT_OK)
		return false;
	options.serve.policy = policy;
	err = pq_house_open(&house, &options, &diag);
	if (err)
		snprintf(pq_probe_service_how, sizeof(pq_probe_service_how), "%s", diag.expected);
	pq_house_close(house);
	free(policy);
	pq_file_free(&text);
	return !err;
}

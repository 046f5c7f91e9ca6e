/* SPDX-License-Identifier: MIT */
#include "cli/paths.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"
#include "cli/load.h"
#include "report/message.h"

static char *joined(const char *folder, const char *name)
{
	size_t len = strlen(folder);
	bool slash = len > 0 && folder[len - 1] == '/';
	size_t size = len + strlen(name) + 2;
	char *path = pq_memory(size, 1);

	snprintf(path, size, "%s%s%s", folder, slash ? "" : "/", name);
	return path;
}

/* Takes the name over. */
static void keep(struct pq_paths *paths, char *path)
{
	char **grown = realloc(paths->items, (paths->count + 1) * sizeof(*grown));

	if (!grown) {
		pq_complain("out of memory");
		exit(PQ_EXIT_SETUP);
	}
	paths->items = grown;
	paths->items[paths->count++] = path;
}

static bool has_suffix(const char *name, const char *const *suffixes)
{
	for (; *suffixes; suffixes++) {
		size_t len = strlen(*suffixes);

		if (strlen(name) > len && strcmp(name + strlen(name) - len, *suffixes) == 0)
			return true;
	}
	return false;
}

/* Links to directories are not followed, so that no loop is walked. */
static int walk(struct pq_paths *paths, const char *folder, const char *const *suffixes)
{
	DIR *open = opendir(folder);
	int code = PQ_EXIT_OK;
	struct dirent *entry;

	if (!open) {
		pq_complain("%s: expected a readable directory (%s)", folder, strerror(errno));
		return PQ_EXIT_BAD_INPUT;
	}
	while ((entry = readdir(open)) != NULL) {
		struct stat info;
		char *path;

		if (entry->d_name[0] == '.')
			continue;
		path = joined(folder, entry->d_name);
		if (lstat(path, &info) == 0 && S_ISDIR(info.st_mode))
			code = pq_exit_worse(code, walk(paths, path, suffixes));
		else if (has_suffix(entry->d_name, suffixes)) {
			keep(paths, path);
			continue;
		}
		free(path);
	}
	closedir(open);
	return code;
}

static int by_bytes(const void *a, const void *b)
{
	const char *const *left = a;
	const char *const *right = b;

	return strcmp(*left, *right);
}

static int complain_empty(const char *folder, const char *const *suffixes)
{
	char names[256] = "";

	for (size_t i = 0; suffixes[i]; i++) {
		size_t len = strlen(names);

		snprintf(names + len, sizeof(names) - len, "%s*%s", i ? " or " : "", suffixes[i]);
	}
	pq_complain("%s: expected at least one file %s in this directory", folder, names);
	return PQ_EXIT_BAD_INPUT;
}

int pq_paths_add(struct pq_paths *paths, const char *path, const char *const *suffixes)
{
	size_t before = paths->count;
	struct stat info;
	int code;

	if (strcmp(path, "-") == 0 || stat(path, &info) != 0 || !S_ISDIR(info.st_mode)) {
		char *copy = pq_memory(strlen(path) + 1, 1);

		memcpy(copy, path, strlen(path) + 1);
		keep(paths, copy);
		return PQ_EXIT_OK;
	}
	code = walk(paths, path, suffixes);
	if (paths->count == before && code == PQ_EXIT_OK)
		return complain_empty(path, suffixes);
	if (paths->count > before)
		qsort(paths->items + before, paths->count - before, sizeof(*paths->items), by_bytes);
	return code;
}

void pq_paths_free(struct pq_paths *paths)
{
	for (size_t i = 0; i < paths->count; i++)
		free(paths->items[i]);
	free(paths->items);
}

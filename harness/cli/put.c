/* SPDX-License-Identifier: MIT */
#include "cli/put.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "report/message.h"
#include "report/output.h"

/* Opening a pipe or a device to try it would be seen at its other end: it is only asked about. */
static const char *try_place(const char *path)
{
	struct pq_output output;
	struct stat about;
	const char *why;

	if (strcmp(path, "-") == 0)
		return NULL;
	if (stat(path, &about) == 0 && S_ISDIR(about.st_mode))
		return strerror(EISDIR);
	if (stat(path, &about) == 0 && !S_ISREG(about.st_mode))
		return access(path, W_OK) == 0 ? NULL : strerror(errno);
	why = pq_output_open(&output, path);
	if (!why)
		pq_output_discard(&output);
	return why;
}

int pq_put_try(const char *path)
{
	const char *why = path ? try_place(path) : NULL;

	if (!why)
		return PQ_EXIT_OK;
	pq_complain("%s: expected a place to write to (%s)", path, why);
	return PQ_EXIT_BAD_INPUT;
}

int pq_put_beside(const char *path, char *const *files, int count)
{
	struct stat place;
	struct stat file;

	if (!path || strcmp(path, "-") == 0 || stat(path, &place) != 0 || !S_ISREG(place.st_mode))
		return PQ_EXIT_OK;
	for (int i = 0; i < count; i++) {
		if (stat(files[i], &file) != 0 || file.st_dev != place.st_dev || file.st_ino != place.st_ino)
			continue;
		pq_complain("%s: expected another file than the ones that are read", path);
		return PQ_EXIT_BAD_INPUT;
	}
	return PQ_EXIT_OK;
}

int pq_put(const char *path, bool (*write)(const void *context, FILE *out), const void *context)
{
	struct pq_output output;
	const char *why;

	if (!path)
		return PQ_EXIT_OK;
	why = pq_output_open(&output, path);
	if (!why && !write(context, output.stream)) {
		pq_output_discard(&output);
		pq_complain("%s: could not be written", path);
		return PQ_EXIT_SETUP;
	}
	if (!why)
		why = pq_output_commit(&output);
	if (why)
		pq_complain("%s: %s", path, why);
	return why ? PQ_EXIT_SETUP : PQ_EXIT_OK;
}

/* SPDX-License-Identifier: MIT */
#include "report/output.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char suffix[] = ".XXXXXX";

static char *temporary_name(const char *path)
{
	size_t len = strlen(path);
	char *name = malloc(len + sizeof(suffix));

	if (name) {
		memcpy(name, path, len);
		memcpy(name + len, suffix, sizeof(suffix));
	}
	return name;
}

static void release(struct pq_output *output)
{
	free(output->temporary);
	free(output->path);
	*output = (struct pq_output){ NULL, NULL, NULL };
}

/* mkstemp makes private files; a report is as readable as any other new file, or as the file that it replaces. */
static mode_t mode_for(const char *path)
{
	struct stat old;
	mode_t mask;

	if (stat(path, &old) == 0)
		return old.st_mode & 07777;
	mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

static const char *open_temporary(struct pq_output *output)
{
	int fd = mkstemp(output->temporary);
	const char *why;

	if (fd < 0)
		return strerror(errno);
	output->stream = fchmod(fd, mode_for(output->path)) == 0 ? fdopen(fd, "w") : NULL;
	if (output->stream)
		return NULL;
	why = strerror(errno);
	close(fd);
	unlink(output->temporary);
	return why;
}

const char *pq_output_open(struct pq_output *output, const char *path)
{
	struct stat old;
	const char *why;

	*output = (struct pq_output){ NULL, NULL, NULL };
	if (strcmp(path, "-") == 0) {
		output->stream = stdout;
		return NULL;
	}
	if (stat(path, &old) == 0 && !S_ISREG(old.st_mode)) {
		output->stream = fopen(path, "w");
		return output->stream ? NULL : strerror(errno);
	}
	output->path = realpath(path, NULL);
	if (!output->path)
		output->path = strdup(path);
	output->temporary = output->path ? temporary_name(output->path) : NULL;
	why = output->temporary ? open_temporary(output) : "out of memory";
	if (why)
		release(output);
	return why;
}

const char *pq_output_flush(FILE *stream)
{
	bool failed = ferror(stream);

	errno = 0;
	clearerr(stream);
	if (failed)
		fputc('\n', stream);
	if (fflush(stream) == 0 && !failed)
		return NULL;
	return strerror(errno ? errno : EIO);
}

/* Standard output is not ours to close: who opened it checks what follows as well. */
static bool closes(FILE *stream)
{
	return stream == stdout || fclose(stream) == 0;
}

const char *pq_output_commit(struct pq_output *output)
{
	const char *why = pq_output_flush(output->stream);

	if (!closes(output->stream) && !why)
		why = strerror(errno);
	if (!why && output->temporary && rename(output->temporary, output->path) != 0)
		why = strerror(errno);
	if (why && output->temporary)
		unlink(output->temporary);
	release(output);
	return why;
}

void pq_output_discard(struct pq_output *output)
{
	closes(output->stream);
	if (output->temporary)
		unlink(output->temporary);
	release(output);
}

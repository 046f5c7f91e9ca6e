/* SPDX-License-Identifier: MIT */
#include "cli/folder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "browser/errand.h"
#include "cli/cli.h"
#include "report/message.h"

static int cannot(const char *path)
{
	pq_complain("%s: cannot be used as a folder: %s", path, strerror(errno));
	return PQ_EXIT_SETUP;
}

int pq_folder_open(struct pq_folder *folder, const char *keep)
{
	const char *place = getenv("TMPDIR");
	struct stat about;

	folder->kept = keep != NULL;
	if (keep) {
		if ((mkdir(keep, 0777) != 0 && errno != EEXIST) || !realpath(keep, folder->path))
			return cannot(keep);
		if (stat(folder->path, &about) == 0 && S_ISDIR(about.st_mode))
			return PQ_EXIT_OK;
		errno = ENOTDIR;
		return cannot(keep);
	}
	snprintf(folder->path, sizeof(folder->path), "%s/pratique-XXXXXX", place && place[0] == '/' ? place : "/tmp");
	return mkdtemp(folder->path) ? PQ_EXIT_OK : cannot(folder->path);
}

void pq_folder_close(struct pq_folder *folder)
{
	if (!folder->kept)
		pq_errand_remove(folder->path);
}

/* SPDX-License-Identifier: MIT */
#include "corpus/hold.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* Locks a file or folder that is there, until the process ends. */
static int hold(const char *path, int how)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -1 : flock(fd, how | LOCK_NB);
}

static bool tell(const char *path, const char *in_use, char why[static PQ_OUT_WHY])
{
	snprintf(why, PQ_OUT_WHY, "%s: %s", path, errno == EWOULDBLOCK ? in_use : strerror(errno));
	return false;
}

bool pq_hold_corpus(const char *folder, char why[static PQ_OUT_WHY])
{
	char lock[PQ_STORE_PATH], findings[PQ_STORE_PATH];

	if (pq_store_make_folders(folder) != 0 || access(folder, W_OK | X_OK) != 0 || hold(folder, LOCK_EX) != 0)
		return tell(folder, "another command is writing to this folder", why);
	pq_store_path(lock, "%s/../work/lock", folder);
	pq_store_path(findings, "%s/../findings", folder);
	if (access(lock, F_OK) == 0 && access(findings, F_OK) == 0 && hold(lock, LOCK_EX) != 0)
		return tell(folder, "a campaign is using this folder", why);
	return true;
}

bool pq_hold_source(const char *folder, char why[static PQ_OUT_WHY])
{
	char lock[PQ_STORE_PATH];

	pq_store_path(lock, "%s/work/lock", folder);
	if (access(lock, F_OK) == 0 && hold(lock, LOCK_SH) != 0)
		return tell(folder, "a campaign is using this folder", why);
	return true;
}

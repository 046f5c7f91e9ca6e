/* SPDX-License-Identifier: MIT */
#include "campaign/out.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool pq_out_open(const char *out, const char *const *folders, size_t count, char why[static PQ_OUT_WHY])
{
	char path[PQ_STORE_PATH];

	why[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		pq_store_path(path, "%s/%s", out, folders[i]);
		if (pq_store_make_folders(path) != 0 || access(path, W_OK | X_OK) != 0) {
			snprintf(why, PQ_OUT_WHY, "%s: %s", path, strerror(errno));
			return false;
		}
	}
	pq_store_path(path, "%s/work/lock", out);
	if (pq_store_lock(path) != 0) {
		if (errno == EWOULDBLOCK)
			snprintf(why, PQ_OUT_WHY, "%s: another campaign is using this folder", out);
		else
			snprintf(why, PQ_OUT_WHY, "%s: %s", path, strerror(errno));
		return false;
	}
	if (pq_store_reserve(out) != 0)
		snprintf(why, PQ_OUT_WHY, "no room could be put aside in %s/work: %s", out, strerror(errno));
	return true;
}

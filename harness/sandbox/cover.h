/* SPDX-License-Identifier: MIT */
/* Binding a file over another one, also where that other one is not there. */
#ifndef PQ_SANDBOX_COVER_H
#define PQ_SANDBOX_COVER_H

#include <stdbool.h>

/*
 * From now on `path`, an absolute one, shows the file `source`. If there is no such file, or a link that leads nowhere,
 * the nearest folder above that exists is covered by a copy whose entries are those of the folder, and in which it is.
 * stage: a folder on a tmpfs for such copies. False with errno.
 */
bool pq_cover_file(const char *path, const char *source, const char *stage);

#endif

/* SPDX-License-Identifier: MIT */
/* A folder of its own for tests of what a campaign does with files. */
#ifndef PQ_TEST_CAMPAIGN_FOLDER_H
#define PQ_TEST_CAMPAIGN_FOLDER_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "campaign/store.h"

static char base[64];

static inline int make_base(void **state)
{
	(void)state;
	snprintf(base, sizeof(base), "/tmp/pq-campaign-XXXXXX");
	return mkdtemp(base) ? 0 : -1;
}

static inline int remove_base(void **state)
{
	(void)state;
	return pq_store_remove_folder(base);
}

/* Writes base/path, and makes the folders above it. */
static inline void put(const char *path, const char *text)
{
	char full[PQ_STORE_PATH], folder[PQ_STORE_PATH];
	FILE *file;

	pq_store_path(full, "%s/%s", base, path);
	pq_store_path(folder, "%.*s", (int)(strrchr(full, '/') - full), full);
	assert_int_equal(pq_store_make_folders(folder), 0);
	file = fopen(full, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static inline int count_one(void *ctx, const char *path, const char *name)
{
	(void)path;
	(void)name;
	++*(size_t *)ctx;
	return 0;
}

/* Files below base/path. */
static inline size_t count(const char *path)
{
	char full[PQ_STORE_PATH];
	size_t files = 0;

	pq_store_path(full, "%s/%s", base, path);
	assert_int_equal(pq_store_each_file(full, count_one, &files), 0);
	return files;
}

#endif

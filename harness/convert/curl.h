/* SPDX-License-Identifier: MIT */
/*
 * From a command line of curl to a sketch. Its options are a table (curl_options.c); what is not in it is an error, for nobody
 * knows whether a value follows, and what has no meaning for a request is noted.
 */
#ifndef PQ_CONVERT_CURL_H
#define PQ_CONVERT_CURL_H

#include "convert/sketch.h"

/*
 * read:    reads a file that the command line names ("-": standard input), into memory that the caller of it frees; false if
 *          it cannot
 * context: for it
 */
struct pq_curl_files {
	bool (*read)(void *context, const char *path, unsigned char **data, size_t *len);
	void *context;
};

/*
 * words: count of them, the first one names curl
 * files: NULL: they are not read, and noted
 *
 * SYNTAX with *diag->expected saying what is wrong with it (no line); NO_SPACE.
 */
enum pq_err pq_curl_read(const char *const *words, size_t count, const struct pq_curl_files *files,
			 struct pq_sketch *sketch, struct pq_diag *diag);

#endif

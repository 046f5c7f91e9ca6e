/* SPDX-License-Identifier: MIT */
/* Bounded reading of what the user names: files, standard input ("-"), policies by name or file. */
#ifndef PQ_CLI_LOAD_H
#define PQ_CLI_LOAD_H

#include <stdint.h>

#include "base/err.h"
#include "monitor/judge_policy.h"
#include "policy/policy.h"

#define PQ_MAX_POLICY_TEXT (1u << 20)       /* bytes of a policy file */
#define PQ_MAX_TRANSCRIPT_TEXT (256u << 20) /* bytes of a transcript file */
#define PQ_MAX_INPUT_TEXT (16u << 20)       /* bytes of a list of URLs */

/* Owned text of a file; released with pq_file_free. */
struct pq_file {
	unsigned char *data;
	size_t len;
};

static inline struct pq_view pq_file_view(const struct pq_file *file)
{
	return pq_view(file->data, file->len);
}

void pq_file_free(struct pq_file *file);

/*
 * Reads all of path ("-": standard input): IO, or LIMIT when it is longer than
 * max, with diag->expected telling what was (limit: name of max). Prints nothing.
 */
enum pq_err pq_file_read(const char *path, size_t max, const char *limit, struct pq_file *file, struct pq_diag *diag);

/* Memory, or a complaint and exit with PQ_EXIT_SETUP: nothing can be judged without it. */
void *pq_memory(size_t count, size_t size);

#define PQ_POLICY_NAME_SIZE 64 /* room for NAME@YYYY-MM-DD of a built-in policy, and a NUL */

/* NAME@today of a built-in policy with today's date (UTC) instead, written to out; any other name as it is. */
const char *pq_policy_of_today(const char *name, char out[static PQ_POLICY_NAME_SIZE]);

/*
 * A policy by built-in name (NAME, NAME@DATE, NAME@today) or from a file; returns an exit code and has complained
 * if it is not PQ_EXIT_OK. text: what the policy's views point into, empty for a built-in.
 */
int pq_load_policy(const char *name, struct pq_policy **policy, struct pq_file *text);

/*
 * The same for the judge, through the monitor's own tables and reader. That reader takes only what decides, so a
 * file is read by the strict reader first: what --policy refuses, --judge refuses with the same words.
 */
int pq_load_judge_policy(const char *name, struct pq_judge_policy *policy, struct pq_file *text);

#endif

/* SPDX-License-Identifier: MIT */
/* "run" with several subjects: each scenario is put to each of them, and a table tells where they differ. */
#ifndef PQ_CLI_RUN_TABLE_H
#define PQ_CLI_RUN_TABLE_H

#include "cli/paths.h"
#include "report/terminal.h"

#define PQ_MAX_TABLE_SUBJECTS 16 /* of one table */

/*
 * subjects: subject_count different names, at least two
 * policy, judge: as for one subject, NULL for the defaults
 * jsonl, html: paths; NULL if not wanted
 * explained: explained_count paths, at most PQ_MAX_EXPLAINED_FILES
 * lenient:  scenarios are read as fuzz targets do
 * json:     rows and sums go to standard output as JSON lines, and nothing else does
 * all, quiet: also rows in which all agree; none that is explained
 * live:     progress is shown on standard error
 * terminal: where the table goes
 */
struct pq_run_table {
	const char *const *subjects;
	size_t subject_count;
	const char *policy;
	const char *judge;
	const char *jsonl;
	const char *html;
	const char *const *explained;
	size_t explained_count;
	bool lenient;
	bool json;
	bool all;
	bool quiet;
	bool live;
	struct pq_terminal terminal;
};

/* Returns an exit code; if something went wrong it has complained. */
int pq_run_table(const struct pq_run_table *how, const struct pq_paths *paths);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Which lines of src/ were run, as llvm-cov tells it: the reading of its "lcov" format (geninfo(1), "Tracefile
 * format"). Pure but for memory.
 */
#ifndef PQ_COVERAGE_LINES_H
#define PQ_COVERAGE_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/view.h"

#define PQ_COVERAGE_FOLDERS 32
#define PQ_COVERAGE_WHY 512

/* number: from 1; covered: it was run at least once. A line that holds no code is not among a file's lines. */
struct pq_counted_line {
	unsigned int number;
	bool covered;
};

/*
 * name:    below the source tree, as "src/base/buf.c"
 * lines:   line_count of them, in order
 * covered: how many of them were run
 */
struct pq_counted_file {
	char *name;
	struct pq_counted_line *lines;
	size_t line_count;
	size_t covered;
};

/* name: as "src/base"; line_count, covered: of all its files */
struct pq_counted_folder {
	char name[64];
	size_t line_count;
	size_t covered;
};

/* files, folders: in the order of their names; line_count, covered: of all files */
struct pq_coverage {
	struct pq_counted_file *files;
	size_t file_count;
	struct pq_counted_folder folders[PQ_COVERAGE_FOLDERS];
	size_t folder_count;
	size_t line_count;
	size_t covered;
};

/*
 * Reads the text; files that do not lie in SOURCE/src are left out. source: as the compiler was given it. False, with
 * one line about it, if the text is no such format, is cut short, tells of no file in SOURCE/src, or memory ran out;
 * *coverage is then empty. It is to be freed either way.
 */
bool pq_coverage_read(struct pq_coverage *coverage, struct pq_view text, const char *source,
		      char why[static PQ_COVERAGE_WHY]);

void pq_coverage_free(struct pq_coverage *coverage);

/* Hundredths of a percent, rounded down, so that 9500 is reached only by 95 % or more; 10000 of no lines. */
unsigned int pq_coverage_share(size_t covered, size_t line_count);

#endif

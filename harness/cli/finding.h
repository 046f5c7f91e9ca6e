/* SPDX-License-Identifier: MIT */
/* Findings as verbs take them: a file, what its name says, and the program that it is put to. */
#ifndef PQ_CLI_FINDING_H
#define PQ_CLI_FINDING_H

#include "campaign/store.h"
#include "cli/load.h"
#include "triage/replay.h"

/*
 * path:    as the user gave it
 * bytes:   of the file
 * program: path of the program that it is put to
 * why:     what is wrong with it, if something is
 */
struct pq_cli_finding {
	const char *path;
	struct pq_label label;
	struct pq_file bytes;
	char program[PQ_STORE_PATH];
	char why[1024];
};

/* Suffixes of the files that are taken of a folder. */
extern const char *const pq_finding_suffixes[];

/* Which program a finding is put to. */
enum pq_finding_program {
	PQ_FINDING_TREE, /* that of its target, as this tree has it */
	PQ_FINDING_FOUND /* the same, but that with the planted bug that its folder is named after, if it is */
};

/*
 * Reads the file and chooses the program: `given`, a path or the name of a program beside this one, if it is not NULL.
 * A finding of a sanitizer takes a program with sanitizers; if this build has none, libFuzzer's is built, aloud. An exit
 * code, and finding->why says what is wrong if it is not PQ_EXIT_OK; pq_cli_finding_close is needed either way.
 */
int pq_cli_finding_open(struct pq_cli_finding *finding, const char *path, enum pq_finding_program which,
			const char *given);
void pq_cli_finding_close(struct pq_cli_finding *finding);

/* The path of the target's own program of this tree. */
void pq_cli_finding_tree_program(const struct pq_cli_finding *finding, char program[static PQ_STORE_PATH]);

#endif

/* SPDX-License-Identifier: MIT */
/* Which services a lab is about: known ones by name or by set, and descriptions of the user's. */
#ifndef PQ_CLI_LAB_CHOOSE_H
#define PQ_CLI_LAB_CHOOSE_H

#include <stdio.h>

#include "cli/load.h"
#include "cli/options.h"
#include "lab/service.h"

#define PQ_MAX_LAB_CHOICE 256 /* services of one run */

/* known: of all that were read; chosen: those that were asked for. All zero is an empty one. */
struct pq_lab_choice {
	struct pq_lab_service *known[PQ_MAX_LAB_CHOICE];
	size_t known_count;
	const struct pq_lab_service *chosen[PQ_MAX_LAB_CHOICE];
	size_t chosen_count;
};

/* Reads a file; an exit code, complained about. A description takes the place of a known one of the same name. */
int pq_lab_choice_add(struct pq_lab_choice *choice, const char *path);

/*
 * After all files: chooses those names; without names the set ("quick", "recommended", "all", NULL for all of them) and, with
 * NULL, files alone if there are any.
 */
int pq_lab_choose(struct pq_lab_choice *choice, const struct pq_usage *usage, const char *set, char *const *names,
		  int count);

/* One line for each that was chosen. */
void pq_lab_choice_list(const struct pq_lab_choice *choice, FILE *out);

void pq_lab_choice_fini(struct pq_lab_choice *choice);

#endif

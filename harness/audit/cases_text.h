/* SPDX-License-Identifier: MIT */
/* What the suites ask for, as scenarios: made from the policy, and taken from the corpus. */
#ifndef PQ_AUDIT_CASES_TEXT_H
#define PQ_AUDIT_CASES_TEXT_H

#include "audit/cases.h"
#include "play/pack.h"

/*
 * Where scenarios go.
 * dir:     folder that gets a file for each that was made, NAME.scenario
 * files:   by index in the pack: where each one stands, to be freed; count as the pack's
 * failed:  a file could not be written, or memory was short
 */
struct pq_cases_sheet {
	struct pq_pack *pack;
	const char *dir;
	char **files;
	size_t file_count;
	bool failed;
};

/* Adds a scenario that was made; the text is put into its canonical form. One that cannot be read is left out. */
void pq_cases_add(struct pq_cases_sheet *sheet, const char *name, struct pq_view text);

/*
 * Adds all scenarios of a folder of the corpus (such as "headers") that a page may ask for; a renderer's are left
 * out. Then, of each that asks by fetch(), XMLHttpRequest or forms, twins that ask by the others: alter says by
 * which.
 */
enum pq_cases_twin { PQ_TWIN_FETCH = 1 << 0, PQ_TWIN_XHR = 1 << 1, PQ_TWIN_FORM = 1 << 2 };
void pq_cases_add_corpus(struct pq_cases_sheet *sheet, const char *corpus, const char *folder, unsigned int alter);

/* cases_headers.c, cases_bodies.c: all of a suite. */
void pq_cases_write_headers(struct pq_cases_sheet *sheet, const struct pq_cases_options *options);
void pq_cases_write_bodies(struct pq_cases_sheet *sheet, const struct pq_cases_options *options);

#endif

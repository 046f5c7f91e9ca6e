/* SPDX-License-Identifier: MIT */
/* A fuzz program that runs inputs when it is asked (common/serve.h), from the side that asks. */
#ifndef PQ_TRIAGE_PROGRAM_H
#define PQ_TRIAGE_PROGRAM_H

#include <sys/types.h>

#include "base/view.h"
#include "campaign/status.h"
#include "common/serve.h"

#define PQ_PROGRAM_WHY 512

/*
 * path:      of the program, which outlives this
 * ignored:   names of rules that it does not judge, separated by commas; NULL for none
 * symbolize: a sanitizer's stack gets names, which takes a second each time
 * sanitized: AddressSanitizer is in it
 * pid: of the process, 0 or less while there is none; end: of the socket that leads to it
 */
struct pq_program {
	const char *path;
	const char *ignored;
	bool symbolize;
	bool sanitized;
	pid_t pid;
	int end;
	char text[PQ_SERVE_TEXT];
	size_t text_len;
};

/*
 * What became of one input.
 * died:     it broke something; name and place are as in the campaign's status.h, detail is the judge's sentence or empty
 * noted:    the program told what it put to the model: requests, and whether all that happened was seen (whole)
 */
struct pq_run {
	bool died;
	char name[PQ_STATUS_NAME];
	char place[PQ_STATUS_PLACE];
	char detail[256];
	bool noted;
	size_t requests;
	bool whole;
};

/* Starts it. False with one line about why if it is not there or does not answer as a fuzz program does. */
bool pq_program_open(struct pq_program *program, const char *path, const char *ignored, bool symbolize,
		     char why[static PQ_PROGRAM_WHY]);

/*
 * Runs one input of at most PQ_SERVE_INPUT bytes. False with one line if the program could not: nothing is known then,
 * and it is closed.
 */
bool pq_program_run(struct pq_program *program, struct pq_view input, struct pq_run *run,
		    char why[static PQ_PROGRAM_WHY]);

/* Ends it; one that was not opened, or closed before, is left alone. */
void pq_program_close(struct pq_program *program);

/* Whether those words stand in the program's file: a property that it has can be told from one that it has not. */
bool pq_program_says(const char *path, const char *words);

#endif

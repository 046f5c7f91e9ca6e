/* SPDX-License-Identifier: MIT */
/*
 * The road from a scenario file to a verdict: storage, a subject under its
 * policy, the judge. One trial is opened and then used for any number of scenarios.
 */
#ifndef PQ_CLI_TRIAL_H
#define PQ_CLI_TRIAL_H

#include "cli/load.h"
#include "cli/options.h"
#include "monitor/monitor.h"
#include "report/grade.h"
#include "subject/subject.h"

/* A scenario and a transcript with storage for the largest of each. */
struct pq_store {
	struct pq_file text;
	struct pq_scenario scenario;
	struct pq_transcript transcript;
	void *memory[6];
};

void pq_store_init(struct pq_store *store);
void pq_store_fini(struct pq_store *store);

/* The former content is lost. Errors as pq_file_read and the parsers give them; transcripts are read strictly. */
enum pq_err pq_store_scenario(struct pq_store *store, const char *path, enum pq_reading reading, struct pq_diag *diag);
enum pq_err pq_store_transcript(struct pq_store *store, const char *path, struct pq_diag *diag);

/*
 * The judge with its policy. fini is needed only after an init that returned
 * PQ_EXIT_OK; otherwise a complaint was printed and the exit code is returned.
 */
struct pq_court {
	struct pq_judge judge;
	struct pq_file policy_text;
};

int pq_court_init(struct pq_court *court, const char *policy);
void pq_court_fini(struct pq_court *court);

/*
 * subject, policy, judge: names as the user gave them
 * policy_text: what a policy from a file points into
 */
struct pq_trial {
	const char *subject_name;
	const char *policy_name;
	const char *judge_name;
	const struct pq_subject_kind *kind;
	struct pq_subject *subject;
	struct pq_policy *policy;
	struct pq_file policy_text;
	struct pq_court court;
	struct pq_store store;
	struct pq_verdict verdict;
};

/* NULL stands for the defaults: subject "model", both policies "fetch". Otherwise as pq_court_init. */
int pq_trial_open(struct pq_trial *trial, const char *subject, const char *policy, const char *judge);
void pq_trial_close(struct pq_trial *trial);

/*
 * Puts the scenario in the store to the subject and judges what it did.
 * IO with *diag filled if the subject could not be run.
 */
enum pq_err pq_trial_run(struct pq_trial *trial, struct pq_diag *diag);

/* The exit code that says so. */
int pq_trial_exit(enum pq_grade grade);

#endif

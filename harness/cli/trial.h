/* SPDX-License-Identifier: MIT */
/*
 * The road from a scenario file to a verdict: storage, a subject under each policy
 * that is asked for, the judge. One trial is opened and then used for any number of scenarios.
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
 * The judge with its policy.
 * name:     of the policy, as the user or a scenario gave it, with a date for "today"
 * spelled:  where such a name may lie
 * imposed:  the user named it, and scenarios choose none
 * fini is needed only after an init that returned
 * PQ_EXIT_OK; otherwise a complaint was printed and the exit code is returned.
 */
struct pq_court {
	struct pq_judge judge;
	struct pq_file policy_text;
	const char *name;
	char spelled[PQ_POLICY_NAME_SIZE];
	bool imposed;
};

/* policy: NULL for what each scenario's judge line says, or "fetch". */
int pq_court_init(struct pq_court *court, const char *policy);
void pq_court_fini(struct pq_court *court);

/* Takes the policy that the scenario in the store wants; UNKNOWN with *diag filled if it names no built-in one. */
enum pq_err pq_court_follow(struct pq_court *court, const struct pq_store *store, struct pq_diag *diag);

/*
 * The subject under one policy.
 * name:        of the policy, as the user or a scenario gave it, with a date for "today"
 * spelled:     where such a name may lie
 * policy_text: what a policy from a file points into
 * subject:     NULL until a scenario needs it
 */
struct pq_driver {
	const char *name;
	char spelled[PQ_POLICY_NAME_SIZE];
	struct pq_policy *policy;
	struct pq_file policy_text;
	struct pq_subject *subject;
};

#define PQ_MAX_DRIVERS 32 /* policies that scenarios name at once; a further one takes the place of the oldest */

/*
 * subject_name: as the user gave it; argument: what stands in it behind the colon, or NULL
 * drivers:   driver_count so far; the first one is the user's, or that of policy "fetch"
 * oldest:    index of the driver that the next one replaces when there are PQ_MAX_DRIVERS
 * driver:    that of the scenario in the store
 * imposed:   the user named a policy, and scenarios choose none
 */
struct pq_trial {
	const char *subject_name;
	const char *argument;
	const struct pq_subject_kind *kind;
	struct pq_driver drivers[PQ_MAX_DRIVERS];
	size_t driver_count;
	size_t oldest;
	struct pq_driver *driver;
	bool imposed;
	struct pq_court court;
	struct pq_store store;
	struct pq_verdict verdict;
};

/*
 * NULL stands for the defaults: subject "model", and as driving and judging policy what each scenario's policy
 * and judge lines say, or "fetch". Otherwise as pq_court_init.
 */
int pq_trial_open(struct pq_trial *trial, const char *subject, const char *policy, const char *judge);
void pq_trial_close(struct pq_trial *trial);

/* pq_store_scenario, and the policies that the scenario wants; UNKNOWN with *diag filled if it names no policy. */
enum pq_err pq_trial_read(struct pq_trial *trial, const char *path, enum pq_reading reading, struct pq_diag *diag);

/* The same with the text that the other trial has read, so that a file is read once and standard input can be shared. */
enum pq_err pq_trial_read_as(struct pq_trial *trial, const struct pq_trial *other, enum pq_reading reading,
			     struct pq_diag *diag);

/* Why the subject cannot be put the scenario in the store to; NULL if it can. That is neither a pass nor a failure. */
const char *pq_trial_unfit(const struct pq_trial *trial);

/*
 * Puts the scenario in the store to its driver's subject and judges what it did.
 * IO with *diag filled if the subject could not be run.
 */
enum pq_err pq_trial_run(struct pq_trial *trial, struct pq_diag *diag);

/* The exit code that says so. */
int pq_trial_exit(enum pq_grade grade);

#endif

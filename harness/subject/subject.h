/* SPDX-License-Identifier: MIT */
/*
 * A subject: whatever can be put a scenario to and shows what it dialled and wrote.
 * One file a subject; the table in subject.c lists them.
 */
#ifndef PQ_SUBJECT_SUBJECT_H
#define PQ_SUBJECT_SUBJECT_H

#include "base/err.h"
#include "policy/policy.h"
#include "scenario/scenario.h"
#include "transcript/transcript.h"

struct pq_subject;

/*
 * name, help:   for --subject and its help
 * argument:     what follows the name and a colon, such as "TEMPLATE"; NULL: nothing does
 * check:        whether an argument can be meant; SYNTAX or LIMIT with what was expected in *diag. NULL: any can
 * capabilities: enum pq_capability, what its transcripts show
 * own_headers:  names of the headers that it writes by itself, as in struct pq_judge; NULL: not known
 * open:         a ready subject under that policy, which outlives it, as the argument does (NULL: there is none); NULL with
 *               *diag->expected saying what is missing
 * run:          puts the scenario to it; the transcript is reset first and tells everything that happened.
 *               An error is a set-up failure, never a verdict.
 * why:          what the last run failed of, for a person; NULL: the error's own sentence says it
 * close:        frees it
 * shows:        changes *capabilities and *own_headers to what this one shows, where not all of a kind show the same; NULL: all do
 * unfit:        why this subject cannot be put the scenario to, such as "a pause: ..."; NULL if it can. The text lives until
 *               the next call. May be NULL itself
 */
struct pq_subject_kind {
	const char *name;
	const char *help;
	const char *argument;
	enum pq_err (*check)(const char *argument, struct pq_diag *diag);
	unsigned int capabilities;
	const char *const *own_headers;
	struct pq_subject *(*open)(const struct pq_policy *policy, const char *argument, struct pq_diag *diag);
	enum pq_err (*run)(struct pq_subject *subject, const struct pq_scenario *scenario,
			   struct pq_transcript *transcript);
	const char *(*why)(const struct pq_subject *subject);
	void (*close)(struct pq_subject *subject);
	void (*shows)(const struct pq_subject *subject, unsigned int *capabilities, const char *const **own_headers);
	const char *(*unfit)(struct pq_subject *subject, const struct pq_scenario *scenario);
};

size_t pq_subject_count(void);
const struct pq_subject_kind *pq_subject_at(size_t index);

/* NULL if there is none of that name. */
const struct pq_subject_kind *pq_subject_by_name(const char *name);

#endif

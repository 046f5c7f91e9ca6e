/* SPDX-License-Identifier: MIT */
/* What the notes of a policy have to say about a case. */
#ifndef PQ_CLI_NOTES_H
#define PQ_CLI_NOTES_H

#include "cli/url_reader.h"
#include "policy/policy.h"
#include "report/story.h"
#include "scenario/scenario.h"
#include "transcript/transcript.h"

#define PQ_NOTES_CAP 64 /* notes of one story; further ones are not told */

/*
 * Notes for one case.
 * reader: for the URLs of the scenario's lines
 * notes:  count of them so far; those of another policy may be added
 */
struct pq_notes {
	struct pq_url_reader *reader;
	const struct pq_scenario *scenario;
	const struct pq_transcript *transcript;
	struct pq_story_note notes[PQ_NOTES_CAP];
	size_t count;
};

/* Whether the policy has a note at all, in force: without one nothing needs to be read. */
bool pq_policy_has_notes(const struct pq_policy *policy);

/*
 * Adds what the policy notes about the ports that each request of the scenario names in its own line, or dialled. A
 * dial counts for the schemes to which such a request may come: a redirect leads from http to https, FTP to a data
 * connection. Texts point into the policy.
 */
void pq_notes_add(struct pq_notes *notes, const struct pq_policy *policy, const char *name);

#endif

/* SPDX-License-Identifier: MIT */
/* The story of one case for a person: who attacks, what was asked, what happened on the wire, what the judge says. */
#ifndef PQ_REPORT_STORY_H
#define PQ_REPORT_STORY_H

#include "policy/policy.h"
#include "report/terminal.h"
#include "report/grade.h"

/* What a policy has to say about a port that a request named or dialled: text, and the policy's name. */
struct pq_story_note {
	uint32_t request;
	enum pq_scheme scheme;
	uint16_t port;
	struct pq_view text;
	const char *policy;
};

/*
 * file, subject, policy, judge: names as the user gave them
 * notes: note_count of them
 * whole: show all bytes and not only the first PQ_STORY_BYTES of each run
 */
struct pq_story {
	const char *file;
	const char *subject;
	const char *policy;
	const char *judge;
	const struct pq_scenario *scenario;
	const struct pq_transcript *transcript;
	const struct pq_verdict *verdict;
	bool whole;
	const struct pq_story_note *notes;
	size_t note_count;
};

#define PQ_STORY_BYTES 4096

void pq_story_tell(const struct pq_story *story, const struct pq_terminal *terminal);

/* The parts, in order: what the scenario says of itself, what happened, what policies note, what the judge says. */
void pq_story_opening(const struct pq_story *story, const struct pq_terminal *terminal);
void pq_story_events(const struct pq_story *story, const struct pq_terminal *terminal);
void pq_story_notes(const struct pq_story *story, const struct pq_terminal *terminal);
void pq_story_verdict(const struct pq_story *story, const struct pq_terminal *terminal);

/* A line of the scenario as text, long arguments cut. */
void pq_story_line(const struct pq_line *line, FILE *out);

/*
 * Bytes as they were on the wire, `mark` before each line, indented by `indent`
 * columns: control bytes and everything that is not ASCII are escaped, and a new
 * line begins after each LF, lone CR and after 96 columns. At most `limit` bytes are shown.
 */
void pq_story_wire(const struct pq_terminal *terminal, const char *mark, int indent, struct pq_view bytes,
		   size_t limit);

#endif

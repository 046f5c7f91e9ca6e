/* SPDX-License-Identifier: MIT */
/* The story of one case for a person: who attacks, what was asked, what happened on the wire, what the judge says. */
#ifndef PQ_REPORT_STORY_H
#define PQ_REPORT_STORY_H

#include "report/terminal.h"
#include "report/grade.h"

/*
 * file, subject, policy, judge: names as the user gave them
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
};

#define PQ_STORY_BYTES 4096

void pq_story_tell(const struct pq_story *story, const struct pq_terminal *terminal);

/* The parts, in order: what the scenario says of itself, what happened, what the judge says. */
void pq_story_opening(const struct pq_story *story, const struct pq_terminal *terminal);
void pq_story_events(const struct pq_story *story, const struct pq_terminal *terminal);
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

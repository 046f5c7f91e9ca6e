/* SPDX-License-Identifier: MIT */
#include "audit/compare_bodies.h"

#include <stdio.h>
#include <stdlib.h>

#include "audit/bodies.h"
#include "audit/boundaries.h"
#include "monitor/monitor.h"
#include "subject/model.h"
#include "transcript/transcript.h"

#define ROOM (32u << 20)
#define MAX_BOUNDARIES 4096

/*
 * seen, model: transcripts of one scenario; memory: of both
 * boundaries: boundary_count of them, each in storage of its own
 */
struct pq_compare_bodies {
	struct pq_subject *subject;
	struct pq_transcript seen;
	struct pq_transcript model;
	struct pq_buf room;
	void *memory[7];
	struct pq_view boundaries[MAX_BOUNDARIES];
	size_t boundary_count;
};

struct pq_compare_bodies *pq_compare_bodies_new(const struct pq_policy *policy, struct pq_diag *diag)
{
	static const size_t sizes[] = { PQ_MAX_EVENTS * sizeof(struct pq_event),
					PQ_MAX_TRANSCRIPT_ADDRESSES * sizeof(struct pq_address),
					PQ_MAX_TRANSCRIPT_BYTES };
	struct pq_compare_bodies *compare = calloc(1, sizeof(*compare));
	bool all = compare != NULL;

	for (size_t i = 0; all && i < 7; i++) {
		compare->memory[i] = malloc(i < 6 ? sizes[i % 3] : ROOM);
		all = compare->memory[i] != NULL;
	}
	if (!all) {
		pq_compare_bodies_free(compare);
		pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for two transcripts");
		return NULL;
	}
	pq_transcript_init(&compare->seen, compare->memory[0], PQ_MAX_EVENTS, compare->memory[1],
			   PQ_MAX_TRANSCRIPT_ADDRESSES, compare->memory[2], PQ_MAX_TRANSCRIPT_BYTES);
	pq_transcript_init(&compare->model, compare->memory[3], PQ_MAX_EVENTS, compare->memory[4],
			   PQ_MAX_TRANSCRIPT_ADDRESSES, compare->memory[5], PQ_MAX_TRANSCRIPT_BYTES);
	pq_buf_init(&compare->room, compare->memory[6], ROOM);
	compare->subject = pq_subject_model.open(policy, NULL, diag);
	if (compare->subject)
		return compare;
	pq_compare_bodies_free(compare);
	return NULL;
}

void pq_compare_bodies_free(struct pq_compare_bodies *compare)
{
	if (!compare)
		return;
	for (size_t i = 0; i < sizeof(compare->memory) / sizeof(compare->memory[0]); i++)
		free(compare->memory[i]);
	for (size_t i = 0; i < compare->boundary_count; i++)
		free((void *)(uintptr_t)compare->boundaries[i].data);
	if (compare->subject)
		pq_subject_model.close(compare->subject);
	free(compare);
}

static void keep_boundary(struct pq_compare_bodies *compare, struct pq_view boundary)
{
	unsigned char *copy;

	if (!boundary.len || compare->boundary_count == MAX_BOUNDARIES)
		return;
	copy = malloc(boundary.len);
	if (!copy)
		return;
	memcpy(copy, boundary.data, boundary.len);
	compare->boundaries[compare->boundary_count++] = pq_view(copy, boundary.len);
}

/* Whether the boundary is the user agent's own: a page may write a Content-Type of its own. */
static bool is_own(const struct pq_scenario *scenario, struct pq_view boundary)
{
	for (size_t i = 0; i < scenario->line_count; i++) {
		const struct pq_line *line = &scenario->lines[i];
		struct pq_view value = line->word == PQ_WORD_HEADER ? line->args[1].bytes : pq_view(NULL, 0);

		for (size_t at = 0; at + boundary.len <= value.len; at++)
			if (pq_view_eq(pq_view_slice(value, at, at + boundary.len), boundary))
				return false;
		/* A blob's type is the page's too. */
		if (line->word == PQ_WORD_BLOB)
			return false;
	}
	return true;
}

static uint32_t count_requests(const struct pq_scenario *scenario)
{
	uint32_t count = 0;

	for (size_t i = 0; i < scenario->line_count; i++)
		count += pq_word_is_request(scenario->lines[i].word);
	return count;
}

void pq_compare_bodies_of(struct pq_compare_bodies *compare, const struct pq_scenario *scenario, const char *transcript,
			  char why[static 200])
{
	struct pq_diag diag = { 0, 0, "" };
	unsigned char bytes[160];
	struct pq_buf sentence;

	why[0] = '\0';
	if (pq_transcript_parse(&compare->seen, pq_view_str(transcript), &diag) ||
	    pq_subject_model.run(compare->subject, scenario, &compare->model))
		return;
	for (uint32_t request = 1; request <= count_requests(scenario); request++) {
		struct pq_written_body seen, wanted;

		pq_buf_reset(&compare->room);
		pq_buf_init(&sentence, bytes, sizeof(bytes));
		seen = pq_body_written(&compare->seen, request, &compare->room);
		wanted = pq_body_written(&compare->model, request, &compare->room);
		if (seen.written && is_own(scenario, seen.boundary))
			keep_boundary(compare, seen.boundary);
		if (!why[0] && seen.written && wanted.written &&
		    !pq_body_same(&seen, &wanted, &compare->room, &sentence))
			snprintf(why, 200, "request %u: %.*s", (unsigned int)request, (int)sentence.len,
				 (const char *)sentence.data);
	}
}

int pq_compare_bodies_boundaries(const struct pq_compare_bodies *compare, struct pq_buf *sentence)
{
	struct pq_boundaries measured = pq_boundaries_measure(compare->boundaries, compare->boundary_count);

	if (compare->boundary_count < PQ_BOUNDARIES_FEWEST) {
		pq_buf_add_u64(sentence, compare->boundary_count);
		pq_buf_add_str(sentence, " boundaries were seen, which are too few to judge");
		return PQ_NOT_JUDGED;
	}
	return pq_boundaries_judge(&measured, sentence) ? PQ_HELD : PQ_VIOLATED;
}

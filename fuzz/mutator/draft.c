/* SPDX-License-Identifier: MIT */
#include "mutator/draft.h"

void pq_draft_take(struct pq_draft *draft, const struct pq_scenario *scenario)
{
	draft->count = 0;
	for (size_t i = 0; i < scenario->line_count && draft->count < PQ_DRAFT_LINES; i++) {
		const struct pq_line *from = &scenario->lines[i];
		struct pq_draft_line *to = &draft->lines[draft->count];

		if (from->word == PQ_WORD_COMMENT || from->word == PQ_WORD_EXPECT || from->argc > PQ_WORD_MAX_ARGS)
			continue;
		to->word = from->word;
		to->part = from->parent != i;
		to->argc = from->argc;
		for (size_t a = 0; a < from->argc; a++)
			to->args[a] = from->args[a];
		draft->count++;
	}
}

void pq_draft_print(const struct pq_draft *draft, struct pq_buf *out)
{
	struct pq_line lines[PQ_DRAFT_LINES];
	struct pq_scenario scenario = { .lines = lines, .line_count = draft->count };
	uint32_t parent = 0;

	for (uint32_t i = 0; i < draft->count; i++) {
		const struct pq_draft_line *from = &draft->lines[i];

		if (!from->part)
			parent = i;
		lines[i] = (struct pq_line){ from->word, parent, 0, from->argc, from->args };
	}
	pq_scenario_print(&scenario, out);
}

size_t pq_draft_end_of(const struct pq_draft *draft, size_t at)
{
	do
		at++;
	while (at < draft->count && draft->lines[at].part);
	return at < draft->count ? at : draft->count;
}

size_t pq_draft_block_of(const struct pq_draft *draft, size_t at)
{
	while (at > 0 && draft->lines[at].part)
		at--;
	return at;
}

bool pq_draft_insert(struct pq_draft *draft, size_t at, const struct pq_draft_line *lines, size_t count)
{
	if (count > PQ_DRAFT_LINES - draft->count)
		return false;
	memmove(&draft->lines[at + count], &draft->lines[at], (draft->count - at) * sizeof(*lines));
	memcpy(&draft->lines[at], lines, count * sizeof(*lines));
	draft->count += count;
	return true;
}

void pq_draft_remove(struct pq_draft *draft, size_t at, size_t count)
{
	draft->count -= count;
	memmove(&draft->lines[at], &draft->lines[at + count], (draft->count - at) * sizeof(draft->lines[0]));
}

size_t pq_draft_find(const struct pq_draft *draft, enum pq_word word)
{
	size_t at = 0;

	while (at < draft->count && draft->lines[at].word != word)
		at++;
	return at;
}

/* SPDX-License-Identifier: MIT */
#include "service/paper.h"

enum pq_err pq_paper_read(struct pq_paper *paper, struct pq_view text, struct pq_diag *diag)
{
	pq_scenario_init(&paper->scenario, paper->lines, PQ_MAX_LINES, paper->args, PQ_MAX_ARGS, paper->bytes,
			 sizeof(paper->bytes));
	if (text.len > sizeof(paper->text))
		return pq_diag_set(diag, PQ_ERR_LIMIT, 0, 0, "at most 4194304 bytes of text (PQ_MAX_SCENARIO_TEXT)");
	if (text.len)
		memcpy(paper->text, text.data, text.len);
	return pq_scenario_parse(&paper->scenario, pq_view(paper->text, text.len), PQ_READING_STRICT, diag);
}

static bool is_setting(enum pq_word word)
{
	return word == PQ_WORD_PAGE || word == PQ_WORD_PROXY || word == PQ_WORD_LOGIN || word == PQ_WORD_COOKIE ||
	       word == PQ_WORD_KEEP_ALIVE;
}

/* Prints some of a scenario's lines as a scenario of their own. */
static void print_lines(struct pq_line *lines, size_t count, struct pq_buf *out)
{
	struct pq_scenario part = { .lines = lines, .line_count = count };

	pq_scenario_print(&part, out);
}

void pq_paper_settings(const struct pq_scenario *scenario, struct pq_buf *out)
{
	struct pq_line lines[PQ_MAX_LINES];
	size_t count = 0;

	for (size_t i = 0; i < scenario->line_count && count < PQ_MAX_LINES; i++)
		if (is_setting(scenario->lines[i].word)) {
			lines[count] = scenario->lines[i];
			lines[count].parent = (uint32_t)count;
			count++;
		}
	print_lines(lines, count, out);
}

void pq_paper_request(const struct pq_scenario *scenario, size_t at, struct pq_buf *out)
{
	struct pq_line lines[PQ_MAX_LINES];
	size_t count = pq_scenario_end_of(scenario, at) - at;

	for (size_t i = 0; i < count; i++) {
		lines[i] = scenario->lines[at + i];
		lines[i].parent = 0;
	}
	print_lines(lines, count, out);
}

bool pq_paper_is_settings(const struct pq_scenario *scenario)
{
	for (size_t i = 0; i < scenario->line_count; i++)
		if (!is_setting(scenario->lines[i].word))
			return false;
	return true;
}

size_t pq_paper_find_request(const struct pq_scenario *scenario, bool embedder)
{
	size_t none = scenario->line_count;
	size_t at = pq_scenario_find_request(scenario, 0);

	if (at != 0 || none == 0 || pq_scenario_end_of(scenario, at) != none)
		return none;
	if (scenario->lines[at].word == PQ_WORD_CONTROL || (scenario->lines[at].word == PQ_WORD_EMBEDDER) != embedder)
		return none;
	return at;
}

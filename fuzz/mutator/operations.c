/* SPDX-License-Identifier: MIT */
/* What may be done to a draft, as a table with weights. */
#include "mutator/parts.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static size_t some_line(struct pq_mutator *m)
{
	return pq_random_below(&m->random, m->draft.count);
}

static bool is_request(enum pq_word word)
{
	return pq_word_is_request(word) && word != PQ_WORD_CONTROL;
}

static bool is_answer(enum pq_word word)
{
	return word == PQ_WORD_ANSWER;
}

/* A line that begins a block of that sort; the draft's count if there is none. */
static size_t some_block(struct pq_mutator *m, bool (*is)(enum pq_word word))
{
	size_t from = some_line(m);

	for (size_t i = 0; i < m->draft.count; i++) {
		size_t at = (from + i) % m->draft.count;

		if (!m->draft.lines[at].part && is(m->draft.lines[at].word))
			return at;
	}
	return m->draft.count;
}

static bool change_argument(struct pq_mutator *m)
{
	size_t at;

	if (m->draft.count == 0)
		return false;
	at = some_line(m);
	if (m->draft.lines[at].argc == 0)
		return false;
	pq_mutator_say(m, "argument");
	return pq_change_argument(m, at, pq_random_below(&m->random, m->draft.lines[at].argc));
}

/* The line that decides where a message goes changes more often than others. */
static bool change_url(struct pq_mutator *m)
{
	size_t at = m->draft.count ? some_block(m, is_request) : 0;
	struct pq_draft_line *line = &m->draft.lines[at];

	if (at == m->draft.count)
		return false;
	pq_mutator_say(m, "url");
	for (size_t i = 0; i < line->argc; i++) {
		const struct pq_arg_spec *spec = pq_word_arg(line->word, i, line->args);

		if (spec && spec->expected && strcmp(spec->expected, "a URL") == 0)
			return pq_change_argument(m, at, i);
	}
	return pq_change_argument(m, at, 0);
}

/* Puts the block or the lines in `spare` where they belong: before block `at`. */
static bool put_in(struct pq_mutator *m, size_t at)
{
	return m->spare.count > 0 && pq_draft_insert(&m->draft, at, m->spare.lines, m->spare.count);
}

static bool add_request(struct pq_mutator *m)
{
	size_t at = m->draft.count ? some_block(m, is_request) : 0;

	pq_snippet(m, PQ_SNIPPET_REQUEST);
	if (at < m->draft.count && pq_random_one_in(&m->random, 2))
		at = pq_draft_end_of(&m->draft, at);
	return put_in(m, at);
}

static bool add_answer(struct pq_mutator *m)
{
	size_t at = m->draft.count ? some_block(m, is_answer) : 0;

	pq_snippet(m, PQ_SNIPPET_ANSWER);
	if (at < m->draft.count && pq_random_one_in(&m->random, 2))
		at = pq_draft_end_of(&m->draft, at);
	return put_in(m, at);
}

/* Where a word may stand once only, the new line takes the old one's place. */
static bool add_setting(struct pq_mutator *m)
{
	size_t old;

	pq_snippet(m, PQ_SNIPPET_SETTING);
	if (m->spare.count == 0)
		return false;
	old = pq_draft_find(&m->draft, m->spare.lines[0].word);
	if (old < m->draft.count &&
	    (pq_word_rows[m->spare.lines[0].word].excludes & PQ_WORD_IN(m->spare.lines[0].word))) {
		m->draft.lines[old] = m->spare.lines[0];
		return true;
	}
	return put_in(m, 0);
}

/* Takes away what excludes a new part: another kind of body, the same word. */
static void make_way(struct pq_mutator *m, size_t request, enum pq_word word)
{
	for (size_t i = request + 1; i < m->draft.count && m->draft.lines[i].part;) {
		if (pq_word_rows[word].excludes & PQ_WORD_IN(m->draft.lines[i].word))
			pq_draft_remove(&m->draft, i, 1);
		else
			i++;
	}
}

static bool put_part_in(struct pq_mutator *m, size_t request)
{
	const struct pq_draft_line *part = &m->spare.lines[0];

	if (m->spare.count == 0 || !(pq_word_rows[part->word].parents & PQ_WORD_IN(m->draft.lines[request].word)))
		return false;
	make_way(m, request, part->word);
	return put_in(m, pq_random_one_in(&m->random, 2) ? request + 1 : pq_draft_end_of(&m->draft, request));
}

static bool add_part(struct pq_mutator *m)
{
	size_t at = m->draft.count ? some_block(m, is_request) : 0;

	if (at == m->draft.count)
		return false;
	for (int tries = 0; tries < 3; tries++) {
		pq_snippet(m, PQ_SNIPPET_PART);
		if (put_part_in(m, at))
			return true;
	}
	return false;
}

/* Moves settings of a story into their place, the rest behind what is there or in its place. */
static bool add_story(struct pq_mutator *m)
{
	pq_snippet(m, PQ_SNIPPET_STORY);
	if (pq_random_one_in(&m->random, 2)) {
		m->draft = m->spare;
		return true;
	}
	return put_in(m, 0);
}

/* A block once more, right behind itself: two requests in a row, two answers alike. */
static bool repeat_block(struct pq_mutator *m)
{
	size_t at, end;

	if (m->draft.count == 0)
		return false;
	at = pq_draft_block_of(&m->draft, some_line(m));
	end = pq_draft_end_of(&m->draft, at);
	m->spare.count = end - at;
	memcpy(m->spare.lines, &m->draft.lines[at], m->spare.count * sizeof(m->spare.lines[0]));
	pq_mutator_say(m, "repeat");
	return put_in(m, end);
}

static bool repeat_part(struct pq_mutator *m)
{
	size_t at;

	if (m->draft.count == 0)
		return false;
	at = some_line(m);
	if (!m->draft.lines[at].part)
		return false;
	m->spare.count = 1;
	m->spare.lines[0] = m->draft.lines[at];
	pq_mutator_say(m, "part-again");
	return put_in(m, at);
}

static bool drop(struct pq_mutator *m)
{
	size_t at;

	if (m->draft.count < 2)
		return false;
	at = some_line(m);
	pq_mutator_say(m, "drop");
	pq_draft_remove(&m->draft, at, m->draft.lines[at].part ? 1 : pq_draft_end_of(&m->draft, at) - at);
	return true;
}

/* The block behind a place goes before it. */
static bool swap(struct pq_mutator *m)
{
	size_t at, middle, end;

	if (m->draft.count < 2)
		return false;
	at = pq_draft_block_of(&m->draft, some_line(m));
	middle = pq_draft_end_of(&m->draft, at);
	if (middle == m->draft.count)
		return false;
	end = pq_draft_end_of(&m->draft, middle);
	m->spare.count = end - middle;
	memcpy(m->spare.lines, &m->draft.lines[middle], m->spare.count * sizeof(m->spare.lines[0]));
	pq_draft_remove(&m->draft, middle, m->spare.count);
	pq_mutator_say(m, "swap");
	return put_in(m, at);
}

/* Whether one argument may stand where another one does. */
static bool alike(const struct pq_arg_spec *a, const struct pq_arg_spec *b)
{
	if (!a || !b || a->kind != b->kind)
		return false;
	if (a->kind == PQ_ARG_QUOTED || a->kind == PQ_ARG_ADDRESS)
		return true;
	if (a->kind != PQ_ARG_BARE)
		return a == b;
	return strcmp(a->expected, b->expected) == 0 || strcmp(a->expected, "a URL") == 0;
}

/* An argument goes to another line where the same is expected: a request to another one's origin, say. */
static bool borrow(struct pq_mutator *m)
{
	size_t from, to;

	if (m->draft.count < 2)
		return false;
	from = some_line(m);
	to = some_line(m);
	for (size_t i = 0; from != to && i < m->draft.lines[from].argc; i++) {
		const struct pq_draft_line *lender = &m->draft.lines[from];
		struct pq_draft_line *borrower = &m->draft.lines[to];
		const struct pq_arg_spec *spec = pq_word_arg(lender->word, i, lender->args);

		for (size_t k = 0; k < borrower->argc; k++) {
			const struct pq_arg_spec *other = pq_word_arg(borrower->word, k, borrower->args);

			if (!alike(spec, other))
				continue;
			borrower->args[k] = lender->args[i];
			pq_mutator_say(m, "borrow");
			return true;
		}
	}
	return false;
}

/* What the model made of the input goes back into the draft: a boundary into what a form carries, a port into a URL. */
static bool echo(struct pq_mutator *m)
{
	static const char *const before[] = { "", "--", "\r\n--", "\r\n--", "x" };
	static const char *const after[] = { "", "--", "\r\n", "--\r\n", "x" };
	struct pq_view boundary;
	size_t at, mark = m->pool.len;

	if (m->draft.count == 0)
		return false;
	if (!m->echoed)
		pq_echo_run(m->echo, &m->input.scenario);
	m->echoed = true;
	boundary = pq_echo_boundary(m->echo, &m->random);
	if (boundary.len == 0)
		return change_url(m);
	at = some_line(m);
	for (size_t i = 0; i < m->draft.count; i++) {
		struct pq_draft_line *line = &m->draft.lines[(at + i) % m->draft.count];

		if (line->word != PQ_WORD_FIELD && line->word != PQ_WORD_FILE)
			continue;
		pq_buf_add_str(&m->pool, before[pq_random_below(&m->random, COUNT(before))]);
		pq_buf_add(&m->pool, boundary);
		pq_buf_add_str(&m->pool, after[pq_random_below(&m->random, COUNT(after))]);
		line->args[pq_random_below(&m->random, line->argc)].bytes = pq_buf_since(&m->pool, mark);
		pq_mutator_say(m, "echo");
		return true;
	}
	return false;
}

static const struct {
	pq_operation run;
	unsigned int weight;
} operations[] = {
	{ change_argument, 24 },
	{ change_url, 12 },
	{ add_part, 14 },
	{ add_request, 7 },
	{ add_answer, 8 },
	{ add_setting, 7 },
	{ add_story, 6 },
	{ repeat_block, 6 },
	{ repeat_part, 3 },
	{ drop, 8 },
	{ swap, 3 },
	{ borrow, 6 },
	{ echo, 4 },
};

void pq_operate(struct pq_mutator *m)
{
	size_t total = 0, ticket;

	for (size_t i = 0; i < COUNT(operations); i++)
		total += operations[i].weight;
	for (int tries = 0; tries < 8; tries++) {
		size_t at = 0;

		ticket = pq_random_below(&m->random, total);
		while (ticket >= operations[at].weight)
			ticket -= operations[at++].weight;
		if (operations[at].run(m))
			return;
	}
}

void pq_cross_drafts(struct pq_mutator *m, const struct pq_scenario *other)
{
	size_t at, end, to;

	pq_draft_take(&m->spare, other);
	if (m->spare.count == 0)
		return;
	at = pq_random_below(&m->random, m->spare.count);
	pq_mutator_say(m, "cross");
	if (m->spare.lines[at].part && pq_random_one_in(&m->random, 2) && m->draft.count > 0) {
		m->spare.lines[0] = m->spare.lines[at];
		m->spare.count = 1;
		to = some_block(m, m->spare.lines[0].word >= PQ_WORD_GREET ? is_answer : is_request);
		if (to < m->draft.count)
			put_part_in(m, to);
		return;
	}
	at = pq_draft_block_of(&m->spare, at);
	/* One block, or all from there on. */
	end = pq_random_one_in(&m->random, 2) ? pq_draft_end_of(&m->spare, at) : m->spare.count;
	pq_draft_remove(&m->spare, end, m->spare.count - end);
	pq_draft_remove(&m->spare, 0, at);
	to = m->draft.count ? pq_draft_block_of(&m->draft, some_line(m)) : 0;
	if (pq_random_one_in(&m->random, 3))
		to = m->draft.count;
	if (!put_in(m, to))
		m->draft = m->spare;
}

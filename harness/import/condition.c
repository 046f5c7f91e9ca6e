/* SPDX-License-Identifier: MIT */
#include "import/condition.h"

#include "base/ascii.h"

/*
 * One open conditional.
 * side:  the side that we are in
 * index: index + 1 into `given` once it was asked for, 0 before
 * taken: a side before this one was a plain 1
 * guard: of an #ifndef, the name that a #define right behind it makes a header's guard; empty else
 */
struct open {
	struct pq_import_condition side;
	uint32_t index;
	bool taken;
	struct pq_view guard;
};

void pq_conditions_init(struct pq_conditions *conditions)
{
	*conditions = (struct pq_conditions){ .open = pq_import_array_of(sizeof(struct open)),
					      .given = pq_import_array_of(sizeof(struct pq_import_condition)) };
}

void pq_conditions_free(struct pq_conditions *conditions)
{
	pq_import_array_free(&conditions->open);
	pq_import_array_free(&conditions->given);
}

/* The word behind the '#', and what follows it. */
static struct pq_view keyword(struct pq_view line, struct pq_view *rest)
{
	size_t len = 0;

	line = pq_lex_trim(pq_view_from(line, 1));
	while (len < line.len && pq_ascii_is(line.data[len], PQ_ASCII_ALPHA))
		len++;
	*rest = pq_lex_trim(pq_view_from(line, len));
	return pq_view(line.data, len);
}

/* A line without the comment at its end. */
static struct pq_view bare(struct pq_view line)
{
	for (size_t i = 0; i + 1 < line.len; i++)
		if (line.data[i] == '/' && (line.data[i + 1] == '/' || line.data[i + 1] == '*'))
			return pq_lex_trim(pq_view(line.data, i));
	return pq_lex_trim(line);
}

static void open_one(struct pq_conditions *conditions, const struct pq_lex_token *token, struct pq_view value,
		     struct pq_view guard, bool *no_memory)
{
	struct open open = { .side = { .opening = bare(token->text),
				       .branch = bare(token->text),
				       .line = token->line,
				       .branch_line = token->line,
				       .never = pq_view_is(value, "0"),
				       .always = pq_view_is(value, "1") },
			     .guard = guard };

	if (conditions->open.count == PQ_MAX_IMPORT_DEPTH)
		conditions->deeper++;
	else if (!pq_import_array_add(&conditions->open, &open))
		*no_memory = true;
}

static void close_one(struct pq_conditions *conditions, uint32_t line)
{
	if (conditions->deeper)
		conditions->deeper--;
	else if (conditions->open.count)
		conditions->open.count--;
	else if (!conditions->unmatched)
		conditions->unmatched = line;
}

static void turn(struct pq_conditions *conditions, const struct pq_lex_token *token, struct pq_view value, bool last)
{
	struct open *open;
	bool was_never;

	if (conditions->deeper)
		return;
	if (!conditions->open.count) {
		if (!conditions->unmatched)
			conditions->unmatched = token->line;
		return;
	}
	open = pq_import_array_at(&conditions->open, conditions->open.count - 1);
	was_never = open->side.never;
	open->taken |= open->side.always;
	/* The other side of a plain 0 counts always, but only if it is the only other one. */
	open->side.always = !open->taken && (last ? open->side.never : pq_view_is(value, "1") && open->side.never);
	open->side.never = open->taken || (!last && pq_view_is(value, "0"));
	open->side.before += !was_never;
	open->guard = pq_view_str("");
	open->side.branch = bare(token->text);
	open->side.branch_line = token->line;
	open->index = 0;
}

/* The first directive behind an #ifndef: a #define of the same name, before anything was listed, makes it a guard. */
static void see_guard(struct pq_conditions *conditions, struct pq_view defined)
{
	struct open *open;

	if (conditions->deeper || !conditions->open.count)
		return;
	open = pq_import_array_at(&conditions->open, conditions->open.count - 1);
	if (open->guard.len && !open->index && pq_view_eq(open->guard, defined))
		open->side.always = true;
	open->guard = pq_view_str("");
}

enum pq_directive pq_conditions_follow(struct pq_conditions *conditions, const struct pq_lex_token *token,
				       bool *no_memory)
{
	struct pq_view value;
	struct pq_view word = keyword(bare(token->text), &value);

	if (pq_view_is(word, "if")) {
		open_one(conditions, token, value, pq_view_str(""), no_memory);
		return PQ_DIRECTIVE_OPENS;
	}
	if (pq_view_is(word, "ifdef") || pq_view_is(word, "ifndef")) {
		open_one(conditions, token, pq_view_str(""), pq_view_is(word, "ifndef") ? value : pq_view_str(""),
			 no_memory);
		return PQ_DIRECTIVE_OPENS;
	}
	if (pq_view_is(word, "else") || pq_view_is(word, "elif") || pq_view_is(word, "elifdef") ||
	    pq_view_is(word, "elifndef")) {
		turn(conditions, token, value, pq_view_is(word, "else"));
		return PQ_DIRECTIVE_TURNS;
	}
	if (pq_view_is(word, "endif")) {
		close_one(conditions, token->line);
		return PQ_DIRECTIVE_CLOSES;
	}
	see_guard(conditions, pq_view_is(word, "define") ? value : pq_view_str(""));
	return pq_view_is(word, "include") ? PQ_DIRECTIVE_INCLUDES : PQ_DIRECTIVE_OTHER;
}

uint32_t pq_conditions_here(struct pq_conditions *conditions, bool *no_memory)
{
	size_t from = conditions->open.count;
	uint32_t parent = 0;

	/* The innermost one that was given, and from there inwards. */
	while (from > 0 && ((struct open *)pq_import_array_at(&conditions->open, from - 1))->index == 0)
		from--;
	if (from > 0)
		parent = ((struct open *)pq_import_array_at(&conditions->open, from - 1))->index;
	for (size_t i = from; i < conditions->open.count; i++) {
		struct open *open = pq_import_array_at(&conditions->open, i);

		open->side.parent = parent;
		if (!pq_import_array_add(&conditions->given, &open->side)) {
			*no_memory = true;
			return parent;
		}
		parent = (uint32_t)conditions->given.count;
		open->index = parent;
	}
	return parent;
}

/* SPDX-License-Identifier: MIT */
/*
 * Theory of operation. The tokens go by once more. Where the list's name stands outside its declaration, the words
 * before it in the same statement and the few tokens behind it say what is done with it. What says more counts:
 * a bisection before a set, a set before going through. A set that is made of the list takes its place.
 */
#include "import/search.h"

#include "base/ascii.h"

#define BEHIND 6 /* tokens behind the name that belong to what is done with it */
#define LONGEST 64

/*
 * names:     the list's own, and that of a set made of it; name_count of them
 * best:      what was seen, and where
 * before:    what the words of the statement so far say
 * assigned:  the word before the last '=' of the statement
 * behind:    how many tokens behind a name are still looked at
 */
struct search {
	struct pq_reading *reading;
	struct pq_import_list *list;
	struct pq_view names[2];
	size_t name_count;
	enum pq_import_search best;
	uint32_t best_line;
	enum pq_import_search before;
	struct pq_view assigned;
	struct pq_lex_token last;
	size_t behind;
};

/* Lower case without underscores. */
static void fold(struct pq_view word, char out[static LONGEST + 1])
{
	size_t len = 0;

	for (size_t i = 0; i < word.len && len < LONGEST; i++)
		if (word.data[i] != '_' && word.data[i] != '\0')
			out[len++] = (char)pq_ascii_lower(word.data[i]);
	out[len] = '\0';
}

static int rank(enum pq_import_search search)
{
	static const int ranks[] = {
		[PQ_IMPORT_SEARCH_UNKNOWN] = 0, [PQ_IMPORT_SEARCH_LINEAR] = 1, [PQ_IMPORT_SEARCH_STRINGS] = 2,
		[PQ_IMPORT_SEARCH_SET] = 3,     [PQ_IMPORT_SEARCH_SWITCH] = 4, [PQ_IMPORT_SEARCH_BISECTION] = 5,
	};

	return ranks[search];
}

static void see(struct search *search, enum pq_import_search what, uint32_t line)
{
	if (rank(what) > rank(search->best)) {
		search->best = what;
		search->best_line = line;
	}
}

/* The word means a bisection. */
static bool halves(struct pq_view word)
{
	static const char *const words[] = { "binarysearch", "bsearch",    "bisect",
					     "lowerbound",   "upperbound", "equalrange" };
	char text[LONGEST + 1];

	if (pq_view_is(word, "partition_point"))
		return true;
	/* Every word of the program comes by here, and few hold one of these letters. */
	if (pq_view_find(word, 'b', 0) == word.len && pq_view_find(word, 'B', 0) == word.len &&
	    pq_view_find(word, 'q', 0) == word.len)
		return false;
	fold(word, text);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(text, words[i]))
			return true;
	return false;
}

static enum pq_import_search meaning(struct pq_view word)
{
	static const char *const through[] = { "includes", "indexof", "contains", "find",  "some",   "any",    "iter",
					       "in",       "of",      "anyof",    "count", "findif", "foreach" };
	char text[LONGEST + 1];

	if (halves(word))
		return PQ_IMPORT_SEARCH_BISECTION;
	fold(word, text);
	if (strcmp(text, "has") == 0)
		return PQ_IMPORT_SEARCH_SET;
	for (size_t i = 0; i < sizeof(through) / sizeof(through[0]); i++)
		if (strcmp(text, through[i]) == 0)
			return PQ_IMPORT_SEARCH_LINEAR;
	return PQ_IMPORT_SEARCH_UNKNOWN;
}

static bool ends_in_set(struct pq_view word)
{
	return word.len >= 3 && pq_ascii_eq_nocase(pq_view_from(word, word.len - 3), pq_view_str("set"));
}

static bool is_name(const struct search *search, const struct pq_lex_token *token)
{
	if (token->kind != PQ_LEX_WORD || (token->line == search->list->line && token->column == search->list->column))
		return false;
	for (size_t i = 0; i < search->name_count; i++)
		if (pq_view_eq(token->text, search->names[i]))
			return true;
	return false;
}

/* The name stands here: what was before it. */
static void name_token(struct search *search, const struct pq_lex_token *token)
{
	bool loop = pq_lex_is(&search->last, ":") || pq_lex_is(&search->last, "of") || pq_lex_is(&search->last, "in");

	if (search->before == PQ_IMPORT_SEARCH_SET && search->assigned.len && search->name_count < 2)
		search->names[search->name_count++] = search->assigned;
	if (search->before != PQ_IMPORT_SEARCH_UNKNOWN)
		see(search, search->before, token->line);
	if (loop)
		see(search, PQ_IMPORT_SEARCH_LINEAR, token->line);
	search->reading->by_length |= loop;
	if (!search->reading->comparison_line)
		search->reading->comparison_line = token->line;
	search->behind = BEHIND;
}

static void behind_token(struct search *search, const struct pq_lex_token *token)
{
	search->behind--;
	if (token->kind == PQ_LEX_WORD)
		see(search, meaning(token->text), token->line);
	else if (pq_lex_is(token, "[") && search->behind == BEHIND - 1)
		see(search,
		    search->list->search == PQ_IMPORT_SEARCH_STRINGS ? PQ_IMPORT_SEARCH_SET : PQ_IMPORT_SEARCH_LINEAR,
		    token->line);
}

static void statement_token(struct search *search, const struct pq_lex_token *token)
{
	if (pq_lex_is(token, ";") || pq_lex_is(token, "{") || pq_lex_is(token, "}")) {
		search->before = PQ_IMPORT_SEARCH_UNKNOWN;
		search->assigned = pq_view_str("");
		search->behind = 0;
	}
	if (pq_lex_is(token, "=") && search->last.kind == PQ_LEX_WORD) {
		search->assigned = search->last.text;
		search->before = PQ_IMPORT_SEARCH_UNKNOWN;
	}
	if (token->kind != PQ_LEX_WORD)
		return;
	if (ends_in_set(token->text) || pq_view_is(token->text, "has"))
		search->before = PQ_IMPORT_SEARCH_SET;
	else if (halves(token->text))
		search->before = PQ_IMPORT_SEARCH_BISECTION;
}

static void run(struct search *search)
{
	struct pq_lex lex;
	struct pq_lex_token token;

	pq_lex_init(&lex, search->reading->format->language, search->reading->text);
	while ((token = pq_lex_next(&lex)).kind != PQ_LEX_END) {
		if (token.kind == PQ_LEX_COMMENT || token.kind == PQ_LEX_DIRECTIVE || token.kind == PQ_LEX_NEWLINE)
			continue;
		if (is_name(search, &token)) {
			name_token(search, &token);
		} else {
			if (search->behind)
				behind_token(search, &token);
			statement_token(search, &token);
		}
		search->last = token;
	}
}

void pq_import_search_for(struct pq_reading *reading)
{
	struct search search = { .reading = reading, .list = pq_reading_last(reading), .name_count = 1 };
	struct pq_import_list *list = search.list;

	if (list->search == PQ_IMPORT_SEARCH_SWITCH)
		reading->comparison_line = list->line;
	if (list->search == PQ_IMPORT_SEARCH_SWITCH || !list->identifier.len)
		return;
	search.names[0] = list->identifier;
	run(&search);
	/* Going through strings compares strings. */
	if (search.best == PQ_IMPORT_SEARCH_LINEAR && list->search == PQ_IMPORT_SEARCH_STRINGS)
		search.best = PQ_IMPORT_SEARCH_STRINGS;
	if (rank(search.best) >= rank(list->search)) {
		list->search = search.best;
		list->search_line = search.best_line;
	} else if (search.best != PQ_IMPORT_SEARCH_UNKNOWN && !list->search_line) {
		list->search_line = search.best_line;
	}
}

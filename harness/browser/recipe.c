/* SPDX-License-Identifier: MIT */
#include "browser/recipe.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MAX_ARGUMENTS (1u << 16) /* bytes of one line's arguments */

static const struct pq_view kinds[] = { PQ_VIEW("page"), PQ_VIEW("plain"), PQ_VIEW("runtime"), PQ_VIEW("command") };
static_assert(COUNT(kinds) == PQ_BROWSER_KIND_COUNT, "a name for each kind");

static const struct pq_view needs[] = { PQ_VIEW("display"), PQ_VIEW("bus") };

/* What may stand in a recipe. arguments: how many follow the word; once: it may stand there once. */
static const struct word {
	struct pq_view name;
	int arguments;
	bool once;
} words[] = {
	{ PQ_VIEW("name"), 1, true },
	{ PQ_VIEW("family"), 1, true },
	{ PQ_VIEW("kind"), 1, true },
	{ PQ_VIEW("package"), 1, true },
	{ PQ_VIEW("program"), 1, false },
	{ PQ_VIEW("version"), 1, true },
	{ PQ_VIEW("needs"), 1, false },
	{ PQ_VIEW("environment"), 2, false },
	{ PQ_VIEW("write"), 2, false },
	{ PQ_VIEW("trust"), 1, false },
	{ PQ_VIEW("argument"), 1, false },
	{ PQ_VIEW("required"), 1, false },
	{ PQ_VIEW("pref"), 2, false },
	{ PQ_VIEW("required-pref"), 2, false },
	{ PQ_VIEW("proxy"), 1, false },
	{ PQ_VIEW("proxy-pref"), 2, false },
	{ PQ_VIEW("proxy-environment"), 2, false },
	{ PQ_VIEW("pac"), 1, false },
	{ PQ_VIEW("pac-pref"), 2, false },
	{ PQ_VIEW("pac-environment"), 2, false },
	{ PQ_VIEW("socks"), 1, false },
	{ PQ_VIEW("socks-pref"), 2, false },
	{ PQ_VIEW("socks-environment"), 2, false },
	{ PQ_VIEW("url"), 1, false },
};

static const struct word *word_of(struct pq_view name)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (pq_view_eq(words[i].name, name))
			return &words[i];
	return NULL;
}

const struct pq_recipe_line *pq_recipe_line(const struct pq_recipe *recipe, const char *word)
{
	for (size_t i = 0; i < recipe->line_count; i++)
		if (strcmp(recipe->lines[i].word, word) == 0)
			return &recipe->lines[i];
	return NULL;
}

static void forget(struct pq_recipe_line *line)
{
	free(line->value);
	free(line->second);
}

void pq_recipe_fini(struct pq_recipe *recipe)
{
	for (size_t i = 0; i < recipe->line_count; i++)
		forget(&recipe->lines[i]);
	memset(recipe, 0, sizeof(*recipe));
}

/* What a new line says of the whole. */
static void apply(struct pq_recipe *recipe, const struct pq_recipe_line *line)
{
	if (strcmp(line->word, "name") == 0)
		recipe->name = line->value;
	else if (strcmp(line->word, "family") == 0)
		recipe->family = line->value;
	else if (strcmp(line->word, "needs") == 0 && strcmp(line->value, "display") == 0)
		recipe->needs_display = true;
	else if (strcmp(line->word, "needs") == 0)
		recipe->needs_bus = true;
	for (size_t i = 0; strcmp(line->word, "kind") == 0 && i < COUNT(kinds); i++)
		if (pq_view_is(kinds[i], line->value))
			recipe->kind = (enum pq_browser_kind)i;
}

enum pq_err pq_recipe_add(struct pq_recipe *recipe, const char *word, const char *value, const char *second)
{
	const struct word *known = word_of(pq_view_str(word));
	struct pq_recipe_line *line = &recipe->lines[recipe->line_count];

	if (!known || (known->arguments == 2) != (second != NULL))
		return PQ_ERR_UNKNOWN;
	if (recipe->line_count == PQ_MAX_RECIPE_LINES)
		return PQ_ERR_LIMIT;
	line->word = (const char *)known->name.data;
	line->value = strdup(value);
	line->second = second ? strdup(second) : NULL;
	if (!line->value || (second && !line->second)) {
		forget(line);
		return PQ_ERR_NO_SPACE;
	}
	recipe->line_count++;
	apply(recipe, line);
	return PQ_ERR_OK;
}

/* Takes one argument behind a blank, terminated in the reader's pool. */
static enum pq_err argument(struct pq_text *reader, const char *expected, const char **out)
{
	size_t at = reader->at;
	struct pq_view taken;
	enum pq_err err;

	if (pq_text_skip_blanks(reader) == 0)
		return pq_text_fail(reader, PQ_ERR_SYNTAX, at, expected);
	at = reader->at;
	err = pq_text_bytes(reader, expected, &taken);
	if (err)
		return err;
	if (taken.len > 0 && memchr(taken.data, '\0', taken.len))
		return pq_text_fail(reader, PQ_ERR_SYNTAX, at, "no NUL byte");
	taken = pq_buf_keep(reader->pool, taken);
	pq_buf_add_byte(reader->pool, '\0');
	if (!pq_buf_ok(reader->pool))
		return pq_text_fail(reader, PQ_ERR_LIMIT, at, "arguments of at most 65536 bytes");
	*out = (const char *)taken.data;
	return PQ_ERR_OK;
}

static enum pq_err one_of(const struct pq_text *reader, size_t at, const char *value, const struct pq_view *names,
			  size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (pq_view_is(names[i], value))
			return PQ_ERR_OK;
	return pq_text_fail_names(reader, at, names, count);
}

static enum pq_err unknown_word(struct pq_text *reader, size_t at)
{
	struct pq_view names[COUNT(words)];

	for (size_t i = 0; i < COUNT(words); i++)
		names[i] = words[i].name;
	return pq_text_fail_names(reader, at, names, COUNT(words));
}

/* What may stand behind a word, beyond that it is an argument. */
static enum pq_err check_value(const struct pq_text *reader, size_t at, const struct word *word, const char *value)
{
	if (pq_view_is(word->name, "kind"))
		return one_of(reader, at, value, kinds, COUNT(kinds));
	if (pq_view_is(word->name, "needs"))
		return one_of(reader, at, value, needs, COUNT(needs));
	if (pq_view_is(word->name, "name") &&
	    strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789.+-_") != strlen(value))
		return pq_text_fail(reader, PQ_ERR_SYNTAX, at, "a name of a-z, 0-9, '.', '+', '-' and '_'");
	return PQ_ERR_OK;
}

static enum pq_err read_line(struct pq_recipe *recipe, struct pq_text *reader)
{
	const char *values[2] = { NULL, NULL };
	size_t start = reader->at;
	const struct word *word;
	struct pq_view name;
	enum pq_err err;
	size_t at;

	if (pq_text_peek(reader) == '#' || pq_text_at_line_end(reader))
		return PQ_ERR_OK;
	err = pq_text_word(reader, "a word", &name);
	if (err)
		return err;
	word = word_of(name);
	if (!word)
		return unknown_word(reader, start);
	if (word->once && pq_recipe_line(recipe, (const char *)word->name.data))
		return pq_text_fail(reader, PQ_ERR_SYNTAX, start, "this word only once");
	pq_buf_reset(reader->pool);
	at = reader->at + 1;
	err = argument(reader, "an argument", &values[0]);
	if (!err)
		err = check_value(reader, at, word, values[0]);
	if (!err && word->arguments == 2)
		err = argument(reader, "a second argument", &values[1]);
	if (!err)
		err = pq_text_line_end(reader);
	if (err)
		return err;
	err = pq_recipe_add(recipe, (const char *)word->name.data, values[0], values[1]);
	return err ? pq_text_fail(reader, err, start, "at most 256 lines (PQ_MAX_RECIPE_LINES)") : PQ_ERR_OK;
}

/* What a recipe cannot do without. */
static enum pq_err check_whole(struct pq_recipe *recipe, const struct pq_text *reader)
{
	static const char *const wanted[] = { "name", "kind", "program" };
	char expected[80];

	for (size_t i = 0; i < COUNT(wanted); i++) {
		if (pq_recipe_line(recipe, wanted[i]))
			continue;
		snprintf(expected, sizeof(expected), "a line with the word '%s'", wanted[i]);
		return pq_text_fail(reader, PQ_ERR_INCOMPLETE, reader->at, expected);
	}
	if (!recipe->family)
		recipe->family = recipe->name;
	return PQ_ERR_OK;
}

enum pq_err pq_recipe_read(struct pq_recipe *recipe, struct pq_view text, struct pq_diag *diag)
{
	unsigned char *storage = malloc(MAX_ARGUMENTS);
	struct pq_text reader;
	struct pq_buf pool;
	enum pq_err err;

	memset(recipe, 0, sizeof(*recipe));
	if (!storage)
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory");
	pq_buf_init(&pool, storage, MAX_ARGUMENTS);
	pq_text_init(&reader, text, &pool, diag);
	err = pq_text_header(&reader, pq_view_str("pratique-browser"), pq_view_str("1"));
	while (!err && !pq_text_at_end(&reader)) {
		err = read_line(recipe, &reader);
		pq_text_next_line(&reader);
	}
	if (!err)
		err = check_whole(recipe, &reader);
	free(storage);
	if (err)
		pq_recipe_fini(recipe);
	return err;
}

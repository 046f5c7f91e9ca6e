/* SPDX-License-Identifier: MIT */
#include "client/express.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/said.h"

/*
 * What fills the placeholders of one list of words.
 * request, part: lines; part is the request itself where its method or URL is told
 */
struct filling {
	const struct pq_scenario *scenario;
	const struct pq_line *request;
	const struct pq_line *part;
	struct pq_view name;
	struct pq_view value;
	const char *dir;
};

bool pq_express_has_file(const struct pq_line *line)
{
	return line->word == PQ_WORD_TEXT || line->word == PQ_WORD_BINARY || line->word == PQ_WORD_BLOB ||
	       line->word == PQ_WORD_FILE;
}

void pq_express_path(char *path, size_t size, const char *dir, size_t line)
{
	snprintf(path, size, "%s/body-%zu", dir, line);
}

static void put(FILE *out, struct pq_view bytes)
{
	fwrite(bytes.data, 1, bytes.len, out);
}

/* Inside "...", as curl reads it: a backslash before a quote or a backslash. */
static void put_quoted(FILE *out, struct pq_view bytes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		if (bytes.data[i] == '"' || bytes.data[i] == '\\')
			fputc('\\', out);
		fputc(bytes.data[i], out);
	}
}

/* What stands for the placeholder; false if there is none of that name. */
static bool put_value(FILE *out, struct pq_view name, const struct filling *with)
{
	const struct pq_scenario *scenario = with->scenario;
	char path[512];

	if (pq_view_is(name, "url"))
		put(out, pq_said_url(with->request));
	else if (pq_view_is(name, "method"))
		put(out, pq_said_method(with->request));
	else if (pq_view_is(name, "proxy"))
		put(out, pq_scenario_bytes_of(scenario, PQ_WORD_PROXY, ""));
	else if (pq_view_is(name, "name"))
		put(out, with->name);
	else if (pq_view_is(name, "value"))
		put(out, with->value);
	else if (pq_view_is(name, "filename"))
		put_quoted(out, pq_said_argument(with->part, 1));
	else if (pq_view_is(name, "type"))
		put(out, pq_said_file_type(with->part));
	else if (pq_view_is(name, "file")) {
		pq_express_path(path, sizeof(path), with->dir, (size_t)(with->part - scenario->lines));
		fputs(path, out);
	} else {
		return false;
	}
	return true;
}

/* The word with its placeholders filled in, to be freed; NULL if memory is short. */
static char *fill(const char *word, const struct filling *with)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	while (*word != '\0') {
		size_t len = *word == '{' ? strcspn(word, "}") : 0;

		if (len && word[len] == '}' && put_value(out, pq_view(word + 1, len - 1), with))
			word += len + 1;
		else
			fputc(*word++, out);
	}
	return fclose(out) == 0 ? text : NULL;
}

static void add(struct pq_strings *out, const char *const *words, const struct filling *with)
{
	for (size_t i = 0; words && words[i]; i++)
		pq_strings_add(out, fill(words[i], with));
}

void pq_express(const struct pq_dialect *dialect, const struct pq_scenario *scenario, size_t at, const char *dir,
		struct pq_strings *out)
{
	const struct pq_line *request = &scenario->lines[at];
	const struct pq_line *body = pq_said_body(scenario, at);
	struct filling with = { .scenario = scenario, .request = request, .part = request, .dir = dir };

	add(out, dialect->always, &with);
	add(out, pq_said_manual(scenario, at) ? dialect->manual : dialect->follow, &with);
	if (pq_scenario_find(scenario, PQ_WORD_PROXY, 0) < scenario->line_count)
		add(out, dialect->proxy, &with);
	add(out, pq_said_method_words(dialect, request, body), &with);
	for (size_t i = at + 1; i < pq_scenario_end_of(scenario, at); i++) {
		const struct pq_line *part = &scenario->lines[i];

		if (part->word != PQ_WORD_HEADER && !pq_said_in_body(part->word))
			continue;
		with.part = part;
		with.name = pq_said_argument(part, 0);
		with.value = pq_said_value(part);
		add(out, pq_said_part_words(dialect, request, part), &with);
	}
	if (pq_said_wants_type(scenario, at)) {
		with.name = pq_view_str("Content-Type");
		with.value = pq_said_type(body);
		add(out, pq_said_type_words(dialect, body), &with);
	}
	add(out, dialect->url, &with);
}

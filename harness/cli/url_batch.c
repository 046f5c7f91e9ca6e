/* SPDX-License-Identifier: MIT */
#include "cli/url_batch.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "cli/cli.h"
#include "cli/url_parts.h"
#include "report/json.h"
#include "report/message.h"

/* The unit of an escape \uXXXX that begins at `at`, or -1. */
static int unit_at(const char *line, size_t len, size_t at)
{
	int unit = 0;

	if (len - at < 6 || line[at] != '\\' || line[at + 1] != 'u')
		return -1;
	for (size_t i = at + 2; i < at + 6; i++) {
		if (!pq_ascii_is((unsigned char)line[i], PQ_ASCII_HEX))
			return -1;
		unit = unit * 16 + (int)pq_ascii_hex_value((unsigned char)line[i]);
	}
	return unit;
}

static bool is_lead(int unit)
{
	return unit >= 0xd800 && unit <= 0xdbff;
}

static bool is_trail(int unit)
{
	return unit >= 0xdc00 && unit <= 0xdfff;
}

/* Rewrites escapes of lone surrogates, which the JSON library refuses, to that of U+FFFD, in place. */
static void mend_surrogates(char *line, size_t len)
{
	for (size_t i = 0; i + 1 < len; i++) {
		int unit;

		if (line[i] != '\\')
			continue;
		unit = unit_at(line, len, i);
		if (unit < 0) {
			i++; /* another escape, whose second byte may be a backslash */
			continue;
		}
		if (is_lead(unit) && i + 6 < len && is_trail(unit_at(line, len, i + 6))) {
			i += 11;
			continue;
		}
		if (is_lead(unit) || is_trail(unit))
			memcpy(line + i + 2, "fffd", 4);
		i += 5;
	}
}

static struct pq_view string_of(const json_t *value)
{
	return pq_view(json_string_value(value), json_string_length(value));
}

static const char *answer(struct pq_url_reader *reader, const json_t *question)
{
	const json_t *input = json_object_get(question, "input");
	const json_t *base = json_object_get(question, "base");
	struct pq_url_parts parts;
	struct pq_view base_text;
	struct pq_url url;

	if (!json_is_object(question))
		return "an object";
	if (!json_is_string(input))
		return "a string \"input\" in the object";
	if (base && !json_is_string(base) && !json_is_null(base))
		return "a string or null as \"base\"";
	base_text = json_is_string(base) ? string_of(base) : pq_view(NULL, 0);
	if (!pq_url_reader_parse(reader, string_of(input), json_is_string(base) ? &base_text : NULL, &url)) {
		pq_json_print(json_pack("{s:b}", "failure", 1), stdout);
		return NULL;
	}
	pq_url_parts_init(&parts, &url, reader->idna);
	pq_json_print(pq_url_parts_json(&parts), stdout);
	pq_url_parts_fini(&parts);
	return NULL;
}

/* bad: lines that were no questions; first: where the first of them went wrong */
struct batch {
	struct pq_url_reader *reader;
	size_t bad;
	struct pq_diag first;
};

static void answer_error(struct batch *batch, const struct pq_diag *diag)
{
	if (batch->bad++ == 0)
		batch->first = *diag;
	pq_json_print(json_pack("{s:o,s:I,s:I}", "error", pq_json_text(pq_view_str(diag->expected)), "line",
				(json_int_t)diag->line, "column", (json_int_t)diag->column),
		      stdout);
}

static void answer_line(struct batch *batch, size_t number, char *line, size_t len)
{
	struct pq_diag diag = { number, 1, "" };
	json_error_t error;
	json_t *question;
	const char *expected;

	mend_surrogates(line, len);
	question = json_loadb(line, len, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &error);
	if (!question) {
		diag.column = error.column > 0 ? (size_t)error.column : 1;
		snprintf(diag.expected, sizeof(diag.expected), "a JSON object (%.100s)", error.text);
		answer_error(batch, &diag);
		return;
	}
	expected = answer(batch->reader, question);
	json_decref(question);
	if (expected) {
		pq_diag_set(&diag, PQ_ERR_SYNTAX, number, 1, expected);
		answer_error(batch, &diag);
	}
}

static bool blank(const char *line, size_t len)
{
	return len == 0 || (len == 1 && line[0] == '\r');
}

static void answer_lines(struct batch *batch, FILE *in)
{
	char *line = NULL;
	size_t cap = 0;
	size_t number = 0;
	ssize_t len;

	while ((len = getline(&line, &cap, in)) >= 0) {
		size_t used = (size_t)len;

		number++;
		if (used > 0 && line[used - 1] == '\n')
			used--;
		if (!blank(line, used))
			answer_line(batch, number, line, used);
	}
	free(line);
}

int pq_url_batch(struct pq_url_reader *reader, const char *file)
{
	FILE *in = strcmp(file, "-") == 0 ? stdin : fopen(file, "r");
	struct batch batch = { .reader = reader };
	int code = PQ_EXIT_OK;

	if (!in) {
		pq_complain("%s: expected a readable file (%s)", file, strerror(errno));
		return PQ_EXIT_BAD_INPUT;
	}
	/* Whoever asks line by line through pipes waits for each answer. */
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	answer_lines(&batch, in);
	if (ferror(in)) {
		pq_complain("%s: expected a readable file (%s)", file, strerror(errno));
		code = PQ_EXIT_BAD_INPUT;
	}
	if (batch.bad > 0) {
		pq_complain("%s:%zu:%zu: expected %s (%zu such %s)", file, batch.first.line, batch.first.column,
			    batch.first.expected, batch.bad, batch.bad == 1 ? "line" : "lines");
		code = PQ_EXIT_BAD_INPUT;
	}
	if (in != stdin)
		fclose(in);
	return code;
}

/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L /* open_memstream */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "report/json.h"
#include "report/nearest.h"
#include "report/story.h"
#include "report/terminal.h"
#include "base/utf8.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A copy in a block of exactly its size, so that reading past its end is seen. */
static unsigned char *exact(const char *bytes, size_t len)
{
	unsigned char *copy = malloc(len);

	assert_non_null(copy);
	memcpy(copy, bytes, len);
	return copy;
}

/* Unicode 3.9, table 3-7: shortest forms only, no surrogates, nothing above U+10FFFF. */
static void utf8_takes_only_well_formed_sequences(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		size_t taken;
		uint32_t code;
	} rows[] = {
		{ "a", 1, 1, 'a' },
		{ "\0", 1, 1, 0 },
		{ "\x7f", 1, 1, 0x7f },
		{ "\xc2\x80", 2, 2, 0x80 },
		{ "\xdf\xbf", 2, 2, 0x7ff },
		{ "\xe0\xa0\x80", 3, 3, 0x800 },
		{ "\xed\x9f\xbf", 3, 3, 0xd7ff },
		{ "\xef\xbf\xbf", 3, 3, 0xffff },
		{ "\xf0\x90\x80\x80", 4, 4, 0x10000 },
		{ "\xf4\x8f\xbf\xbf", 4, 4, 0x10ffff },
		{ "\x80", 1, 0, 0 },
		{ "\xc1\xbf", 2, 0, 0 },
		{ "\xe0\x9f\xbf", 3, 0, 0 },
		{ "\xed\xa0\x80", 3, 0, 0 },
		{ "\xf0\x8f\xbf\xbf", 4, 0, 0 },
		{ "\xf4\x90\x80\x80", 4, 0, 0 },
		{ "\xff", 1, 0, 0 },
		{ "\xe2\x82", 2, 0, 0 },
		{ "\xe2(\xa1", 3, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned char *bytes = exact(rows[i].bytes, rows[i].len);
		uint32_t code = 0;

		assert_int_equal(pq_utf8_decode(pq_view(bytes, rows[i].len), 0, &code), rows[i].taken);
		assert_int_equal(code, rows[i].code);
		free(bytes);
	}
}

static void the_nearest_name_is_one_that_few_edits_make(void **state)
{
	static const char *const names[] = { "check", "url", "run", "policy", "explain" };
	static const struct {
		const char *wanted;
		const char *nearest;
	} rows[] = {
		{ "chekc", "check" },     { "polcy", "policy" },  { "ulr", "url" }, { "rnu", "run" },
		{ "explian", "explain" }, { "frobnicate", NULL }, { "", NULL },     { "xyz", NULL },
	};
	char longest[4096];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *nearest = pq_nearest(rows[i].wanted, names, COUNT(names));

		if (rows[i].nearest)
			assert_string_equal(nearest, rows[i].nearest);
		else
			assert_null(nearest);
	}
	memset(longest, 'c', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	assert_null(pq_nearest(longest, names, COUNT(names)));
}

/* What a printer wrote to a stream, as a string of the caller. */
static char *printed(void (*print)(FILE *out, struct pq_view text), const char *bytes, size_t len)
{
	unsigned char *copy = exact(bytes, len);
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	print(out, pq_view(copy, len));
	fclose(out);
	free(copy);
	return text;
}

static void text_of_others_cannot_steer_a_terminal(void **state)
{
	static const struct {
		const char *bytes;
		const char *shown;
	} rows[] = {
		{ "plain", "plain" },
		{ "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f" },
		{ "\033[31m", "\\x1b[31m" },
		{ "a\r\nb", "a\\x0d\\x0ab" },
		{ "\xc2\x9b", "\\xc2\\x9b" },
		{ "\xe2\x80\xae", "\\xe2\\x80\\xae" },
		{ "\xff", "\\xff" },
		{ "\x7f", "\\x7f" },
		{ "\xe2\x80\x8f", "\\xe2\\x80\\x8f" },
		{ "\xd8\x9c", "\\xd8\\x9c" },
		{ "\xef\xbb\xbf", "\\xef\\xbb\\xbf" },
		{ "\xf3\xa0\x81\x81", "\\xf3\\xa0\\x81\\x81" },
		{ "\xe2\x80\x94", "\xe2\x80\x94" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = printed(pq_terminal_text, rows[i].bytes, strlen(rows[i].bytes));

		assert_string_equal(text, rows[i].shown);
		free(text);
	}
}

static void wire(FILE *out, struct pq_view text)
{
	struct pq_terminal terminal = { out, false };

	pq_story_wire(&terminal, ">", 2, text, 100);
}

static void bytes_of_the_wire_are_shown_line_by_line(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *shown;
	} rows[] = {
		{ "GET / HTTP/1.1\r\n\r\n", 18, "  > GET / HTTP/1.1\\r\\n\n  > \\r\\n\n" },
		{ "a\nb\rc", 5, "  > a\\n\n  > b\\r\n  > c\n" },
		{ "\0\t\\\xc3\xbc", 5, "  > \\0\\t\\\\\\xc3\\xbc\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = printed(wire, rows[i].bytes, rows[i].len);

		assert_string_equal(text, rows[i].shown);
		free(text);
	}
}

static void long_bodies_are_cut_aloud(void **state)
{
	char bytes[140];
	char *text;

	(void)state;
	memset(bytes, 'x', sizeof(bytes));
	text = printed(wire, bytes, sizeof(bytes));
	assert_non_null(strstr(text, "and 40 bytes more"));
	free(text);
}

static void json_text_is_utf8_whatever_the_bytes_are(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *text;
		size_t text_len;
	} rows[] = {
		{ "a\0b", 3, "a\0b", 3 },
		{ "\xff", 1, "\xef\xbf\xbd", 3 },
		{ "\xe2\x82", 2, "\xef\xbf\xbd\xef\xbf\xbd", 6 },
		{ "\xc3\xbc", 2, "\xc3\xbc", 2 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned char *bytes = exact(rows[i].bytes, rows[i].len);
		json_t *string = pq_json_text(pq_view(bytes, rows[i].len));

		assert_non_null(string);
		assert_int_equal(json_string_length(string), rows[i].text_len);
		assert_memory_equal(json_string_value(string), rows[i].text, rows[i].text_len);
		json_decref(string);
		free(bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8_takes_only_well_formed_sequences),
		cmocka_unit_test(the_nearest_name_is_one_that_few_edits_make),
		cmocka_unit_test(text_of_others_cannot_steer_a_terminal),
		cmocka_unit_test(bytes_of_the_wire_are_shown_line_by_line),
		cmocka_unit_test(long_bodies_are_cut_aloud),
		cmocka_unit_test(json_text_is_utf8_whatever_the_bytes_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

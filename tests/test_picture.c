/* SPDX-License-Identifier: MIT */
/* Pictures with years as columns, ranges of ports and paragraphs: what fits, what is cut, and ASCII without UTF-8. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/view.h"
#include "policies/port_map.h"
#include "report/picture.h"
#include "report/ranges.h"

static char *printed;
static size_t printed_len;

static struct pq_terminal begin(bool colours)
{
	struct pq_terminal terminal = { open_memstream(&printed, &printed_len), colours };

	assert_non_null(terminal.out);
	return terminal;
}

static void assert_printed(const struct pq_terminal *terminal, const char *expected)
{
	assert_int_equal(fclose(terminal->out), 0);
	assert_string_equal(printed, expected);
	free(printed);
}

static void say_locale(const char *all, const char *ctype, const char *lang)
{
	all ? setenv("LC_ALL", all, 1) : unsetenv("LC_ALL");
	ctype ? setenv("LC_CTYPE", ctype, 1) : unsetenv("LC_CTYPE");
	lang ? setenv("LANG", lang, 1) : unsetenv("LANG");
}

static void the_first_of_the_locales_variables_decides(void **state)
{
	(void)state;
	say_locale(NULL, NULL, NULL);
	assert_false(pq_terminal_unicode());
	say_locale(NULL, NULL, "en_GB.UTF-8");
	assert_true(pq_terminal_unicode());
	say_locale(NULL, NULL, "C.utf8");
	assert_true(pq_terminal_unicode());
	say_locale("C", NULL, "en_GB.UTF-8");
	assert_false(pq_terminal_unicode());
	say_locale("", "en_GB.ISO-8859-1", "en_GB.UTF-8");
	assert_false(pq_terminal_unicode());
	say_locale(NULL, NULL, "UTF");
	assert_false(pq_terminal_unicode());
}

static void lines_are_as_wide_as_columns_says_within_bounds(void **state)
{
	FILE *file = tmpfile();

	(void)state;
	assert_non_null(file);
	setenv("COLUMNS", "120", 1);
	assert_int_equal(pq_terminal_width(file), 120);
	setenv("COLUMNS", "20", 1);
	assert_int_equal(pq_terminal_width(file), 80);
	setenv("COLUMNS", "99999999999999999999", 1);
	assert_int_equal(pq_terminal_width(file), 400);
	setenv("COLUMNS", "wide", 1);
	assert_int_equal(pq_terminal_width(file), 80);
	unsetenv("COLUMNS");
	assert_int_equal(pq_terminal_width(file), 80);
	fclose(file);
}

static void years_take_the_room_that_there_is(void **state)
{
	struct pq_terminal terminal = { stdout, false };
	struct pq_picture picture;

	(void)state;
	for (int width = 80; width <= 400; width++)
		for (int last = 2016; last < 2040; last++) {
			pq_picture_init(&picture, &terminal, width, 2016, last);
			assert_int_equal(picture.left + picture.across + picture.right, width);
			assert_true(picture.right >= 21);
			assert_true(picture.across <= PQ_PICTURE_MOST);
			assert_true(picture.per_year >= 1);
		}
	pq_picture_init(&picture, &terminal, 80, 2016, 2026);
	assert_int_equal(picture.per_year, 4);
	assert_int_equal(pq_picture_at(&picture, pq_view_str("2016")), 0);
	assert_int_equal(pq_picture_at(&picture, pq_view_str("2017-07")), 6);
	assert_int_equal(pq_picture_at(&picture, pq_view_str("2026-12-31")), 43);
	assert_int_equal(pq_picture_at(&picture, pq_view_str("2040-01-01")), 43);
	assert_int_equal(pq_picture_at(&picture, pq_view_str("1999-01-01")), 0);
	assert_int_equal(pq_picture_at(&picture, pq_view_str("")), 0);
}

static void draw(const struct pq_terminal *terminal)
{
	struct pq_picture_row row = { 0 };
	struct pq_picture picture;

	pq_picture_init(&picture, terminal, 80, 2016, 2017);
	pq_picture_put(&row, 0, PQ_GLYPH_BEGIN, PQ_COLOUR_PLAIN);
	pq_picture_line(&row, 1, 3, PQ_COLOUR_PLAIN);
	pq_picture_put(&row, 3, PQ_GLYPH_FULL, PQ_COLOUR_GOOD);
	pq_picture_write(&row, 5, "25", PQ_COLOUR_PLAIN);
	pq_picture_put(&row, PQ_PICTURE_MOST, PQ_GLYPH_FULL, PQ_COLOUR_GOOD);
	pq_picture_put(&row, -1, PQ_GLYPH_FULL, PQ_COLOUR_GOOD);
	pq_picture_show(&picture, &row, "left", PQ_COLOUR_PLAIN, "", PQ_COLOUR_PLAIN);
}

static void a_row_is_drawn_with_line_characters_or_in_ascii(void **state)
{
	struct pq_terminal terminal;

	(void)state;
	say_locale("C.UTF-8", NULL, NULL);
	terminal = begin(false);
	draw(&terminal);
	assert_printed(&terminal, "left           \xe2\x94\x9c\xe2\x94\x80\xe2\x94\x80\xe2\x97\x8f 25\n");
	say_locale("C", NULL, NULL);
	terminal = begin(false);
	draw(&terminal);
	assert_printed(&terminal, "left           |--# 25\n");
	terminal = begin(true);
	draw(&terminal);
	assert_printed(&terminal, "left           |--\033[32m#\033[0m 25\n");
}

static void ranges_are_cut_where_there_is_no_room(void **state)
{
	static const struct pq_port_range runs[] = { { 1, 1 }, { 7, 9 }, { 65534, 65535 } };
	struct pq_port_map set = { { 0 } };
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof(runs) / sizeof(runs[0]); i++)
		pq_port_map_put(&set, runs[i], true);
	for (size_t size = 8; size <= sizeof(text); size++) {
		size_t left_out;

		memset(text, 'x', sizeof(text));
		left_out = pq_ranges_of_set(&set, text, size);
		assert_true(strlen(text) < size);
		assert_int_equal(left_out == 0, strcmp(text, "1,7-9,65534-65535") == 0);
		assert_int_equal(left_out == 0, size >= sizeof("1,7-9,65534-65535"));
	}
	pq_ranges_of_set(&set, text, sizeof("1,7-9,65534-65535") - 1);
	assert_string_equal(text, "1,7-9,...");
}

static void a_paragraph_is_broken_between_words(void **state)
{
	struct pq_terminal terminal = begin(false);

	(void)state;
	pq_terminal_paragraph(&terminal, PQ_COLOUR_PLAIN, pq_view_str("one two \xc3\xa4\xc3\xb6\xc3\xbc four"), 2, 2,
			      9);
	pq_terminal_paragraph(&terminal, PQ_COLOUR_PLAIN, pq_view_str("averyverylongword \033[1m b"), 2, 2, 9);
	assert_printed(&terminal, "one two\n  \xc3\xa4\xc3\xb6\xc3\xbc\n  four\naveryverylongword\n  \\x1b[1m\n  b\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_of_the_locales_variables_decides),
		cmocka_unit_test(lines_are_as_wide_as_columns_says_within_bounds),
		cmocka_unit_test(years_take_the_room_that_there_is),
		cmocka_unit_test(a_row_is_drawn_with_line_characters_or_in_ascii),
		cmocka_unit_test(ranges_are_cut_where_there_is_no_room),
		cmocka_unit_test(a_paragraph_is_broken_between_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Where the tokens of several languages begin and end. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "import/lex.h"

/* Kinds of the tokens of a text, a letter each: w n s p c d l. */
static void kinds_are(const struct pq_lex_language *language, const char *text, const char *wanted)
{
	static const char letters[] = "ewnspcdl";
	struct pq_lex lex;
	struct pq_lex_token token;
	size_t count = 0;

	pq_lex_init(&lex, language, pq_view_str(text));
	while ((token = pq_lex_next(&lex)).kind != PQ_LEX_END) {
		assert_true(wanted[count] != '\0');
		assert_int_equal(letters[token.kind], wanted[count]);
		count++;
	}
	assert_int_equal(wanted[count], '\0');
}

static void comments_end_where_the_language_says(void **state)
{
	(void)state;
	kinds_are(&pq_lex_c, "a /* x /* y */ b // c\nd", "wcwcw");
	kinds_are(&pq_lex_rust, "a /* x /* y */ b */ c", "wcw");
	kinds_are(&pq_lex_python, "a # b\nc // d", "wclwppw");
	kinds_are(&pq_lex_c, "a /* b", "wc");
}

static void strings_hide_what_is_in_them(void **state)
{
	(void)state;
	kinds_are(&pq_lex_c, "\"a\\\" // b\" c", "sw");
	kinds_are(&pq_lex_c, "R\"x(a)\" )x\" c", "sw");
	kinds_are(&pq_lex_rust, "r#\"a\" b\"# c", "sw");
	kinds_are(&pq_lex_javascript, "`a ${ x + `b` } /* c` d", "swpssw");
	kinds_are(&pq_lex_python, "\"\"\"a\n\"b\" # c\"\"\" d", "sw");
	kinds_are(&pq_lex_zig, "\\\\ a \" b\n c", "sw");
	/* A string that does not end does not hide the next line. */
	kinds_are(&pq_lex_c, "\"a\nb", "sw");
}

static void lifetimes_are_no_characters_and_divisions_no_expressions(void **state)
{
	(void)state;
	kinds_are(&pq_lex_rust, "&'a str, 'b', '\\''", "ppwwpsps");
	kinds_are(&pq_lex_javascript, "x = /[/\"]/g; y", "wpswpw");
	kinds_are(&pq_lex_javascript, "x = a / b / c", "wpwpwpw");
}

static void lines_of_the_preprocessor_are_one_token(void **state)
{
	(void)state;
	kinds_are(&pq_lex_c, "#define A \\\n 1\nb # c", "dwpw");
}

static void number_is(const struct pq_lex_language *language, const char *text, uint32_t wanted)
{
	struct pq_view suffix;
	uint32_t value = 0;

	assert_int_equal(pq_lex_number(language, pq_view_str(text), &value, &suffix), PQ_LEX_NUMBER_WHOLE);
	assert_int_equal(value, wanted);
}

static void number_is_no(const struct pq_lex_language *language, const char *text, enum pq_lex_number wanted)
{
	struct pq_view suffix;
	uint32_t value = 0;

	assert_int_equal(pq_lex_number(language, pq_view_str(text), &value, &suffix), wanted);
}

static void numbers_have_the_value_that_the_language_gives_them(void **state)
{
	(void)state;
	number_is(&pq_lex_c, "25u", 25);
	number_is(&pq_lex_c, "031", 25);
	number_is(&pq_lex_rust, "031", 31);
	number_is(&pq_lex_c, "0X19UL", 25);
	number_is(&pq_lex_c, "10'080", 10080);
	number_is(&pq_lex_rust, "10_080u16", 10080);
	number_is(&pq_lex_javascript, "0b11001", 25);
	number_is(&pq_lex_python, "0o31", 25);
	number_is_no(&pq_lex_c, "2.5", PQ_LEX_NUMBER_OTHER);
	number_is_no(&pq_lex_c, "25_port", PQ_LEX_NUMBER_OTHER);
	number_is_no(&pq_lex_c, "0x", PQ_LEX_NUMBER_OTHER);
	number_is_no(&pq_lex_c, "4294967296", PQ_LEX_NUMBER_HUGE);
	number_is_no(&pq_lex_c, "99999999999999999999999999", PQ_LEX_NUMBER_HUGE);
}

static void places_count_lines_and_bytes(void **state)
{
	struct pq_lex_token token;
	struct pq_lex lex;

	(void)state;
	pq_lex_init(&lex, &pq_lex_c, pq_view_str("\xef\xbb\xbf/* a\nb */ c\r\n\td"));
	token = pq_lex_next(&lex);
	assert_int_equal(token.column, 1);
	assert_true(pq_view_is(token.inner, "a\nb"));
	token = pq_lex_next(&lex);
	assert_int_equal(token.line, 2);
	assert_int_equal(token.column, 6);
	token = pq_lex_next(&lex);
	assert_int_equal(token.line, 3);
	assert_int_equal(token.column, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comments_end_where_the_language_says),
		cmocka_unit_test(strings_hide_what_is_in_them),
		cmocka_unit_test(lifetimes_are_no_characters_and_divisions_no_expressions),
		cmocka_unit_test(lines_of_the_preprocessor_are_one_token),
		cmocka_unit_test(numbers_have_the_value_that_the_language_gives_them),
		cmocka_unit_test(places_count_lines_and_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

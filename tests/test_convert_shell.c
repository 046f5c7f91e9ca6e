/* SPDX-License-Identifier: MIT */
/* A command line is split as a POSIX shell does it, and nothing is expanded (POSIX.1-2017, XCU 2.2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "convert/link.h"
#include "convert/shell.h"

/* words: what comes of it, each ended by '|' */
static const struct {
	const char *text;
	const char *words;
} right[] = {
	{ "", "" },
	{ " \t\n", "" },
	{ "curl http://a.example/", "curl|http://a.example/|" },
	{ "a  b\tc\n", "a|b|c|" },
	{ "'a b'\"c d\"e", "a bc de|" },
	{ "a '' \"\" b", "a|||b|" },
	{ "a\\ b\\'c\\\\", "a b'c\\|" },
	{ "a \\\n  b", "a|b|" },
	{ "a \\\r\n  b\r\n\r\n", "a|b|" },
	{ "\\\n a", "a|" },
	{ "\"a\\\"b\\\\c\\$d\\`e\\n\"", "a\"b\\c$d`e\\n|" },
	{ "\"a\\\nb\"", "ab|" },
	{ "'a\\n$(x)`y`'", "a\\n$(x)`y`|" },
	{ "$'a\\n\\t\\'\\\\\\x41\\101\\u00e9'", "a\n\t'\\AA\xc3\xa9|" },
	{ "$'\\ud83d\\ude00\\U0001f600'", "\xf0\x9f\x98\x80\xf0\x9f\x98\x80|" },
	{ "$'\\u0021'", "!|" },
	{ "$\"a\"", "a|" },
	{ "a$ b $", "a$|b|$|" },
	{ "http://a/?x=1 *.c [a] {b,c} ~ a^b a!b %", "http://a/?x=1|*.c|[a]|{b,c}|~|a^b|a!b|%|" },
	{ "a # b", "a|" },
	{ "a#b", "a#b|" },
	{ "# a\nb", "b|" },
	{ "\xc3\xa9", "\xc3\xa9|" },
};

static const struct {
	const char *text;
	size_t line;
	size_t column;
} wrong[] = {
	{ "a 'b", 1, 3 },
	{ "a\\\n \"b", 2, 2 },
	{ "a $'b", 1, 3 },
	{ "a $HOME", 1, 3 },
	{ "a \"${b}\"", 1, 4 },
	{ "a $(b)", 1, 3 },
	{ "a $1", 1, 3 },
	{ "a `b`", 1, 3 },
	{ "a \"`b`\"", 1, 4 },
	{ "a | b", 1, 3 },
	{ "a; b", 1, 2 },
	{ "a & b", 1, 3 },
	{ "a >b", 1, 3 },
	{ "a <b", 1, 3 },
	{ "a (b)", 1, 3 },
	{ "a\nb", 2, 1 },
	{ "a \\", 1, 3 },
	{ "a $'\\q'", 1, 5 },
	{ "a $'\\0'", 1, 5 },
	{ "a $'\\x00'", 1, 5 },
	{ "a $'\\ud83d'", 1, 5 },
	{ "a $'\\U00110000'", 1, 5 },
	{ "curl ^\"http://a/^\"", 1, 6 },
	{ "curl ^\n x", 1, 6 },
};

/* In an exact-size buffer, so that a sanitizer sees what reads beyond. */
static enum pq_err split(const char *text, size_t len, struct pq_shell_words *words, struct pq_diag *diag)
{
	char *exact = malloc(len ? len : 1);
	enum pq_err err;

	assert_non_null(exact);
	memcpy(exact, text, len);
	err = pq_shell_split(pq_view(exact, len), words, diag);
	free(exact);
	return err;
}

static void words_are_those_of_a_shell(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
		struct pq_shell_words words;
		struct pq_diag diag = { 0, 0, "" };
		char joined[512] = "";

		if (split(right[i].text, strlen(right[i].text), &words, &diag))
			fail_msg("%s: %zu:%zu: expected %s", right[i].text, diag.line, diag.column, diag.expected);
		for (size_t k = 0; k < words.count; k++) {
			strcat(joined, words.items[k]);
			strcat(joined, "|");
		}
		assert_string_equal(joined, right[i].words);
		pq_shell_free(&words);
	}
}

static void what_a_shell_would_do_is_refused_with_its_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct pq_shell_words words;
		struct pq_diag diag = { 0, 0, "" };

		if (split(wrong[i].text, strlen(wrong[i].text), &words, &diag) != PQ_ERR_SYNTAX ||
		    diag.line != wrong[i].line || diag.column != wrong[i].column)
			fail_msg("%s: %zu:%zu: expected %s", wrong[i].text, diag.line, diag.column, diag.expected);
	}
}

/* Cutting any line anywhere, and putting a NUL anywhere, must end in words or in an error. */
static void no_cut_reads_beyond_the_text(void **state)
{
	static const char text[] = "curl $'\\ud83d\\ude00\\x41\\101\\cA' \"a\\\"$\" 'b' \\\r\n ^\"";

	(void)state;
	for (size_t len = 0; len < sizeof(text); len++) {
		struct pq_shell_words words;
		struct pq_diag diag = { 0, 0, "" };
		char nul[sizeof(text)];

		if (split(text, len, &words, &diag) == PQ_ERR_OK)
			pq_shell_free(&words);
		memcpy(nul, text, sizeof(text));
		nul[len] = '\0';
		assert_int_not_equal(split(nul, sizeof(text), &words, &diag), PQ_ERR_OK);
	}
}

static void maxima_are_refused_by_name(void **state)
{
	struct pq_shell_words words;
	struct pq_diag diag = { 0, 0, "" };
	size_t len = 2 * (PQ_MAX_COMMAND_WORDS + 1);
	char *text = malloc(len);

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < len; i++)
		text[i] = i % 2 ? ' ' : 'a';
	assert_int_equal(split(text, len - 2, &words, &diag), PQ_ERR_OK);
	pq_shell_free(&words);
	assert_int_equal(split(text, len, &words, &diag), PQ_ERR_LIMIT);
	assert_non_null(strstr(diag.expected, "PQ_MAX_COMMAND_WORDS"));
	free(text);
}

static void names_of_files_are_safe(void **state)
{
	static const struct {
		const char *method;
		const char *url;
		const char *name;
	} names[] = {
		{ "GET", "https://A.example:8443/v1/Items?x=1#y", "get-a.example-v1-items" },
		{ "POST", "http://a.example/../../etc/passwd", "post-a.example-etc-passwd" },
		{ "../x", "http://u:p@[::1]/%2e%00/\xc3\xa9", "x-1-2e-00" },
		{ "GET", "http://a.example/a b\n;rm -rf", "get-a.example-a-b-rm-rf" },
		{ "GET", "no url", "get-no-url" },
		{ "GET", "http://a.example/0123456789012345678901234567890123456789",
		  "get-a.example-012345678901234567" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char storage[64] = "";
		struct pq_buf name;

		pq_buf_init(&name, storage, sizeof(storage) - 1);
		pq_link_name(pq_view_str(names[i].method), pq_view_str(names[i].url), 32, &name);
		storage[name.len] = '\0';
		assert_string_equal(storage, names[i].name);
	}
}

static void an_origin_is_told_in_one_form(void **state)
{
	static const struct {
		const char *url;
		const char *origin;
	} origins[] = {
		{ "HTTP://A.Example:80/x", "http://a.example" },
		{ "https://a.example:443", "https://a.example" },
		{ "https://u:p@a.example:80?x", "https://a.example:80" },
		{ "ws://[::1]:8080/", "http://[::1]:8080" },
		{ "wss://a.example/@b", "https://a.example" },
		{ "http://a.example\\@b/", "http://a.example" },
		{ "http://u@v@a.example/", "http://a.example" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(origins) / sizeof(origins[0]); i++) {
		struct pq_link link;
		char storage[64];
		struct pq_buf origin;

		assert_true(pq_link_cut(pq_view_str(origins[i].url), &link) && pq_link_is_web(&link));
		pq_buf_init(&origin, storage, sizeof(storage) - 1);
		pq_link_origin(&link, &origin);
		storage[origin.len] = '\0';
		assert_string_equal(storage, origins[i].origin);
	}
	assert_false(pq_link_cut(pq_view_str("a.example"), &(struct pq_link){ .has_userinfo = false }));
	assert_false(pq_link_cut(pq_view_str("data:text/plain,//a"), &(struct pq_link){ .has_userinfo = false }));
	assert_false(pq_link_cut(pq_view_str("http:///x"), &(struct pq_link){ .has_userinfo = false }));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_those_of_a_shell),
		cmocka_unit_test(what_a_shell_would_do_is_refused_with_its_place),
		cmocka_unit_test(no_cut_reads_beyond_the_text),
		cmocka_unit_test(maxima_are_refused_by_name),
		cmocka_unit_test(names_of_files_are_safe),
		cmocka_unit_test(an_origin_is_told_in_one_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

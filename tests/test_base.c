/* SPDX-License-Identifier: MIT */
/* Byte classes (RFC 9110 5.5, 5.6.2, 5.6.3; Infra), numbers, bounded buffers, views, errors and shared names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/rule.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool between(unsigned int c, unsigned int first, unsigned int last)
{
	return c >= first && c <= last;
}

static bool is_one_of(unsigned int c, const char *bytes, size_t count)
{
	return memchr(bytes, (int)c, count) != NULL;
}

static unsigned int defined_classes(unsigned int c)
{
	static const char tchar[] = "!#$%&'*+-.^_`|~";
	bool upper = between(c, 'A', 'Z');
	bool lower = between(c, 'a', 'z');
	bool digit = between(c, '0', '9');
	bool hex = digit || between(c, 'A', 'F') || between(c, 'a', 'f');
	unsigned int classes = 0;

	classes |= upper ? PQ_ASCII_UPPER : 0;
	classes |= lower ? PQ_ASCII_LOWER : 0;
	classes |= digit ? PQ_ASCII_DIGIT : 0;
	classes |= hex ? PQ_ASCII_HEX : 0;
	classes |= upper || lower || digit || is_one_of(c, tchar, sizeof(tchar) - 1) ? PQ_ASCII_TOKEN : 0;
	classes |= is_one_of(c, "\t\n\r ", 4) ? PQ_ASCII_HTTP_SPACE : 0;
	classes |= between(c, 0x20, 0x7e) ? PQ_ASCII_PRINT : 0;
	classes |= is_one_of(c, "\0\n\r", 3) ? PQ_ASCII_VALUE_BAD : 0;
	return classes;
}

static void each_byte_has_the_classes_of_its_definition(void **state)
{
	(void)state;
	for (unsigned int c = 0; c < 256; c++)
		if (pq_ascii_table[c] != defined_classes(c))
			fail_msg("byte 0x%02x: %02x, defined %02x", c, pq_ascii_table[c], defined_classes(c));
}

static void class_tests_ask_for_any_of_the_classes(void **state)
{
	(void)state;
	for (unsigned int c = 0; c < 256; c++) {
		bool alpha = between(c, 'A', 'Z') || between(c, 'a', 'z');

		assert_int_equal(pq_ascii_is((unsigned char)c, PQ_ASCII_ALPHA), alpha);
		assert_int_equal(pq_ascii_is((unsigned char)c, PQ_ASCII_ALPHA | PQ_ASCII_DIGIT),
				 alpha || between(c, '0', '9'));
	}
}

static void lower_case_changes_upper_case_letters_only(void **state)
{
	(void)state;
	for (unsigned int c = 0; c < 256; c++)
		assert_int_equal(pq_ascii_lower((unsigned char)c), between(c, 'A', 'Z') ? c + 32 : c);
}

static void hexadecimal_digits_have_their_values(void **state)
{
	static const char digits[] = "0123456789abcdef";

	(void)state;
	for (unsigned int n = 0; n < 16; n++) {
		assert_int_equal(pq_ascii_hex_value((unsigned char)digits[n]), n);
		assert_int_equal(pq_ascii_hex_value((unsigned char)(n < 10 ? '0' + n : 'A' + n - 10)), n);
	}
}

static bool nocase(const char *a, const char *b)
{
	return pq_ascii_eq_nocase(pq_view_str(a), pq_view_str(b));
}

static void comparison_without_case_knows_ascii_letters_only(void **state)
{
	(void)state;
	assert_true(nocase("", ""));
	assert_true(nocase("Host", "hOST"));
	assert_true(nocase("a-1_z", "A-1_Z"));
	assert_false(nocase("Host", "Hos"));
	assert_false(nocase("Hos", "Host"));
	assert_false(nocase("@", "`"));
	assert_false(nocase("[", "{"));
	assert_false(nocase("\xc0", "\xe0"));
	assert_false(nocase("k", "\xe2\x84\xaa"));
}

static void all_and_any_differ_on_empty_and_mixed_views(void **state)
{
	(void)state;
	assert_false(pq_ascii_all(pq_view(NULL, 0), PQ_ASCII_DIGIT));
	assert_false(pq_ascii_any(pq_view(NULL, 0), PQ_ASCII_DIGIT));
	assert_true(pq_ascii_all(pq_view_str("123"), PQ_ASCII_DIGIT));
	assert_false(pq_ascii_all(pq_view_str("12x"), PQ_ASCII_DIGIT));
	assert_true(pq_ascii_any(pq_view_str("x2y"), PQ_ASCII_DIGIT));
	assert_false(pq_ascii_any(pq_view_str("xyz"), PQ_ASCII_DIGIT));
	assert_true(pq_ascii_any(pq_view("a\0b", 3), PQ_ASCII_VALUE_BAD));
}

static const struct {
	const char *text;
	uint64_t max;
	bool ok;
	uint64_t value;
} numbers[] = {
	{ "0", 0, true, 0 },
	{ "1", 0, false, 0 },
	{ "", 65535, false, 0 },
	{ "65535", 65535, true, 65535 },
	{ "65536", 65535, false, 0 },
	{ "65540", 65535, false, 0 },
	{ "0000000000000000000000000000000000000000000080", 65535, true, 80 },
	{ "10", 9, false, 0 },
	{ "9", 5, false, 0 },
	{ "9", 9, true, 9 },
	{ "18446744073709551615", UINT64_MAX, true, UINT64_MAX },
	{ "18446744073709551616", UINT64_MAX, false, 0 },
	{ "99999999999999999999", UINT64_MAX, false, 0 },
	{ "184467440737095516150", UINT64_MAX, false, 0 },
	{ "+1", 65535, false, 0 },
	{ "-1", 65535, false, 0 },
	{ " 1", 65535, false, 0 },
	{ "1 ", 65535, false, 0 },
	{ "1a", 65535, false, 0 },
	{ "0x1", 65535, false, 0 },
	{ "/", 65535, false, 0 },
	{ ":", 65535, false, 0 },
};

static void decimal_numbers_are_capped_while_they_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(numbers); i++) {
		size_t len = strlen(numbers[i].text);
		unsigned char *bytes = malloc(len ? len : 1);
		uint64_t n = 77;
		bool ok;

		assert_non_null(bytes);
		memcpy(bytes, numbers[i].text, len);
		ok = pq_ascii_decimal(pq_view(bytes, len), numbers[i].max, &n);
		if (ok != numbers[i].ok || n != (ok ? numbers[i].value : 77))
			fail_msg("\"%s\" of at most %llu", numbers[i].text, (unsigned long long)numbers[i].max);
		free(bytes);
	}
}

static void a_buffer_takes_exactly_its_capacity(void **state)
{
	unsigned char *storage = malloc(4);
	struct pq_buf buf;

	(void)state;
	assert_non_null(storage);
	pq_buf_init(&buf, storage, 4);
	assert_int_equal(pq_buf_room(&buf), 4);
	pq_buf_add_str(&buf, "abc");
	pq_buf_add_byte(&buf, 'd');
	assert_true(pq_buf_ok(&buf));
	assert_int_equal(pq_buf_room(&buf), 0);
	assert_true(pq_view_is(pq_buf_view(&buf), "abcd"));
	pq_buf_add(&buf, pq_view(NULL, 0));
	assert_true(pq_buf_ok(&buf));
	pq_buf_add_byte(&buf, 'e');
	assert_false(pq_buf_ok(&buf));
	assert_true(pq_view_is(pq_buf_view(&buf), "abcd"));
	free(storage);
}

static void overflow_writes_nothing_and_stays_until_reset(void **state)
{
	unsigned char storage[4] = "....";
	struct pq_buf buf;

	(void)state;
	pq_buf_init(&buf, storage, 4);
	pq_buf_add_str(&buf, "abc");
	pq_buf_add_str(&buf, "de");
	assert_false(pq_buf_ok(&buf));
	assert_memory_equal(storage, "abc.", 4);
	pq_buf_add_byte(&buf, 'd');
	assert_null(pq_buf_extend(&buf, 0));
	assert_false(pq_buf_ok(&buf));
	assert_int_equal(buf.len, 3);
	pq_buf_reset(&buf);
	assert_true(pq_buf_ok(&buf));
	assert_int_equal(buf.len, 0);
	pq_buf_add_str(&buf, "wxyz");
	assert_true(pq_view_is(pq_buf_view(&buf), "wxyz"));
	assert_null(pq_buf_extend(&buf, SIZE_MAX));
}

static void kept_and_since_give_what_was_appended(void **state)
{
	unsigned char storage[6];
	struct pq_buf buf;
	struct pq_view kept;

	(void)state;
	pq_buf_init(&buf, storage, sizeof(storage));
	pq_buf_add_str(&buf, "ab");
	kept = pq_buf_keep(&buf, pq_view_str("cde"));
	assert_true(pq_view_is(kept, "cde"));
	assert_ptr_equal(kept.data, storage + 2);
	assert_true(pq_view_is(pq_buf_since(&buf, 1), "bcde"));
	assert_int_equal(pq_buf_keep(&buf, pq_view_str("fg")).len, 0);
	assert_false(pq_buf_ok(&buf));
}

static void numbers_are_appended_in_decimal(void **state)
{
	unsigned char storage[64];
	struct pq_buf buf;

	(void)state;
	pq_buf_init(&buf, storage, sizeof(storage));
	pq_buf_add_u64(&buf, 0);
	pq_buf_add_byte(&buf, ' ');
	pq_buf_add_u64(&buf, 65535);
	pq_buf_add_byte(&buf, ' ');
	pq_buf_add_u64(&buf, UINT64_MAX);
	assert_true(pq_view_is(pq_buf_view(&buf), "0 65535 18446744073709551615"));
}

static void bytes_are_appended_as_hexadecimal(void **state)
{
	unsigned char storage[512];
	unsigned char all[256];
	struct pq_buf buf;

	(void)state;
	for (unsigned int c = 0; c < 256; c++)
		all[c] = (unsigned char)c;
	pq_buf_init(&buf, storage, sizeof(storage));
	pq_buf_add_hex(&buf, pq_view(all, sizeof(all)));
	assert_true(pq_buf_ok(&buf));
	for (unsigned int c = 0; c < 256; c++)
		assert_int_equal(pq_ascii_hex_value(storage[2 * c]) * 16 + pq_ascii_hex_value(storage[2 * c + 1]), c);
	assert_memory_equal(storage + 2 * 0xaf, "af", 2);
	pq_buf_init(&buf, storage, 3);
	pq_buf_add_hex(&buf, pq_view("\x01\x02", 2));
	assert_false(pq_buf_ok(&buf));
	assert_int_equal(buf.len, 0);
}

static void slices_are_cut_to_the_view(void **state)
{
	struct pq_view v = pq_view_str("abcdef");

	(void)state;
	assert_true(pq_view_is(pq_view_slice(v, 1, 3), "bc"));
	assert_true(pq_view_is(pq_view_slice(v, 4, 99), "ef"));
	assert_int_equal(pq_view_slice(v, 5, 2).len, 0);
	assert_int_equal(pq_view_from(v, 99).len, 0);
	assert_int_equal(pq_view_from(pq_view(NULL, 0), 3).len, 0);
	assert_true(pq_view_starts(v, pq_view_str("abc")));
	assert_true(pq_view_starts(v, pq_view(NULL, 0)));
	assert_false(pq_view_starts(v, pq_view_str("abcdefg")));
	assert_false(pq_view_starts(v, pq_view_str("b")));
	assert_int_equal(pq_view_find(v, 'c', 0), 2);
	assert_int_equal(pq_view_find(v, 'c', 3), 6);
	assert_int_equal(pq_view_find(pq_view(NULL, 0), 'c', 0), 0);
	assert_true(pq_view_eq(pq_view(NULL, 0), pq_view_str("")));
	assert_false(pq_view_is(v, "abcdeF"));
}

static void every_error_has_a_name_and_a_message(void **state)
{
	(void)state;
	assert_int_equal(PQ_ERR_OK, 0);
	assert_string_equal(pq_err_name(PQ_ERR_OK), "OK");
	assert_string_equal(pq_err_name(PQ_ERR_SYNTAX), "SYNTAX");
	assert_string_equal(pq_err_name(PQ_ERR_IO), "IO");
	for (unsigned int a = 0; a < PQ_ERR_COUNT; a++) {
		assert_true(strlen(pq_err_message((enum pq_err)a)) > 1);
		for (unsigned int b = 0; b < a; b++)
			assert_string_not_equal(pq_err_name((enum pq_err)a), pq_err_name((enum pq_err)b));
	}
	assert_string_equal(pq_err_name(PQ_ERR_COUNT), "?");
	assert_string_equal(pq_err_message(PQ_ERR_COUNT), "unknown error");
}

static void a_diag_is_cut_to_fit_and_terminated(void **state)
{
	char text[200];
	struct pq_diag diag;

	(void)state;
	memset(&diag, 0xa5, sizeof(diag));
	assert_int_equal(pq_diag_set(&diag, PQ_ERR_RANGE, 3, 14, "a port"), PQ_ERR_RANGE);
	assert_int_equal(diag.line, 3);
	assert_int_equal(diag.column, 14);
	assert_string_equal(diag.expected, "a port");
	memset(text, 'x', sizeof(text));
	for (size_t len = sizeof(diag.expected) - 2; len < sizeof(text); len++) {
		size_t fits = len < sizeof(diag.expected) ? len : sizeof(diag.expected) - 1;

		text[len] = '\0';
		pq_diag_set(&diag, PQ_ERR_SYNTAX, 1, 1, text);
		assert_int_equal(strlen(diag.expected), fits);
		text[len] = 'x';
	}
	assert_int_equal(pq_diag_set(NULL, PQ_ERR_LIMIT, 1, 1, "less"), PQ_ERR_LIMIT);
}

static void names_of_rules_round_trip_and_zero_has_a_name(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < PQ_RULE_COUNT; i++)
		assert_int_equal(pq_rule_by_name(pq_view_str(pq_rule_name((enum pq_rule)i))), i);
	assert_string_equal(pq_rule_name(PQ_RULE_NONE), "none");
	assert_string_equal(pq_side_name(PQ_SIDE_UNKNOWN), "unknown");
	assert_string_equal(pq_outcome_name(PQ_OUTCOME_UNSET), "unset");
}

static void what_is_not_a_name_is_zero(void **state)
{
	static const char *const wrong[] = { "", "Unsafe_port", "unsafe_por", "unsafe_ports", "unsafe_port ", "?" };

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_int_equal(pq_rule_by_name(pq_view_str(wrong[i])), PQ_RULE_NONE);
	assert_string_equal(pq_rule_name(PQ_RULE_COUNT), "?");
	assert_string_equal(pq_side_name(PQ_SIDE_COUNT), "?");
	assert_string_equal(pq_outcome_name(PQ_OUTCOME_COUNT), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_byte_has_the_classes_of_its_definition),
		cmocka_unit_test(class_tests_ask_for_any_of_the_classes),
		cmocka_unit_test(lower_case_changes_upper_case_letters_only),
		cmocka_unit_test(hexadecimal_digits_have_their_values),
		cmocka_unit_test(comparison_without_case_knows_ascii_letters_only),
		cmocka_unit_test(all_and_any_differ_on_empty_and_mixed_views),
		cmocka_unit_test(decimal_numbers_are_capped_while_they_are_read),
		cmocka_unit_test(a_buffer_takes_exactly_its_capacity),
		cmocka_unit_test(overflow_writes_nothing_and_stays_until_reset),
		cmocka_unit_test(kept_and_since_give_what_was_appended),
		cmocka_unit_test(numbers_are_appended_in_decimal),
		cmocka_unit_test(bytes_are_appended_as_hexadecimal),
		cmocka_unit_test(slices_are_cut_to_the_view),
		cmocka_unit_test(every_error_has_a_name_and_a_message),
		cmocka_unit_test(a_diag_is_cut_to_fit_and_terminated),
		cmocka_unit_test(names_of_rules_round_trip_and_zero_has_a_name),
		cmocka_unit_test(what_is_not_a_name_is_zero),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

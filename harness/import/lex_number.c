/* SPDX-License-Identifier: MIT */
#include "base/ascii.h"
#include "import/lex.h"

static struct pq_view digits_of(const struct pq_lex_language *language, struct pq_view text, uint32_t *base)
{
	unsigned char second = text.len > 1 ? (unsigned char)(text.data[1] | 0x20) : '\0';

	*base = 10;
	if (text.data[0] != '0' || text.len == 1)
		return text;
	if (second == 'x')
		*base = 16;
	else if (second == 'o')
		*base = 8;
	else if (second == 'b')
		*base = 2;
	if (*base != 10)
		return pq_view_from(text, 2);
	if (language->octal && pq_ascii_is(text.data[1], PQ_ASCII_DIGIT))
		*base = 8;
	return text;
}

/* The digit's value; 99 for what is no digit. */
static uint32_t digit_value(unsigned char c, uint32_t base)
{
	if (pq_ascii_is(c, PQ_ASCII_DIGIT))
		return c - (uint32_t)'0';
	return base == 16 && pq_ascii_is(c, PQ_ASCII_HEX) ? pq_ascii_hex_value(c) : 99;
}

static bool known_suffix(struct pq_view suffix)
{
	static const char *const suffixes[] = {
		"u8",    "u16", "u32", "u64", "u128", "usize", "i8",  "i16", "i32", "i64", "i128",
		"isize", "u",   "l",   "ul",  "lu",   "ll",    "ull", "z",   "uz",  "n",   "llu",
	};

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (pq_ascii_eq_nocase(suffix, pq_view_str(suffixes[i])))
			return true;
	return suffix.len == 0;
}

enum pq_lex_number pq_lex_number(const struct pq_lex_language *language, struct pq_view text, uint32_t *value,
				 struct pq_view *suffix)
{
	uint32_t base;
	struct pq_view digits = digits_of(language, text, &base);
	uint64_t n = 0;
	size_t count = 0;
	size_t at = 0;

	for (; at < digits.len; at++) {
		uint32_t digit = digit_value(digits.data[at], base);

		if (digits.data[at] == '_' || digits.data[at] == '\'')
			continue;
		if (digit == 99)
			break;
		if (digit >= base)
			return PQ_LEX_NUMBER_OTHER;
		if (n <= UINT32_MAX)
			n = n * base + digit;
		count++;
	}
	*suffix = pq_view_from(digits, at);
	if (count == 0 || !known_suffix(*suffix))
		return PQ_LEX_NUMBER_OTHER;
	*value = n <= UINT32_MAX ? (uint32_t)n : UINT32_MAX;
	return n <= UINT32_MAX ? PQ_LEX_NUMBER_WHOLE : PQ_LEX_NUMBER_HUGE;
}

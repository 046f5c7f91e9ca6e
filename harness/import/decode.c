/* SPDX-License-Identifier: MIT */
#include "import/decode.h"

#include "base/ascii.h"

/* Takes up to max hexadecimal digits at `at`; returns how many there were. */
static size_t hex(struct pq_view text, size_t at, size_t max, uint32_t *value)
{
	size_t count = 0;

	*value = 0;
	while (count < max && at + count < text.len && pq_ascii_is(text.data[at + count], PQ_ASCII_HEX)) {
		*value = *value * 16 + pq_ascii_hex_value(text.data[at + count]);
		count++;
	}
	return count;
}

/* The byte that the escape behind the backslash at `at` means, and its length; length 0 when it is not known. */
static size_t escape(struct pq_view text, size_t at, unsigned char *byte)
{
	static const char letters[] = "nrt0abfv\\\"'`/";
	static const char bytes[] = "\n\r\t\0\a\b\f\v\\\"'`/";
	unsigned char c = at + 1 < text.len ? text.data[at + 1] : '\0';
	const char *letter = c ? strchr(letters, c) : NULL;
	size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : 0;
	bool braces = c == 'u' && at + 2 < text.len && text.data[at + 2] == '{';
	uint32_t value;
	size_t count;

	if (letter) {
		*byte = (unsigned char)bytes[letter - letters];
		return 2;
	}
	if (!digits)
		return 0;
	count = hex(text, at + 2 + braces, braces ? 6 : digits, &value);
	if ((!braces && count < digits) || value > 0x7f)
		return 0;
	*byte = (unsigned char)value;
	return 2 + count + 2u * braces;
}

struct pq_view pq_import_unescape(struct pq_reading *reading, struct pq_view text, bool *known)
{
	unsigned char *out;
	size_t len = 0;

	*known = true;
	if (pq_view_find(text, '\\', 0) == text.len)
		return text;
	out = pq_reading_text(reading, text.len);
	if (!out)
		return text;
	for (size_t at = 0; at < text.len;) {
		size_t step = text.data[at] == '\\' ? escape(text, at, &out[len]) : 0;

		if (step == 0) {
			*known &= text.data[at] != '\\';
			out[len] = text.data[at];
			step = 1;
		}
		len++;
		at += step;
	}
	return pq_view(out, len);
}

static bool upper(struct pq_view word, size_t at)
{
	return at < word.len && pq_ascii_is(word.data[at], PQ_ASCII_UPPER);
}

struct pq_view pq_import_spell(struct pq_reading *reading, struct pq_view word)
{
	unsigned char *out = pq_reading_text(reading, 2 * word.len);
	size_t len = 0;

	if (!out)
		return word;
	/* kAcceptCharset, as some write enumerators. */
	if (word.len > 1 && word.data[0] == 'k' && upper(word, 1))
		word = pq_view_from(word, 1);
	for (size_t at = 0; at < word.len; at++) {
		bool next_lower = at + 1 < word.len && pq_ascii_is(word.data[at + 1], PQ_ASCII_LOWER);
		bool begins = upper(word, at) && at > 0 &&
			      (!upper(word, at - 1) || next_lower || (at == 1 && word.data[0] == 'X'));

		if (begins)
			out[len++] = '-';
		out[len++] = word.data[at] == '_' ? '-' : pq_ascii_lower(word.data[at]);
	}
	return pq_view(out, len);
}

/* SPDX-License-Identifier: MIT */
#include "base/text_scan.h"

#include <assert.h>

const struct pq_text_escape pq_text_escapes[] = {
	{ 'r', '\r' }, { 'n', '\n' }, { 't', '\t' }, { '0', '\0' }, { '"', '"' }, { '\\', '\\' },
};
static_assert(sizeof(pq_text_escapes) / sizeof(pq_text_escapes[0]) == PQ_TEXT_ESCAPES, "a row for each escape");

/* Bytes of text that are looked at together, the first one lowest; zeros behind the end. */
static uint64_t load_word(struct pq_view text, size_t at)
{
	uint64_t word = 0;

	if (text.len - at >= sizeof(word))
		memcpy(&word, text.data + at, sizeof(word));
	else if (text.len > at)
		memcpy(&word, text.data + at, text.len - at);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

/*
 * Subtracting from each byte sets its top bit if it was smaller, and adding one if it is past '~'. A borrow or
 * carry spoils only bytes above the first hit.
 */
size_t pq_text_skip_plain(struct pq_view text, size_t at, unsigned char low, unsigned char stop)
{
	const uint64_t ones = 0x0101010101010101u;

	for (;; at += sizeof(uint64_t)) {
		uint64_t word = load_word(text, at);
		uint64_t quote = word ^ ones * '"';
		uint64_t other = word ^ ones * stop;
		uint64_t hits = ((word - ones * low) & ~word) | (word + ones) | word | ((quote - ones) & ~quote) |
				((other - ones) & ~other);

		hits &= ones << 7;
		if (hits)
			return at + (size_t)__builtin_ctzll(hits) / 8;
	}
}

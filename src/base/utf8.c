/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"

/* By length: bits of the first byte that hold the code point, and the smallest code point that needs the length. */
static const struct {
	unsigned char mask;
	unsigned char lead;
	uint32_t least;
} shapes[] = { { 0, 0, 0 }, { 0x7f, 0x00, 0 }, { 0x1f, 0xc0, 0x80 }, { 0x0f, 0xe0, 0x800 }, { 0x07, 0xf0, 0x10000 } };

static size_t length_of(unsigned char first)
{
	for (size_t len = 1; len <= 4; len++)
		if ((first & (unsigned char)~shapes[len].mask) == shapes[len].lead)
			return len;
	return 0;
}

size_t pq_utf8_decode(struct pq_view text, size_t at, uint32_t *code)
{
	size_t len = length_of(text.data[at]);
	uint32_t value;

	if (len == 0 || len > text.len - at)
		return 0;
	value = text.data[at] & shapes[len].mask;
	for (size_t i = 1; i < len; i++) {
		if ((text.data[at + i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (text.data[at + i] & 0x3f);
	}
	if (value < shapes[len].least || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*code = value;
	return len;
}

/* SPDX-License-Identifier: MIT */
#include "url/input.h"

struct pq_view pq_input_trim(struct pq_view input)
{
	size_t from = 0;
	size_t to = input.len;

	while (from < to && input.data[from] <= ' ')
		from++;
	while (to > from && input.data[to - 1] <= ' ')
		to--;
	return pq_view_slice(input, from, to);
}

/*
 * Sets the top bit of bytes outside 0x20 to 0x7f, eight at a time. Only a byte
 * below 0x20 can borrow from its neighbour, so none is set if all are inside.
 */
static uint64_t odd_bits(const unsigned char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return (word - UINT64_C(0x2020202020202020)) | word;
}

bool pq_input_is_plain(struct pq_view input)
{
	unsigned char padded[8] = "        ";
	uint64_t odd;
	size_t i;

	if (input.len < sizeof(padded)) {
		if (input.len)
			memcpy(padded, input.data, input.len);
		input = pq_view(padded, sizeof(padded));
	}
	odd = odd_bits(input.data + input.len - sizeof(padded)); /* The last eight, some of them twice. */
	for (i = 0; input.len - i > sizeof(padded); i += sizeof(padded))
		odd |= odd_bits(input.data + i);
	return (odd & UINT64_C(0x8080808080808080)) == 0;
}

/*
 * How many bytes the UTF-8 decoder takes at the start of input, which is not
 * empty and begins with a non-ASCII byte: a sequence, or the longest part of
 * one that another byte could still have completed.
 */
static size_t utf8_step(struct pq_view input, bool *valid)
{
	unsigned char lead = input.data[0];
	unsigned char lower = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
	unsigned char upper = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
	size_t len = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

	*valid = false;
	if (lead < 0xc2 || lead > 0xf4)
		return 1;
	for (size_t i = 1; i < len; i++) {
		if (i == input.len || input.data[i] < lower || input.data[i] > upper)
			return i;
		lower = 0x80;
		upper = 0xbf;
	}
	*valid = true;
	return len;
}

void pq_input_clean(struct pq_view input, struct pq_buf *out)
{
	while (input.len) {
		unsigned char c = input.data[0];
		size_t step = 1;
		bool valid = true;

		if (c >= 0x80)
			step = utf8_step(input, &valid);
		if (!valid)
			pq_buf_add_str(out, "\xef\xbf\xbd");
		else if (c != '\t' && c != '\n' && c != '\r')
			pq_buf_add(out, pq_view(input.data, step));
		input = pq_view_from(input, step);
	}
}

/* SPDX-License-Identifier: MIT */
#include "url/percent.h"

#include "base/ascii.h"
#include "url/scan.h"

static void encode_byte(unsigned char c, struct pq_buf *out)
{
	static const char digits[] = "0123456789ABCDEF";
	unsigned char *at = pq_buf_extend(out, 3);

	if (!at)
		return;
	at[0] = '%';
	at[1] = (unsigned char)digits[c >> 4];
	at[2] = (unsigned char)digits[c & 15];
}

void pq_percent_encode(struct pq_view text, unsigned int set, struct pq_buf *out)
{
	for (;;) {
		pq_buf_add(out, pq_scan_take(&text, pq_scan_until(text, 0, set)));
		if (text.len == 0)
			return;
		encode_byte(text.data[0], out);
		pq_scan_take(&text, 1);
	}
}

unsigned char pq_percent_take(struct pq_view *text)
{
	const unsigned char *at = text->data;
	unsigned char c = at[0];
	size_t taken = 1;

	if (c == '%' && text->len > 2 && pq_ascii_is(at[1], PQ_ASCII_HEX) && pq_ascii_is(at[2], PQ_ASCII_HEX)) {
		c = (unsigned char)(pq_ascii_hex_value(at[1]) << 4 | pq_ascii_hex_value(at[2]));
		taken = 3;
	}
	*text = pq_view_from(*text, taken);
	return c;
}

void pq_percent_decode(struct pq_view text, struct pq_buf *out)
{
	while (text.len > 0)
		pq_buf_add_byte(out, pq_percent_take(&text));
}

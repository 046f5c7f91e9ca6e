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

void pq_percent_decode(struct pq_view text, struct pq_buf *out)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = text.data[i];

		if (c == '%' && text.len - i > 2 && pq_ascii_is(text.data[i + 1], PQ_ASCII_HEX) &&
		    pq_ascii_is(text.data[i + 2], PQ_ASCII_HEX)) {
			c = (unsigned char)(pq_ascii_hex_value(text.data[i + 1]) << 4 |
					    pq_ascii_hex_value(text.data[i + 2]));
			i += 2;
		}
		pq_buf_add_byte(out, c);
	}
}

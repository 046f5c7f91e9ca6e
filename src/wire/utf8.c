/* SPDX-License-Identifier: MIT */
#include "wire/utf8.h"

/*
 * The rows of RFC 3629 4, without ASCII.
 * first, last: lead bytes; low, high: what their first continuation byte may be; missing: continuation bytes
 */
static const struct {
	uint8_t first;
	uint8_t last;
	uint8_t low;
	uint8_t high;
	uint8_t missing;
} leads[] = {
	{ 0xc2, 0xdf, 0x80, 0xbf, 1 }, { 0xe0, 0xe0, 0xa0, 0xbf, 2 }, { 0xe1, 0xec, 0x80, 0xbf, 2 },
	{ 0xed, 0xed, 0x80, 0x9f, 2 }, { 0xee, 0xef, 0x80, 0xbf, 2 }, { 0xf0, 0xf0, 0x90, 0xbf, 3 },
	{ 0xf1, 0xf3, 0x80, 0xbf, 3 }, { 0xf4, 0xf4, 0x80, 0x8f, 3 },
};

static bool begin(struct pq_utf8 *utf8, unsigned char lead)
{
	if (lead < 0x80)
		return true;
	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++) {
		if (lead >= leads[i].first && lead <= leads[i].last) {
			utf8->missing = leads[i].missing;
			utf8->low = leads[i].low;
			utf8->high = leads[i].high;
			return true;
		}
	}
	return false;
}

static bool go_on(struct pq_utf8 *utf8, unsigned char c)
{
	if (c < utf8->low || c > utf8->high)
		return false;
	utf8->missing--;
	utf8->low = 0x80;
	utf8->high = 0xbf;
	return true;
}

bool pq_utf8_feed(struct pq_utf8 *utf8, struct pq_view piece)
{
	for (size_t i = 0; i < piece.len; i++)
		if (!(utf8->missing ? go_on(utf8, piece.data[i]) : begin(utf8, piece.data[i])))
			return false;
	return true;
}

bool pq_utf8_valid(struct pq_view text)
{
	struct pq_utf8 utf8 = { 0 };

	return pq_utf8_feed(&utf8, text) && pq_utf8_may_end(&utf8);
}

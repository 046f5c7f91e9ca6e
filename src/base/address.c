/* SPDX-License-Identifier: MIT */
#include "base/address.h"

#include "base/ascii.h"

#define NO_GAP 17

/* "0" to "255", a single spelling for each. */
static bool parse_octet(struct pq_view text, uint8_t *out)
{
	uint64_t n;

	if (text.len > 3 || (text.len > 1 && text.data[0] == '0') || !pq_ascii_decimal(text, 255, &n))
		return false;
	*out = (uint8_t)n;
	return true;
}

static bool parse_ipv4(struct pq_view text, uint8_t out[static 4])
{
	size_t at = 0;

	for (size_t i = 0; i < 4; i++) {
		size_t end = pq_view_find(text, '.', at);

		if ((end == text.len) != (i == 3) || !parse_octet(pq_view_slice(text, at, end), &out[i]))
			return false;
		at = end + 1;
	}
	return true;
}

static bool parse_group(struct pq_view text, uint8_t out[static 2])
{
	unsigned int n = 0;

	if (text.len > 4 || !pq_ascii_all(text, PQ_ASCII_HEX))
		return false;
	for (size_t i = 0; i < text.len; i++)
		n = n << 4 | pq_ascii_hex_value(text.data[i]);
	out[0] = (uint8_t)(n >> 8);
	out[1] = (uint8_t)n;
	return true;
}

/* One piece between colons: 16 bits, or an IPv4 address in the last 32 bits (RFC 4291 2.2, form 3). */
static bool parse_piece(struct pq_view piece, bool last, uint8_t out[static 16], size_t *len)
{
	if (last && *len <= 12 && pq_view_find(piece, '.', 0) < piece.len) {
		*len += 4;
		return parse_ipv4(piece, out + *len - 4);
	}
	if (*len > 14)
		return false;
	*len += 2;
	return parse_group(piece, out + *len - 2);
}

/* Moves what stands after "::" to the end; "::" stands for at least one group (RFC 4291 2.2, form 2). */
static bool close_gap(uint8_t out[static 16], size_t gap, size_t len)
{
	size_t tail;

	if (gap == NO_GAP)
		return len == 16;
	if (len > 14)
		return false;
	tail = len - gap;
	memmove(out + 16 - tail, out + gap, tail);
	memset(out + gap, 0, 16 - len);
	return true;
}

static bool starts_gap(struct pq_view text, size_t at)
{
	return at + 1 < text.len && text.data[at] == ':' && text.data[at + 1] == ':';
}

static bool parse_ipv6(struct pq_view text, uint8_t out[static 16])
{
	size_t gap = NO_GAP;
	size_t len = 0;
	size_t at = 0;

	if (starts_gap(text, 0)) {
		gap = 0;
		at = 2;
	}
	while (at < text.len) {
		size_t end = pq_view_find(text, ':', at);

		if (!parse_piece(pq_view_slice(text, at, end), end == text.len, out, &len))
			return false;
		at = end + 1;
		if (starts_gap(text, end)) {
			if (gap != NO_GAP)
				return false;
			gap = len;
			at++;
		} else if (at == text.len) {
			return false;
		}
	}
	return close_gap(out, gap, len);
}

bool pq_address_parse(struct pq_view text, struct pq_address *out)
{
	struct pq_address address = { 0 };

	if (pq_view_find(text, ':', 0) < text.len) {
		address.family = 6;
		if (!parse_ipv6(text, address.bytes))
			return false;
	} else {
		address.family = 4;
		if (!parse_ipv4(text, address.bytes))
			return false;
	}
	*out = address;
	return true;
}

static void print_ipv4(const uint8_t bytes[static 4], struct pq_buf *out)
{
	for (size_t i = 0; i < 4; i++) {
		if (i > 0)
			pq_buf_add_byte(out, '.');
		pq_buf_add_u64(out, bytes[i]);
	}
}

static unsigned int group_at(const uint8_t bytes[static 16], size_t group)
{
	return (unsigned int)bytes[group * 2] << 8 | bytes[group * 2 + 1];
}

/* Lower case, no leading zeros (RFC 5952 4.1, 4.3). */
static void print_group(unsigned int group, struct pq_buf *out)
{
	static const char digits[] = "0123456789abcdef";
	int shift = 12;

	while (shift > 0 && group >> shift == 0)
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		pq_buf_add_byte(out, (unsigned char)digits[group >> shift & 15]);
}

/* The longest run of at least two zero groups, the first of equals (RFC 5952 4.2); its length, 0 if there is none. */
static size_t find_gap(const uint8_t bytes[static 16], size_t *start)
{
	size_t best = 1;
	size_t run = 0;

	for (size_t i = 0; i < 8; i++) {
		run = group_at(bytes, i) == 0 ? run + 1 : 0;
		if (run > best) {
			best = run;
			*start = i + 1 - run;
		}
	}
	return best > 1 ? best : 0;
}

static void print_ipv6(const uint8_t bytes[static 16], struct pq_buf *out)
{
	size_t start = 8;
	size_t gap = find_gap(bytes, &start);

	for (size_t i = 0; i < 8; i++) {
		if (gap && i == start) {
			pq_buf_add_str(out, "::");
			i += gap - 1;
			continue;
		}
		if (i > 0 && !(gap && i == start + gap))
			pq_buf_add_byte(out, ':');
		print_group(group_at(bytes, i), out);
	}
}

/*
 * Section 5 of RFC 5952 (dotted decimals after well-known prefixes) is only a
 * recommendation and is left out, so that an address here and in a URL look alike.
 */
void pq_address_print(const struct pq_address *address, struct pq_buf *out)
{
	if (address->family == 4)
		print_ipv4(address->bytes, out);
	else if (address->family == 6)
		print_ipv6(address->bytes, out);
}

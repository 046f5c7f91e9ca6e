/* SPDX-License-Identifier: MIT */
#include "url/ipv6.h"

#include "base/ascii.h"
#include "url/scan.h"

/*
 * rest:     what is still to read
 * bytes:    the pieces read so far, two bytes each
 * count:    number of pieces so far; "::" counts for one
 * compress: number of pieces up to and with "::"; zero if there was none
 */
struct reader {
	struct pq_view rest;
	uint8_t bytes[16];
	size_t count;
	size_t compress;
};

static void add_piece(struct reader *r, unsigned int value)
{
	r->bytes[r->count * 2] = (uint8_t)(value >> 8);
	r->bytes[r->count * 2 + 1] = (uint8_t)value;
	r->count++;
}

/* Up to four hexadecimal digits; returns how many, without taking them. */
static size_t read_hex(const struct reader *r, unsigned int *value)
{
	size_t len = 0;

	*value = 0;
	while (len < 4 && len < r->rest.len && pq_ascii_is(r->rest.data[len], PQ_ASCII_HEX))
		*value = *value * 16 + pq_ascii_hex_value(r->rest.data[len++]);
	return len;
}

/* A decimal number up to 255 without leading zero. */
static bool take_byte(struct reader *r, unsigned int *value)
{
	size_t len = 0;

	*value = 0;
	while (len < r->rest.len && pq_ascii_is(r->rest.data[len], PQ_ASCII_DIGIT)) {
		if (len > 0 && *value == 0)
			return false;
		*value = *value * 10 + (r->rest.data[len++] - (unsigned int)'0');
		if (*value > 255)
			return false;
	}
	pq_scan_take(&r->rest, len);
	return len > 0;
}

/* The dotted IPv4 address that may stand for the last two pieces. */
static bool take_ipv4(struct reader *r)
{
	unsigned int n[4];

	if (r->count > 6)
		return false;
	for (size_t i = 0; i < 4; i++) {
		if (i > 0) {
			if (!pq_scan_at(r->rest, '.'))
				return false;
			pq_scan_take(&r->rest, 1);
		}
		if (!take_byte(r, &n[i]))
			return false;
	}
	add_piece(r, n[0] << 8 | n[1]);
	add_piece(r, n[2] << 8 | n[3]);
	return r->rest.len == 0;
}

static bool take_piece(struct reader *r)
{
	unsigned int value;
	size_t len = read_hex(r, &value);

	if (len < r->rest.len && r->rest.data[len] == '.')
		return len > 0 && take_ipv4(r);
	pq_scan_take(&r->rest, len);
	if (pq_scan_at(r->rest, ':')) {
		pq_scan_take(&r->rest, 1);
		if (r->rest.len == 0)
			return false;
	} else if (r->rest.len) {
		return false;
	}
	add_piece(r, value);
	return true;
}

static bool take_all(struct reader *r)
{
	if (pq_scan_at(r->rest, ':')) {
		pq_scan_take(&r->rest, 1);
		if (!pq_scan_at(r->rest, ':'))
			return false;
	}
	while (r->rest.len) {
		if (r->count == 8)
			return false;
		if (pq_scan_at(r->rest, ':')) {
			if (r->compress)
				return false;
			pq_scan_take(&r->rest, 1);
			r->compress = ++r->count;
		} else if (!take_piece(r)) {
			return false;
		}
	}
	return r->compress || r->count == 8;
}

bool pq_ipv6_parse(struct pq_view text, struct pq_address *out)
{
	struct reader r = { .rest = text };

	if (!take_all(&r))
		return false;
	memset(out, 0, sizeof(*out));
	out->family = 6;
	if (r.compress) {
		size_t head = r.compress * 2;
		size_t tail = (r.count - r.compress) * 2;

		memcpy(out->bytes, r.bytes, head);
		memcpy(out->bytes + sizeof(out->bytes) - tail, r.bytes + head, tail);
	} else {
		memcpy(out->bytes, r.bytes, sizeof(out->bytes));
	}
	return true;
}

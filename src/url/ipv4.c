/* SPDX-License-Identifier: MIT */
#include "url/ipv4.h"

#include "base/ascii.h"

/* One trailing dot is ignored, by the checker and by the parser. */
static struct pq_view without_last_dot(struct pq_view domain)
{
	if (domain.len && domain.data[domain.len - 1] == '.')
		domain.len--;
	return domain;
}

static bool is_hex_prefix(struct pq_view part)
{
	return part.len >= 2 && part.data[0] == '0' && (part.data[1] | 0x20) == 'x';
}

bool pq_ipv4_ends_in_number(struct pq_view domain)
{
	size_t start;

	domain = without_last_dot(domain);
	for (start = domain.len; start > 0 && domain.data[start - 1] != '.'; start--)
		;
	domain = pq_view_from(domain, start);
	if (domain.len == 0 || !pq_ascii_is(domain.data[0], PQ_ASCII_DIGIT))
		return false;
	if (pq_ascii_all(domain, PQ_ASCII_DIGIT))
		return true;
	return is_hex_prefix(domain) && (domain.len == 2 || pq_ascii_all(pq_view_from(domain, 2), PQ_ASCII_HEX));
}

/* The digits of part in that radix, without sign; beyond 32 bits the value stays at 2^32. */
static bool parse_digits(struct pq_view part, unsigned int radix, uint64_t *out)
{
	const uint64_t too_big = UINT64_C(1) << 32;
	uint64_t n = 0;

	for (size_t i = 0; i < part.len; i++) {
		unsigned int digit;

		if (!pq_ascii_is(part.data[i], PQ_ASCII_HEX))
			return false;
		digit = pq_ascii_hex_value(part.data[i]);
		if (digit >= radix)
			return false;
		n = n * radix + digit;
		if (n > too_big)
			n = too_big;
	}
	*out = n;
	return true;
}

/* IPv4 number parser: "0x" alone is zero, and so is "0". */
static bool parse_number(struct pq_view part, uint64_t *out)
{
	if (part.len == 0)
		return false;
	if (is_hex_prefix(part))
		return parse_digits(pq_view_from(part, 2), 16, out);
	if (part.len >= 2 && part.data[0] == '0')
		return parse_digits(pq_view_from(part, 1), 8, out);
	return parse_digits(part, 10, out);
}

/* The last number fills all bytes that the numbers before it leave; those are one byte each. */
static bool store(const uint64_t *numbers, size_t count, struct pq_address *out)
{
	uint64_t last = numbers[count - 1];

	for (size_t i = 0; i + 1 < count; i++)
		if (numbers[i] > 255)
			return false;
	if (last >> (8 * (5 - count)))
		return false;
	memset(out, 0, sizeof(*out));
	out->family = 4;
	for (size_t i = 0; i + 1 < count; i++)
		out->bytes[i] = (uint8_t)numbers[i];
	for (size_t i = 4; i >= count; i--, last >>= 8)
		out->bytes[i - 1] = (uint8_t)last;
	return true;
}

bool pq_ipv4_parse(struct pq_view domain, struct pq_address *out)
{
	uint64_t numbers[4];
	size_t count = 0;
	size_t from = 0;
	size_t dot;

	domain = without_last_dot(domain);
	do {
		dot = pq_view_find(domain, '.', from);
		if (count == 4 || !parse_number(pq_view_slice(domain, from, dot), &numbers[count]))
			return false;
		count++;
		from = dot + 1;
	} while (dot < domain.len);
	return store(numbers, count, out);
}

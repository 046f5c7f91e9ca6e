/* SPDX-License-Identifier: MIT */
/*
 * Classes of bytes, by a table of our own and never by the locale.
 * Sources: RFC 9110 5.6.2 (token), 5.6.3 (whitespace), 5.5 (field-value); Infra "ASCII ...".
 */
#ifndef PQ_BASE_ASCII_H
#define PQ_BASE_ASCII_H

#include <stdint.h>

#include "base/view.h"

enum pq_ascii {
	PQ_ASCII_UPPER = 1 << 0,
	PQ_ASCII_LOWER = 1 << 1,
	PQ_ASCII_DIGIT = 1 << 2,
	PQ_ASCII_HEX = 1 << 3,
	PQ_ASCII_TOKEN = 1 << 4,      /* tchar */
	PQ_ASCII_HTTP_SPACE = 1 << 5, /* tab, LF, CR, space: Fetch "HTTP whitespace bytes" */
	PQ_ASCII_PRINT = 1 << 6,      /* 0x20 to 0x7e */
	PQ_ASCII_VALUE_BAD = 1 << 7,  /* NUL, LF, CR: never inside a header value (Fetch 2.2.2) */
	PQ_ASCII_ALPHA = PQ_ASCII_UPPER | PQ_ASCII_LOWER,
};

extern const uint8_t pq_ascii_table[256];

static inline bool pq_ascii_is(unsigned char c, unsigned int classes)
{
	return (pq_ascii_table[c] & classes) != 0;
}

static inline unsigned char pq_ascii_lower(unsigned char c)
{
	return pq_ascii_is(c, PQ_ASCII_UPPER) ? (unsigned char)(c | 0x20) : c;
}

/* Value of a hexadecimal digit; c must be one. */
static inline unsigned int pq_ascii_hex_value(unsigned char c)
{
	return pq_ascii_is(c, PQ_ASCII_DIGIT) ? c - (unsigned int)'0' : (c | 0x20) - (unsigned int)'a' + 10;
}

/* Equal when ASCII letters are compared without case ("byte-case-insensitive match"). */
static inline bool pq_ascii_eq_nocase(struct pq_view a, struct pq_view b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (pq_ascii_lower(a.data[i]) != pq_ascii_lower(b.data[i]))
			return false;
	return true;
}

/* True if v is not empty and every byte belongs to one of the classes. */
static inline bool pq_ascii_all(struct pq_view v, unsigned int classes)
{
	for (size_t i = 0; i < v.len; i++)
		if (!pq_ascii_is(v.data[i], classes))
			return false;
	return v.len > 0;
}

/* True if some byte of v belongs to one of the classes. */
static inline bool pq_ascii_any(struct pq_view v, unsigned int classes)
{
	for (size_t i = 0; i < v.len; i++)
		if (pq_ascii_is(v.data[i], classes))
			return true;
	return false;
}

/*
 * Reads v as an unsigned decimal number of at most `max`; the number is capped
 * while it is read, so no length overflows. False if v is empty, has another
 * byte than a digit, or exceeds max; *out is untouched then.
 */
bool pq_ascii_decimal(struct pq_view v, uint64_t max, uint64_t *out);

#endif

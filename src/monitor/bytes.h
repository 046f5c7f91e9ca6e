/* SPDX-License-Identifier: MIT */
/*
 * The judge's own byte loops. A fuzzer hooks memcmp and its kin and would learn
 * from them what the judge looks for; and the tables of src/base belong to the judged.
 */
#ifndef PQ_MONITOR_BYTES_H
#define PQ_MONITOR_BYTES_H

#include <stdint.h>

#include "base/view.h"

static inline unsigned char pq_bytes_lower(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? (unsigned char)(c - 'A' + 'a') : c;
}

static inline bool pq_bytes_is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static inline bool pq_bytes_is_alpha(unsigned char c)
{
	c = pq_bytes_lower(c);
	return c >= 'a' && c <= 'z';
}

/* 0 to 15, or 16 if c is no hexadecimal digit. */
static inline unsigned int pq_bytes_hex(unsigned char c)
{
	c = pq_bytes_lower(c);
	if (pq_bytes_is_digit(c))
		return (unsigned int)(c - '0');
	return c >= 'a' && c <= 'f' ? (unsigned int)(c - 'a' + 10) : 16;
}

static inline bool pq_bytes_same(struct pq_view a, struct pq_view b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (a.data[i] != b.data[i])
			return false;
	return true;
}

static inline bool pq_bytes_same_nocase(struct pq_view a, struct pq_view b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (pq_bytes_lower(a.data[i]) != pq_bytes_lower(b.data[i]))
			return false;
	return true;
}

/* Without regard to case, whether v begins with prefix. */
static inline bool pq_bytes_starts_nocase(struct pq_view v, struct pq_view prefix)
{
	return v.len >= prefix.len && pq_bytes_same_nocase(pq_view(v.data, prefix.len), prefix);
}

/* Whether v is that text, in any case; text is in lower case. */
static inline bool pq_bytes_is(struct pq_view v, const char *text)
{
	size_t i = 0;

	for (; i < v.len && text[i]; i++)
		if (pq_bytes_lower(v.data[i]) != (unsigned char)text[i])
			return false;
	return i == v.len && !text[i];
}

/* Index of the first byte c at or after from; v.len if there is none. */
static inline size_t pq_bytes_find(struct pq_view v, unsigned char c, size_t from)
{
	while (from < v.len && v.data[from] != c)
		from++;
	return from < v.len ? from : v.len;
}

/* Index where needle first stands at or after from; SIZE_MAX if nowhere. An empty needle stands everywhere. */
static inline size_t pq_bytes_search(struct pq_view v, struct pq_view needle, size_t from)
{
	for (size_t at = from; at <= v.len && needle.len <= v.len - at; at++) {
		size_t i = 0;

		/* The last byte first: a long run that only nearly matches must not cost its square. */
		if (needle.len && v.data[at + needle.len - 1] != needle.data[needle.len - 1])
			continue;
		while (i < needle.len && v.data[at + i] == needle.data[i])
			i++;
		if (i == needle.len)
			return at;
	}
	return SIZE_MAX;
}

static inline bool pq_bytes_contain(struct pq_view v, struct pq_view needle)
{
	return pq_bytes_search(v, needle, 0) != SIZE_MAX;
}

static inline bool pq_bytes_is_blank(unsigned char c)
{
	return c == ' ' || c == '\t';
}

/* Without blanks (space, tab) at both ends. */
static inline struct pq_view pq_bytes_trim(struct pq_view v)
{
	while (v.len && pq_bytes_is_blank(v.data[0]))
		v = pq_view_from(v, 1);
	while (v.len && pq_bytes_is_blank(v.data[v.len - 1]))
		v.len--;
	return v;
}

/* NUL, LF or CR: what no header value may hold (Fetch 2.2.2). */
static inline bool pq_bytes_break_lines(struct pq_view v)
{
	for (size_t i = 0; i < v.len; i++)
		if (v.data[i] == '\0' || v.data[i] == '\n' || v.data[i] == '\r')
			return true;
	return false;
}

/* RFC 9110 5.6.2. */
static inline bool pq_bytes_is_tchar(unsigned char c)
{
	static const char marks[] = "!#$%&'*+-.^_`|~";

	if (pq_bytes_is_alpha(c) || pq_bytes_is_digit(c))
		return true;
	for (size_t i = 0; i + 1 < sizeof(marks); i++)
		if (c == (unsigned char)marks[i])
			return true;
	return false;
}

static inline bool pq_bytes_is_token(struct pq_view v)
{
	for (size_t i = 0; i < v.len; i++)
		if (!pq_bytes_is_tchar(v.data[i]))
			return false;
	return v.len > 0;
}

/* Decimal digits, at least one, no larger than UINT64_MAX / 16. */
static inline bool pq_bytes_number(struct pq_view v, uint64_t *out)
{
	uint64_t n = 0;

	for (size_t i = 0; i < v.len; i++) {
		if (!pq_bytes_is_digit(v.data[i]) || n > UINT64_MAX / 256)
			return false;
		n = n * 10 + (uint64_t)(v.data[i] - '0');
	}
	*out = n;
	return v.len > 0;
}

/* The next piece of *rest up to the separator, which is skipped; false when nothing is left. */
static inline bool pq_bytes_split(struct pq_view *rest, unsigned char separator, struct pq_view *piece)
{
	size_t at;

	if (!rest->data)
		return false;
	at = pq_bytes_find(*rest, separator, 0);
	*piece = pq_view_slice(*rest, 0, at);
	*rest = at < rest->len ? pq_view_from(*rest, at + 1) : pq_view(NULL, 0);
	return true;
}

#endif

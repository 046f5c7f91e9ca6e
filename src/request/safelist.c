/* SPDX-License-Identifier: MIT */
/* Which headers a page may set across origins without being asked for: the safelists of Fetch 2.2.2. */
#include "request/header.h"

#include <assert.h>

#include "base/ascii.h"
#include "request/range.h"

#define SAFELISTED_MAX 128 /* bytes of a value; "CORS-safelisted request-header", step 1 */

/* "CORS-unsafe request-header byte". */
static bool is_unsafe(unsigned char c)
{
	switch (c) {
	case '\t':
		return false;
	case '"':
	case '(':
	case ')':
	case ':':
	case '<':
	case '>':
	case '?':
	case '@':
	case '[':
	case '\\':
	case ']':
	case '{':
	case '}':
	case 0x7f:
		return true;
	default:
		return c < 0x20;
	}
}

static bool is_language_byte(unsigned char c)
{
	switch (c) {
	case ' ':
	case '*':
	case ',':
	case '-':
	case '.':
	case ';':
	case '=':
		return true;
	default:
		return pq_ascii_is(c, PQ_ASCII_ALPHA | PQ_ASCII_DIGIT);
	}
}

static bool accept_ok(struct pq_view value)
{
	for (size_t i = 0; i < value.len; i++)
		if (is_unsafe(value.data[i]))
			return false;
	return true;
}

static bool language_ok(struct pq_view value)
{
	for (size_t i = 0; i < value.len; i++)
		if (!is_language_byte(value.data[i]))
			return false;
	return true;
}

/* Essences that a form could send anyway. */
static bool is_form_type(struct pq_view type, struct pq_view subtype)
{
	static const struct pq_view essences[][2] = {
		{ PQ_VIEW("application"), PQ_VIEW("x-www-form-urlencoded") },
		{ PQ_VIEW("multipart"), PQ_VIEW("form-data") },
		{ PQ_VIEW("text"), PQ_VIEW("plain") },
	};

	for (size_t i = 0; i < sizeof(essences) / sizeof(essences[0]); i++)
		if (pq_ascii_eq_nocase(type, essences[i][0]) && pq_ascii_eq_nocase(subtype, essences[i][1]))
			return true;
	return false;
}

/*
 * "Parse a MIME type" (MIME Sniffing 4.4) only fails before the parameters, so
 * they are not looked at. Both halves of a listed essence are tokens, which
 * makes the parser's own token checks part of the comparison.
 */
static bool content_type_ok(struct pq_view value)
{
	struct pq_view text = pq_header_value_normalise(value);
	size_t slash = pq_view_find(text, '/', 0);
	size_t end = pq_view_find(text, ';', slash);

	while (end > slash && pq_ascii_is(text.data[end - 1], PQ_ASCII_HTTP_SPACE))
		end--;
	return accept_ok(value) && is_form_type(pq_view_slice(text, 0, slash), pq_view_slice(text, slash + 1, end));
}

/* Browsers never sent "bytes=-500" by themselves, so a range without a start is not safelisted. */
static bool range_ok(struct pq_view value)
{
	struct pq_range range;

	return pq_range_parse(value, &range) && range.first.len > 0;
}

/* Names in the order of "CORS-safelisted request-header"; no_cors: also a no-CORS-safelisted request-header name. */
static const struct {
	struct pq_view name;
	bool no_cors;
	bool (*value_ok)(struct pq_view value);
} safelist[] = {
	{ .name = PQ_VIEW("accept"), .no_cors = true, .value_ok = accept_ok },
	{ .name = PQ_VIEW("accept-language"), .no_cors = true, .value_ok = language_ok },
	{ .name = PQ_VIEW("content-language"), .no_cors = true, .value_ok = language_ok },
	{ .name = PQ_VIEW("content-type"), .no_cors = true, .value_ok = content_type_ok },
	{ .name = PQ_VIEW("range"), .no_cors = false, .value_ok = range_ok },
};

#define SAFELIST_COUNT (sizeof(safelist) / sizeof(safelist[0]))
static_assert(SAFELIST_COUNT == 5, "Fetch names five headers");

/* Index in the safelist; SAFELIST_COUNT if the name is not there. */
static size_t find(struct pq_view name)
{
	size_t i = 0;

	while (i < SAFELIST_COUNT && !pq_ascii_eq_nocase(name, safelist[i].name))
		i++;
	return i;
}

bool pq_header_cors_safelisted(struct pq_view name, struct pq_view value)
{
	size_t i = find(name);

	return i < SAFELIST_COUNT && value.len <= SAFELISTED_MAX && safelist[i].value_ok(value);
}

bool pq_header_no_cors_safelisted_name(struct pq_view name)
{
	size_t i = find(name);

	return i < SAFELIST_COUNT && safelist[i].no_cors;
}

bool pq_header_no_cors_safelisted(struct pq_view name, struct pq_view value)
{
	return pq_header_no_cors_safelisted_name(name) && pq_header_cors_safelisted(name, value);
}

bool pq_header_no_cors_privileged(struct pq_view name)
{
	static const struct pq_view range = PQ_VIEW("range");

	return pq_ascii_eq_nocase(name, range);
}

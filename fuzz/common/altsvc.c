/* SPDX-License-Identifier: MIT */
#include "common/altsvc.h"

#include "base/ascii.h"

static void print_protocol(struct pq_view protocol, struct pq_buf *out)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < protocol.len; i++) {
		unsigned char c = protocol.data[i];

		if (pq_ascii_is(c, PQ_ASCII_TOKEN) && c != '%') {
			pq_buf_add_byte(out, c);
			continue;
		}
		pq_buf_add_byte(out, '%');
		pq_buf_add_byte(out, (unsigned char)digits[c >> 4]);
		pq_buf_add_byte(out, (unsigned char)digits[c & 15]);
	}
}

void pq_fuzz_altsvc_print(const struct pq_altsvc *altsvc, struct pq_buf *out)
{
	pq_buf_add_str(out, altsvc->clear ? "clear," : "");
	for (size_t i = 0; i < altsvc->count; i++) {
		const struct pq_alternative *alternative = &altsvc->alternatives[i];

		print_protocol(alternative->protocol, out);
		pq_buf_add_str(out, "=\"");
		pq_buf_add(out, alternative->host);
		pq_buf_add_str(out, ":");
		pq_buf_add_u64(out, alternative->port);
		pq_buf_add_str(out, "\"; ma=");
		pq_buf_add_u64(out, alternative->max_age_s);
		pq_buf_add_str(out, alternative->persist ? "; persist=1," : ",");
	}
}

/* The byte that stands at *at, or behind a backslash there; moves on. 0 at the end. */
static unsigned char next(struct pq_view value, size_t *at)
{
	if (*at + 1 < value.len && value.data[*at] == '\\')
		++*at;
	return *at < value.len ? value.data[(*at)++] : 0;
}

/* True if the value goes on with text at *at; moves behind it. */
static bool goes_on(struct pq_view value, size_t *at, struct pq_view text)
{
	for (size_t i = 0; i < text.len; i++)
		if (next(value, at) != text.data[i])
			return false;
	return true;
}

/* Port 0 is a zero behind zeros, so the search tries the number behind each zero and in front of the first. */
static bool names_at(struct pq_view value, size_t at, struct pq_view host, struct pq_view port)
{
	if (next(value, &at) != '"' || !goes_on(value, &at, host) || next(value, &at) != ':')
		return false;
	for (;;) {
		size_t behind = at;

		if (goes_on(value, &behind, port) && next(value, &behind) == '"')
			return true;
		if (next(value, &at) != '0')
			return false;
	}
}

bool pq_fuzz_altsvc_names(struct pq_view value, struct pq_view host, uint16_t port)
{
	unsigned char digits[8];
	struct pq_buf text;

	pq_buf_init(&text, digits, sizeof(digits));
	pq_buf_add_u64(&text, port);
	for (size_t i = 0; i < value.len; i++)
		if (names_at(value, i, host, pq_buf_view(&text)))
			return true;
	return false;
}

/* SPDX-License-Identifier: MIT */
#include "triage/url.h"

#include "base/ascii.h"

/* Index of the first of those bytes at or after `from`; text.len if there is none. */
static size_t find_any(struct pq_view text, const char *bytes, size_t from)
{
	while (from < text.len && (!text.data[from] || !strchr(bytes, text.data[from])))
		from++;
	return from;
}

/* The last byte of that kind in front of `end`; `end` if there is none. */
static size_t find_last(struct pq_view text, unsigned char byte, size_t from, size_t end)
{
	for (size_t i = end; i-- > from;)
		if (text.data[i] == byte)
			return i;
	return end;
}

static size_t scheme_end(struct pq_view url)
{
	size_t colon = 0;

	while (colon < url.len && pq_ascii_is(url.data[colon], PQ_ASCII_ALPHA))
		colon++;
	if (colon == 0 || colon == url.len || url.data[colon] != ':')
		return 0;
	return pq_view_starts(pq_view_from(url, colon), pq_view_str("://")) ? colon + 3 : colon + 1;
}

struct pq_url_cut pq_url_cut(struct pq_view url)
{
	size_t scheme = scheme_end(url), end, host, port;
	struct pq_url_cut cut;

	end = scheme ? find_any(url, "/\\?#", scheme) : 0;
	host = find_last(url, '@', scheme, end);
	host = host < end ? host + 1 : scheme;
	port = find_last(url, ':', host, end);
	if (find_last(url, ']', port, end) < end)
		port = end;
	cut.pieces[PQ_URL_SCHEME] = pq_view_slice(url, 0, scheme);
	cut.pieces[PQ_URL_USERINFO] = pq_view_slice(url, scheme, host);
	cut.pieces[PQ_URL_HOST] = pq_view_slice(url, host, port);
	cut.pieces[PQ_URL_PORT] = pq_view_slice(url, port, end);
	cut.pieces[PQ_URL_PATH] = pq_view_from(url, end);
	return cut;
}

void pq_url_join(const struct pq_url_cut *cut, struct pq_buf *out)
{
	for (size_t i = 0; i < PQ_URL_PIECES; i++)
		pq_buf_add(out, cut->pieces[i]);
}

/* SPDX-License-Identifier: MIT */
#include "convert/link.h"

#include "base/ascii.h"

static bool is_scheme(struct pq_view scheme)
{
	for (size_t i = 0; i < scheme.len; i++)
		if (!pq_ascii_is(scheme.data[i], PQ_ASCII_ALPHA | PQ_ASCII_DIGIT) && scheme.data[i] != '+' &&
		    scheme.data[i] != '-' && scheme.data[i] != '.')
			return false;
	return scheme.len > 0 && pq_ascii_is(scheme.data[0], PQ_ASCII_ALPHA);
}

/* Index of the first of these bytes at or after `from`; the length if there is none. */
static size_t find_any(struct pq_view text, const char *bytes, size_t from)
{
	while (from < text.len && (text.data[from] == '\0' || !strchr(bytes, text.data[from])))
		from++;
	return from;
}

/* Behind the last @; the port is behind the last colon that is in no brackets. */
static void cut_authority(struct pq_view authority, struct pq_link *link)
{
	size_t at = authority.len;
	size_t colon;

	while (at > 0 && authority.data[at - 1] != '@')
		at--;
	link->has_userinfo = at > 0;
	link->userinfo = pq_view_slice(authority, 0, at > 0 ? at - 1 : 0);
	link->host = pq_view_from(authority, at);
	link->port = pq_view(NULL, 0);
	colon = link->host.len;
	while (colon > 0 && link->host.data[colon - 1] != ':' && link->host.data[colon - 1] != ']')
		colon--;
	if (colon == 0 || link->host.data[colon - 1] != ':')
		return;
	link->port = pq_view_from(link->host, colon);
	link->host = pq_view_slice(link->host, 0, colon - 1);
}

bool pq_link_cut(struct pq_view url, struct pq_link *link)
{
	size_t colon = pq_view_find(url, ':', 0);
	size_t end;

	link->scheme = pq_view_slice(url, 0, colon);
	if (!is_scheme(link->scheme) || !pq_view_starts(pq_view_from(url, colon), pq_view_str("://")))
		return false;
	end = find_any(url, "/?#\\", colon + 3);
	cut_authority(pq_view_slice(url, colon + 3, end), link);
	link->rest = pq_view_from(url, end);
	return link->host.len > 0;
}

static bool is(struct pq_view text, const char *word)
{
	return pq_ascii_eq_nocase(text, pq_view_str(word));
}

static bool is_secure(const struct pq_link *link)
{
	return is(link->scheme, "https") || is(link->scheme, "wss");
}

bool pq_link_is_websocket(const struct pq_link *link)
{
	return is(link->scheme, "ws") || is(link->scheme, "wss");
}

bool pq_link_is_web(const struct pq_link *link)
{
	return is(link->scheme, "http") || is(link->scheme, "https") || pq_link_is_websocket(link);
}

static void add_lower(struct pq_buf *out, struct pq_view text)
{
	for (size_t i = 0; i < text.len; i++)
		pq_buf_add_byte(out, pq_ascii_lower(text.data[i]));
}

void pq_link_origin(const struct pq_link *link, struct pq_buf *out)
{
	pq_buf_add_str(out, is_secure(link) ? "https://" : "http://");
	add_lower(out, link->host);
	if (link->port.len == 0 || is(link->port, is_secure(link) ? "443" : "80"))
		return;
	pq_buf_add_byte(out, ':');
	pq_buf_add(out, link->port);
}

/* What is not good for a name becomes one hyphen, however much there is of it; none stands at the end. */
static void add_safe(struct pq_buf *out, struct pq_view text, size_t end)
{
	for (size_t i = 0; i < text.len && out->len < end; i++) {
		unsigned char c = pq_ascii_lower(text.data[i]);
		bool safe = pq_ascii_is(c, PQ_ASCII_LOWER | PQ_ASCII_DIGIT) || c == '.' || c == '_';
		bool begun = out->len > 0 && out->data[out->len - 1] != '-';

		if (safe && (c != '.' || begun))
			pq_buf_add_byte(out, c);
		else if (begun)
			pq_buf_add_byte(out, '-');
	}
}

void pq_link_name(struct pq_view method, struct pq_view url, size_t most, struct pq_buf *out)
{
	size_t start = out->len;
	struct pq_link link = { .host = url };
	struct pq_view path;

	pq_link_cut(url, &link);
	path = pq_view_slice(link.rest, 0, find_any(link.rest, "?#", 0));
	add_safe(out, method, start + most);
	pq_buf_add_byte(out, '-');
	add_safe(out, link.host, start + most);
	add_safe(out, pq_view_str("-"), start + most);
	add_safe(out, path, start + most);
	while (out->len > start && (out->data[out->len - 1] == '-' || out->data[out->len - 1] == '.'))
		out->len--;
}

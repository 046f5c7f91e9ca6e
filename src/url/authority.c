/* SPDX-License-Identifier: MIT */
#include "url/authority.h"

#include "url/host.h"
#include "url/percent.h"
#include "url/scan.h"
#include "url/scheme.h"

#define NONE SIZE_MAX

/*
 * Where an authority's parts lie, as offsets.
 * host:     after the last '@'; 0 if there is none
 * colon:    the ':' before the port, outside of brackets; NONE if there is none
 * end:      where the authority ends
 * plain:    number of bytes at the beginning that a domain keeps as they are
 * brackets: while reading: between '[' and ']'
 */
struct layout {
	size_t host;
	size_t colon;
	size_t end;
	size_t plain;
	bool brackets;
};

static void note_mark(struct layout *layout, unsigned char c, size_t at)
{
	switch (c) {
	case '@': /* What came before was userinfo, whatever it looked like. */
		layout->host = at + 1;
		layout->colon = NONE;
		layout->brackets = false;
		break;
	case '[':
		layout->brackets = true;
		break;
	case ']':
		layout->brackets = false;
		break;
	default: /* ':' */
		if (!layout->brackets && layout->colon == NONE)
			layout->colon = at;
	}
}

/* Every byte that ends or structures an authority is one that a domain does not keep. */
static struct layout find_layout(struct pq_view rest, enum pq_special special)
{
	unsigned int end = pq_url_segment_end(special);
	unsigned int stop = end | PQ_URL_AUTHORITY_MARK;
	struct layout layout = { .colon = NONE, .plain = pq_scan_until(rest, 0, PQ_URL_DOMAIN_MARK) };
	size_t i = pq_scan_until(rest, layout.plain, stop);

	while (i < rest.len && !pq_url_class_is(rest.data[i], end)) {
		note_mark(&layout, rest.data[i], i);
		i = pq_scan_until(rest, i + 1, stop);
	}
	layout.end = i;
	return layout;
}

static void parse_userinfo(struct pq_view userinfo, struct pq_url *url, struct pq_buf *out)
{
	size_t colon = pq_view_find(userinfo, ':', 0);
	size_t mark = out->len;

	pq_percent_encode(pq_view_slice(userinfo, 0, colon), PQ_URL_SET_USERINFO, out);
	url->username = pq_buf_since(out, mark);
	mark = out->len;
	pq_percent_encode(pq_view_from(userinfo, colon + 1), PQ_URL_SET_USERINFO, out);
	url->password = pq_buf_since(out, mark);
}

/* No digits mean no port; leading zeros are allowed in any number. */
static bool parse_port(struct pq_view text, struct pq_url *url)
{
	uint16_t default_port;
	unsigned int port = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned int digit = text.data[i] - (unsigned int)'0';

		if (digit > 9)
			return false;
		port = port * 10 + digit;
		if (port > UINT16_MAX)
			return false;
	}
	if (text.len == 0 || (pq_scheme_default_port(url->special, &default_port) && default_port == port))
		return true;
	url->has_port = true;
	url->port = (uint16_t)port;
	return true;
}

/* Only a non-special URL may have an empty host, and only one that stands alone. */
static bool may_be_hostless(const struct layout *layout, const struct pq_url *url)
{
	return url->special == PQ_SPECIAL_NOT && layout->host == 0 && layout->colon == NONE;
}

enum pq_err pq_authority_parse(struct pq_view *rest, const struct pq_idna *idna, struct pq_url *url, struct pq_buf *out)
{
	struct layout layout = find_layout(*rest, url->special);
	struct pq_view all = pq_scan_take(rest, layout.end);
	size_t host_end = layout.colon == NONE ? layout.end : layout.colon;
	struct pq_view host = pq_view_slice(all, layout.host, host_end);
	enum pq_err err;

	if (host.len == 0 && !may_be_hostless(&layout, url))
		return PQ_ERR_SYNTAX;
	if (layout.host)
		parse_userinfo(pq_view(all.data, layout.host - 1), url, out);
	if (layout.plain == host_end && url->special != PQ_SPECIAL_NOT)
		err = pq_host_parse_plain(host, url, out);
	else
		err = pq_host_parse(host, idna, url, out);
	if (err || layout.colon == NONE)
		return err;
	return parse_port(pq_view_from(all, layout.colon + 1), url) ? PQ_ERR_OK : PQ_ERR_SYNTAX;
}

/* SPDX-License-Identifier: MIT */
#include "url/ice_url.h"

#include "base/ascii.h"
#include "url/host.h"
#include "url/scan.h"

/* RFC 7064 3.1 and RFC 7065 3.1. */
static const struct {
	struct pq_view name;
	bool turn;
	bool secure;
} schemes[] = {
	{ PQ_VIEW("stun"), false, false },
	{ PQ_VIEW("stuns"), false, true },
	{ PQ_VIEW("turn"), true, false },
	{ PQ_VIEW("turns"), true, true },
};

/* Takes "scheme:" from rest. */
static enum pq_err parse_scheme(struct pq_view *rest, struct pq_ice_url *url)
{
	size_t colon = pq_view_find(*rest, ':', 0);
	struct pq_view name = pq_view_slice(*rest, 0, colon);

	if (colon == rest->len)
		return PQ_ERR_SYNTAX;
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		if (!pq_ascii_eq_nocase(name, schemes[i].name))
			continue;
		url->turn = schemes[i].turn;
		url->secure = schemes[i].secure;
		url->tcp = url->secure;
		url->port = url->secure ? PQ_ICE_PORT_TLS : PQ_ICE_PORT;
		*rest = pq_view_from(*rest, colon + 1);
		return PQ_ERR_OK;
	}
	return PQ_ERR_UNKNOWN;
}

/* Takes "?transport=..." off the end of rest. Only TURN has one (RFC 7065 3.1). */
static enum pq_err parse_transport(struct pq_view *rest, struct pq_ice_url *url)
{
	size_t mark = pq_view_find(*rest, '?', 0);
	struct pq_view query = pq_view_from(*rest, mark + 1);

	if (mark == rest->len)
		return PQ_ERR_OK;
	if (!url->turn)
		return PQ_ERR_SYNTAX;
	if (pq_ascii_eq_nocase(query, pq_view_str("transport=tcp")))
		url->tcp = true;
	else if (pq_ascii_eq_nocase(query, pq_view_str("transport=udp")))
		url->tcp = false;
	else
		return PQ_ERR_SYNTAX;
	*rest = pq_view_slice(*rest, 0, mark);
	return PQ_ERR_OK;
}

/* A host's end: behind the brackets of an address, else before the ':' of a port. */
static size_t find_host_end(struct pq_view rest)
{
	if (pq_scan_at(rest, '['))
		return pq_view_find(rest, ']', 0) + 1;
	return pq_view_find(rest, ':', 0);
}

/* Any number of digits (RFC 3986 3.2.3); none mean the default. Judged before it is narrowed to 16 bits. */
static enum pq_err parse_port(struct pq_view text, struct pq_ice_url *url)
{
	uint64_t port = 0;

	if (text.len == 0)
		return PQ_ERR_OK;
	if (!pq_ascii_all(text, PQ_ASCII_DIGIT))
		return PQ_ERR_SYNTAX;
	if (!pq_ascii_decimal(text, UINT16_MAX, &port))
		return PQ_ERR_RANGE;
	url->port = (uint16_t)port;
	return PQ_ERR_OK;
}

/* An authority without userinfo. Whatever else could stand in it is a byte that no host may have. */
static enum pq_err parse_host_port(struct pq_view rest, const struct pq_idna *idna, struct pq_ice_url *url,
				   struct pq_buf *storage)
{
	struct pq_url parsed = { .special = PQ_SPECIAL_HTTPS };
	size_t end = find_host_end(rest);
	struct pq_view host = pq_view_slice(rest, 0, end);
	enum pq_err err;

	if (host.len == 0 || (end < rest.len && rest.data[end] != ':'))
		return PQ_ERR_SYNTAX;
	err = parse_port(pq_view_from(rest, end + 1), url);
	if (err == PQ_ERR_OK)
		err = pq_host_parse(host, idna, &parsed, storage);
	url->host_kind = parsed.host_kind;
	url->host = parsed.host;
	url->address = parsed.address;
	return err;
}

enum pq_err pq_ice_url_parse(struct pq_ice_url *url, struct pq_view input, const struct pq_idna *idna,
			     struct pq_buf *storage)
{
	struct pq_ice_url parsed = { .turn = false };
	struct pq_buf before = *storage;
	struct pq_view rest = input;
	enum pq_err err = parse_scheme(&rest, &parsed);

	if (err == PQ_ERR_OK && !pq_ascii_all(rest, PQ_ASCII_PRINT))
		err = PQ_ERR_SYNTAX;
	if (err == PQ_ERR_OK)
		err = parse_transport(&rest, &parsed);
	if (err == PQ_ERR_OK)
		err = parse_host_port(rest, idna, &parsed, storage);
	if (err) {
		*storage = before;
		return err;
	}
	*url = parsed;
	return PQ_ERR_OK;
}

/* SPDX-License-Identifier: MIT */
#include "url/host.h"

#include "base/ascii.h"
#include "url/ipv4.h"
#include "url/ipv6.h"
#include "url/percent.h"
#include "url/scan.h"

static enum pq_err set_host(struct pq_url *url, enum pq_host_kind kind, const struct pq_buf *out, size_t mark)
{
	if (!pq_buf_ok(out))
		return PQ_ERR_NO_SPACE;
	url->host_kind = kind;
	url->host = pq_buf_since(out, mark);
	return PQ_ERR_OK;
}

static enum pq_err parse_ipv6(struct pq_view input, struct pq_url *url, struct pq_buf *out)
{
	size_t mark = out->len;
	struct pq_address address;

	if (input.data[input.len - 1] != ']' || !pq_ipv6_parse(pq_view_slice(input, 1, input.len - 1), &address))
		return PQ_ERR_SYNTAX;
	pq_buf_add_byte(out, '[');
	pq_address_print(&address, out);
	pq_buf_add_byte(out, ']');
	url->address = address;
	return set_host(url, PQ_HOST_IPV6, out, mark);
}

static enum pq_err parse_opaque(struct pq_view input, struct pq_url *url, struct pq_buf *out)
{
	size_t mark = out->len;

	if (pq_scan_until(input, 0, PQ_URL_FORBIDDEN_HOST) < input.len)
		return PQ_ERR_SYNTAX;
	pq_percent_encode(input, PQ_URL_SET_C0, out);
	return set_host(url, input.len ? PQ_HOST_OPAQUE : PQ_HOST_EMPTY, out, mark);
}

/*
 * Appends an ASCII domain in lower case, which is all that the domain parser
 * does with one, "xn--" labels included. False, and nothing appended, if a byte
 * is forbidden, not ASCII, or '%'.
 */
static bool add_ascii_domain(struct pq_view domain, struct pq_buf *out)
{
	size_t mark = out->len;

	if (pq_scan_until(domain, 0, PQ_URL_FORBIDDEN_DOMAIN | PQ_URL_SET_C0) < domain.len)
		return false;
	pq_buf_add(out, domain);
	for (size_t i = mark; i < out->len; i++)
		out->data[i] = pq_ascii_lower(out->data[i]);
	return true;
}

/* Drops what stands between mark and from, so that the bytes after it follow mark. */
static void close_gap(struct pq_buf *out, size_t mark, size_t from)
{
	memmove(out->data + mark, out->data + from, out->len - from);
	out->len -= from - mark;
}

static bool is_ascii(struct pq_view text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.data[i] >= 0x80)
			return false;
	return true;
}

/*
 * The domain parser with beStrict false, for a domain that has to be decoded.
 * The steps' results stand one after the other in out; the last one stays. What
 * is not UTF-8 after decoding counts as U+FFFD, which ICU does and refuses.
 */
static enum pq_err add_domain(struct pq_view input, const struct pq_idna *idna, struct pq_buf *out)
{
	size_t mark = out->len;
	struct pq_view domain;
	size_t result;

	pq_percent_decode(input, out);
	domain = pq_buf_since(out, mark);
	result = out->len;
	if (pq_buf_ok(out) && !is_ascii(domain)) {
		enum pq_err err = idna ? pq_idna_to_ascii(idna, domain, out) : PQ_ERR_IDNA;

		if (err)
			return err;
		close_gap(out, mark, result);
		domain = pq_buf_since(out, mark);
		result = out->len;
	}
	if (!add_ascii_domain(domain, out))
		return PQ_ERR_SYNTAX;
	if (!pq_buf_ok(out))
		return PQ_ERR_NO_SPACE;
	close_gap(out, mark, result);
	return out->len > mark ? PQ_ERR_OK : PQ_ERR_IDNA;
}

/* The host parser's last steps, for the domain that out holds from mark on. */
static enum pq_err finish_domain(struct pq_url *url, struct pq_buf *out, size_t mark)
{
	struct pq_address address;

	if (!pq_ipv4_ends_in_number(pq_buf_since(out, mark)))
		return set_host(url, PQ_HOST_DOMAIN, out, mark);
	if (!pq_ipv4_parse(pq_buf_since(out, mark), &address))
		return PQ_ERR_SYNTAX;
	out->len = mark;
	pq_address_print(&address, out);
	url->address = address;
	return set_host(url, PQ_HOST_IPV4, out, mark);
}

static enum pq_err parse_domain(struct pq_view input, const struct pq_idna *idna, struct pq_url *url,
				struct pq_buf *out)
{
	size_t mark = out->len;

	if (!add_ascii_domain(input, out)) {
		enum pq_err err = add_domain(input, idna, out);

		if (err)
			return err;
	}
	return finish_domain(url, out, mark);
}

enum pq_err pq_host_parse_plain(struct pq_view input, struct pq_url *url, struct pq_buf *out)
{
	size_t mark = out->len;

	pq_buf_add(out, input);
	return finish_domain(url, out, mark);
}

enum pq_err pq_host_parse(struct pq_view input, const struct pq_idna *idna, struct pq_url *url, struct pq_buf *out)
{
	if (input.len && input.data[0] == '[')
		return parse_ipv6(input, url, out);
	if (url->special == PQ_SPECIAL_NOT)
		return parse_opaque(input, url, out);
	return parse_domain(input, idna, url, out);
}

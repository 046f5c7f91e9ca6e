/* SPDX-License-Identifier: MIT */
#include "wire/altsvc.h"

#include "base/ascii.h"

/*
 * rest:   what is still to be read
 * bytes:  where decoded text goes
 * usable: nothing in the member under way keeps it from being used
 * has_age: its `ma` was read
 */
struct reader {
	struct pq_view rest;
	struct pq_buf *bytes;
	bool usable;
	bool has_age;
};

static bool takes(struct reader *reader, unsigned char c)
{
	if (reader->rest.len == 0 || reader->rest.data[0] != c)
		return false;
	reader->rest = pq_view_from(reader->rest, 1);
	return true;
}

/* OWS (RFC 9110 5.6.3). */
static void skip_blanks(struct reader *reader)
{
	while (takes(reader, ' ') || takes(reader, '\t'))
		;
}

/* True if nothing of the member is left but blanks, which stay. */
static bool member_ends(struct reader reader)
{
	skip_blanks(&reader);
	return reader.rest.len == 0 || reader.rest.data[0] == ',';
}

/* Empty members are read over (RFC 9110 5.6.1.2). */
static void skip_empty_members(struct reader *reader)
{
	do
		skip_blanks(reader);
	while (takes(reader, ','));
}

/* False if there is none. */
static bool read_token(struct reader *reader, struct pq_view *token)
{
	size_t len = 0;

	while (len < reader->rest.len && pq_ascii_is(reader->rest.data[len], PQ_ASCII_TOKEN))
		len++;
	*token = pq_view_slice(reader->rest, 0, len);
	reader->rest = pq_view_from(reader->rest, len);
	return len > 0;
}

/* qdtext and what may follow a backslash have these in common: HTAB, and all from the space on but DEL. */
static bool is_quotable(unsigned char c)
{
	return c == '\t' || (c >= 0x20 && c != 0x7f);
}

/* quoted-string (RFC 9110 5.6.4), unescaped. False if it is none. */
static bool read_quoted(struct reader *reader, struct pq_view *text)
{
	size_t mark = reader->bytes->len;

	if (!takes(reader, '"'))
		return false;
	while (!takes(reader, '"')) {
		takes(reader, '\\');
		if (reader->rest.len == 0 || !is_quotable(reader->rest.data[0]))
			return false;
		pq_buf_add_byte(reader->bytes, reader->rest.data[0]);
		reader->rest = pq_view_from(reader->rest, 1);
	}
	*text = pq_buf_since(reader->bytes, mark);
	return true;
}

static bool is_upper_hex(unsigned char c)
{
	return pq_ascii_is(c, PQ_ASCII_DIGIT) || (c >= 'A' && c <= 'F');
}

/*
 * RFC 7838 3 leaves one spelling of each name, so that names are compared as they stand: upper-case digits, and no
 * byte encoded that a token can hold, save '%' itself. False for another spelling.
 */
static bool decode_protocol(struct pq_view id, struct pq_buf *bytes, struct pq_view *protocol)
{
	size_t mark = bytes->len;

	for (size_t i = 0; i < id.len; i++) {
		unsigned char c = id.data[i];

		if (c == '%') {
			if (id.len - i < 3 || !is_upper_hex(id.data[i + 1]) || !is_upper_hex(id.data[i + 2]))
				return false;
			c = (unsigned char)(pq_ascii_hex_value(id.data[i + 1]) << 4 |
					    pq_ascii_hex_value(id.data[i + 2]));
			if (c != '%' && pq_ascii_is(c, PQ_ASCII_TOKEN))
				return false;
			i += 2;
		}
		pq_buf_add_byte(bytes, c);
	}
	*protocol = pq_buf_since(bytes, mark);
	return true;
}

/* The unreserved bytes of RFC 3986; no name that DNS knows needs others, and each other one is a delimiter somewhere. */
static bool is_name(struct pq_view host)
{
	for (size_t i = 0; i < host.len; i++)
		if (!pq_ascii_is(host.data[i], PQ_ASCII_ALPHA | PQ_ASCII_DIGIT) && host.data[i] != '-' &&
		    host.data[i] != '.' && host.data[i] != '_' && host.data[i] != '~')
			return false;
	return true;
}

/* Only the bytes are looked at: whoever dials reads the address. */
static bool is_ipv6_literal(struct pq_view host)
{
	if (host.len < 4 || host.data[0] != '[' || host.data[host.len - 1] != ']')
		return false;
	for (size_t i = 1; i < host.len - 1; i++)
		if (!pq_ascii_is(host.data[i], PQ_ASCII_HEX) && host.data[i] != ':' && host.data[i] != '.')
			return false;
	return true;
}

/* alt-authority: [ uri-host ] ":" port, with a port of at least one digit: no default is known here. */
static bool read_authority(struct pq_view authority, struct pq_alternative *alternative)
{
	size_t colon = authority.len;
	uint64_t port;

	while (colon > 0 && authority.data[colon - 1] != ':')
		colon--;
	if (colon == 0 || !pq_ascii_decimal(pq_view_from(authority, colon), UINT16_MAX, &port))
		return false;
	alternative->host = pq_view_slice(authority, 0, colon - 1);
	alternative->port = (uint16_t)port;
	return is_name(alternative->host) || is_ipv6_literal(alternative->host);
}

static void take_age(struct reader *reader, struct pq_view value, struct pq_alternative *alternative)
{
	uint64_t age = PQ_MAX_ALTSVC_AGE;

	reader->usable &= !reader->has_age && pq_ascii_all(value, PQ_ASCII_DIGIT);
	pq_ascii_decimal(value, PQ_MAX_ALTSVC_AGE, &age);
	reader->has_age = true;
	alternative->max_age_s = (uint32_t)age;
}

/* parameter = token "=" ( token / quoted-string ); unknown ones are ignored, and `persist` with another value than 1. */
static bool read_parameter(struct reader *reader, struct pq_alternative *alternative)
{
	struct pq_view name, value;

	if (!read_token(reader, &name) || !takes(reader, '=') ||
	    !(read_token(reader, &value) || read_quoted(reader, &value)))
		return false;
	if (pq_ascii_eq_nocase(name, pq_view_str("ma")))
		take_age(reader, value, alternative);
	if (pq_ascii_eq_nocase(name, pq_view_str("persist")))
		alternative->persist |= pq_view_is(value, "1");
	return true;
}

/* What follows a protocol-id, with the blanks behind it. */
static bool read_alternative(struct reader *reader, struct pq_view id, struct pq_alternative *alternative)
{
	struct pq_view authority;

	*alternative = (struct pq_alternative){ .max_age_s = PQ_DEFAULT_ALTSVC_AGE_S };
	reader->has_age = false;
	reader->usable = decode_protocol(id, reader->bytes, &alternative->protocol);
	if (!takes(reader, '=') || !read_quoted(reader, &authority))
		return false;
	reader->usable &= read_authority(authority, alternative);
	skip_blanks(reader);
	while (takes(reader, ';')) {
		skip_blanks(reader);
		if (!read_parameter(reader, alternative))
			return false;
		skip_blanks(reader);
	}
	return true;
}

/* "clear" stands alone in a member, in lower case; `clear="..."` is a protocol of that name. */
static enum pq_err read_member(struct reader *reader, struct pq_altsvc *altsvc)
{
	struct pq_alternative alternative;
	struct pq_view id;

	if (!read_token(reader, &id))
		return PQ_ERR_SYNTAX;
	if (pq_view_is(id, "clear") && member_ends(*reader)) {
		altsvc->clear = true;
		return PQ_ERR_OK;
	}
	if (!read_alternative(reader, id, &alternative) || !member_ends(*reader))
		return PQ_ERR_SYNTAX;
	if (!reader->usable)
		return PQ_ERR_OK;
	if (altsvc->count == PQ_MAX_ALTERNATIVES)
		return PQ_ERR_LIMIT;
	altsvc->alternatives[altsvc->count++] = alternative;
	return PQ_ERR_OK;
}

/* A member that does not end where the next one begins was refused before, so what follows it is a comma or the end. */
static enum pq_err read_members(struct reader *reader, struct pq_altsvc *altsvc)
{
	enum pq_err err = PQ_ERR_OK;

	skip_empty_members(reader);
	if (reader->rest.len == 0)
		return PQ_ERR_SYNTAX;
	while (!err && reader->rest.len > 0) {
		err = read_member(reader, altsvc);
		if (!err)
			skip_empty_members(reader);
	}
	return !err && !pq_buf_ok(reader->bytes) ? PQ_ERR_NO_SPACE : err;
}

enum pq_err pq_altsvc_parse(struct pq_altsvc *out, struct pq_view value, struct pq_buf *bytes)
{
	struct reader reader = { .rest = value, .bytes = bytes };
	struct pq_altsvc altsvc = { .clear = false };
	struct pq_buf before = *bytes;
	enum pq_err err = read_members(&reader, &altsvc);

	if (err) {
		*bytes = before;
		return err;
	}
	if (altsvc.clear)
		altsvc.count = 0;
	*out = altsvc;
	return PQ_ERR_OK;
}

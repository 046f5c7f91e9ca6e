/* SPDX-License-Identifier: MIT */
/* Hosts of special URLs (URL 3.5): IPv6 in brackets, IPv4 in every notation, names through ICU. */
#include "monitor/naive_url.h"

#include <unicode/uidna.h>

#include "monitor/bytes.h"

/* What beStrict = false forgives (URL 3.3): lengths and the places of hyphens. */
static const uint32_t forgiven = UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG |
				 UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN |
				 UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;

bool pq_naive_address_same(const struct pq_address *a, const struct pq_address *b)
{
	size_t len = a->family == 6 ? 16 : 4;

	if (a->family != b->family || a->family == 0)
		return false;
	for (size_t i = 0; i < len; i++)
		if (a->bytes[i] != b->bytes[i])
			return false;
	return true;
}

/* Length of the UTF-8 character that v begins with; 0 if it is malformed (RFC 3629 4). */
static size_t utf8_len(struct pq_view v)
{
	static const struct {
		unsigned char first, last;
		unsigned char second_from, second_to;
		unsigned char len;
	} rows[] = {
		{ 0x00, 0x7f, 0, 0, 1 },       { 0xc2, 0xdf, 0x80, 0xbf, 2 }, { 0xe0, 0xe0, 0xa0, 0xbf, 3 },
		{ 0xe1, 0xec, 0x80, 0xbf, 3 }, { 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 }, { 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (v.data[0] < rows[i].first || v.data[0] > rows[i].last)
			continue;
		if (rows[i].len > v.len)
			return 0;
		if (rows[i].len > 1 && (v.data[1] < rows[i].second_from || v.data[1] > rows[i].second_to))
			return 0;
		for (size_t k = 2; k < rows[i].len; k++)
			if ((v.data[k] & 0xc0) != 0x80)
				return 0;
		return rows[i].len;
	}
	return 0;
}

/* What is malformed becomes U+FFFD before anything else is decoded, and no name may hold that. */
static bool is_utf8(struct pq_view v)
{
	while (v.len) {
		size_t len = utf8_len(v);

		if (!len)
			return false;
		v = pq_view_from(v, len);
	}
	return true;
}

static struct pq_view percent_decode(struct pq_buf *text, struct pq_view v)
{
	size_t mark = text->len;

	for (size_t i = 0; i < v.len; i++) {
		if (v.data[i] == '%' && v.len - i >= 3 && pq_bytes_hex(v.data[i + 1]) < 16 &&
		    pq_bytes_hex(v.data[i + 2]) < 16) {
			pq_buf_add_byte(
				text, (unsigned char)(pq_bytes_hex(v.data[i + 1]) << 4 | pq_bytes_hex(v.data[i + 2])));
			i += 2;
		} else {
			pq_buf_add_byte(text, v.data[i]);
		}
	}
	return pq_buf_since(text, mark);
}

/* Without non-ASCII bytes, domain to ASCII is no more than lower case, also for labels "xn--..." (URL 3.3). */
static bool needs_idna(struct pq_view domain)
{
	for (size_t i = 0; i < domain.len; i++)
		if (domain.data[i] >= 0x80)
			return true;
	return false;
}

static bool through_icu(struct pq_naive_reader *reader, struct pq_view domain, struct pq_view *out)
{
	UIDNAInfo info = UIDNA_INFO_INITIALIZER;
	UErrorCode error = U_ZERO_ERROR;
	struct pq_buf *text = reader->text;
	size_t room = pq_buf_room(text) > INT32_MAX ? INT32_MAX : pq_buf_room(text);
	int32_t len;

	if (domain.len > INT32_MAX || text->overflow)
		return false;
	len = uidna_nameToASCII_UTF8(reader->idna, (const char *)domain.data, (int32_t)domain.len,
				     (char *)text->data + text->len, (int32_t)room, &info, &error);
	if (U_FAILURE(error) || (info.errors & ~forgiven) || len < 0)
		return false;
	*out = pq_view(text->data + text->len, (size_t)len);
	text->len += (size_t)len;
	return true;
}

static struct pq_view lower(struct pq_buf *text, struct pq_view v)
{
	size_t mark = text->len;
	bool upper = false;

	for (size_t i = 0; i < v.len && !upper; i++)
		upper = v.data[i] != pq_bytes_lower(v.data[i]);
	if (!upper)
		return v;
	for (size_t i = 0; i < v.len; i++)
		pq_buf_add_byte(text, pq_bytes_lower(v.data[i]));
	return pq_buf_since(text, mark);
}

/* URL 3.2, "forbidden domain code point". */
static bool is_forbidden(unsigned char c)
{
	static const char marks[] = "#/:<>?@[\\]^|%\x7f";

	if (pq_bytes_is_alpha(c) || pq_bytes_is_digit(c) || c == '.' || c == '-')
		return false;
	for (size_t i = 0; i + 1 < sizeof(marks); i++)
		if (c == (unsigned char)marks[i])
			return true;
	return c <= ' ';
}

/* URL 3.5, "IPv4 number parser"; numbers over 32 bits come out as a larger one. */
static bool read_number(struct pq_view part, uint64_t *out)
{
	unsigned int base = 10;
	uint64_t n = 0;

	if (!part.len)
		return false;
	if (part.len >= 2 && part.data[0] == '0') {
		base = pq_bytes_lower(part.data[1]) == 'x' ? 16 : 8;
		part = pq_view_from(part, base == 16 ? 2 : 1);
	}
	for (size_t i = 0; i < part.len; i++) {
		if (pq_bytes_hex(part.data[i]) >= base)
			return false;
		n = n * base + pq_bytes_hex(part.data[i]);
		if (n > UINT32_MAX)
			n = UINT64_C(1) << 32;
	}
	*out = n;
	return true;
}

/* URL 3.5, "ends in a number checker". */
static bool ends_in_number(struct pq_view name)
{
	size_t dot;
	uint64_t n;
	bool digits = true;

	if (name.len > 1 && name.data[name.len - 1] == '.')
		name.len--;
	for (dot = name.len; dot > 0 && name.data[dot - 1] != '.'; dot--)
		;
	name = pq_view_from(name, dot);
	for (size_t i = 0; i < name.len; i++)
		digits = digits && pq_bytes_is_digit(name.data[i]);
	return name.len && (digits || read_number(name, &n));
}

/* URL 3.5, "IPv4 parser". */
static bool read_ipv4(struct pq_view name, struct pq_address *out)
{
	uint64_t parts[4];
	size_t count = 0;
	uint64_t number = 0;
	struct pq_view part;

	if (name.data[name.len - 1] == '.')
		name.len--;
	while (pq_bytes_split(&name, '.', &part))
		if (count == 4 || !read_number(part, &parts[count++]))
			return false;
	for (size_t i = 0; i + 1 < count; i++) {
		if (parts[i] > 255)
			return false;
		number |= parts[i] << (24 - 8 * i);
	}
	if (parts[count - 1] >> (8 * (5 - count)))
		return false;
	number |= parts[count - 1];
	*out = (struct pq_address){ .family = 4 };
	for (unsigned int i = 0; i < 4; i++)
		out->bytes[i] = (unsigned char)(number >> (24 - 8 * i));
	return true;
}

static struct pq_view print_ipv4(struct pq_buf *text, const struct pq_address *address)
{
	size_t mark = text->len;

	for (size_t i = 0; i < 4; i++) {
		if (i)
			pq_buf_add_byte(text, '.');
		pq_buf_add_u64(text, address->bytes[i]);
	}
	return pq_buf_since(text, mark);
}

/* The IPv4 tail of an IPv6 literal: four decimal numbers without leading zeros. */
static bool read_dotted(struct pq_view v, uint16_t out[2])
{
	uint32_t number = 0;
	size_t count = 0;
	struct pq_view part;

	while (pq_bytes_split(&v, '.', &part)) {
		uint64_t n;

		if (count++ == 4 || part.len > 3 || !pq_bytes_number(part, &n) || n > 255 ||
		    (part.len > 1 && part.data[0] == '0'))
			return false;
		number = number << 8 | (uint32_t)n;
	}
	out[0] = (uint16_t)(number >> 16);
	out[1] = (uint16_t)number;
	return count == 4;
}

/* Reads groups between colons; -1 if malformed. Only the very last group may be a dotted IPv4 address. */
static int read_groups(struct pq_view v, bool dotted, uint16_t out[8])
{
	int count = 0;
	struct pq_view group;

	if (!v.len)
		return 0;
	while (pq_bytes_split(&v, ':', &group)) {
		unsigned int n = 0;

		if (dotted && !v.data && pq_bytes_find(group, '.', 0) < group.len) {
			if (count > 6 || !read_dotted(group, out + count))
				return -1;
			return count + 2;
		}
		if (count == 8 || !group.len || group.len > 4)
			return -1;
		for (size_t i = 0; i < group.len; i++) {
			if (pq_bytes_hex(group.data[i]) > 15)
				return -1;
			n = n << 4 | pq_bytes_hex(group.data[i]);
		}
		out[count++] = (uint16_t)n;
	}
	return count;
}

/* URL 3.5, "IPv6 parser"; "::" stands for at least one group. */
static bool read_ipv6(struct pq_view v, uint16_t out[8])
{
	static const struct pq_view gap = PQ_VIEW("::");
	size_t at = pq_bytes_search(v, gap, 0);
	uint16_t tail[8] = { 0 };
	int before;
	int after;

	if (at == SIZE_MAX)
		return read_groups(v, true, out) == 8;
	before = read_groups(pq_view_slice(v, 0, at), false, out);
	after = read_groups(pq_view_from(v, at + 2), true, tail);
	if (before < 0 || after < 0 || before + after > 7)
		return false;
	for (int i = before; i < 8; i++)
		out[i] = i < 8 - after ? 0 : tail[i - (8 - after)];
	return true;
}

/* The longest run of two or more zero groups, the first of equals (URL 3.6, IPv6 serializer); -1 if there is none. */
static int longest_zeros(const uint16_t groups[8], int *len)
{
	int found = -1;

	*len = 1;
	for (int i = 0; i < 8; i++) {
		int end = i;

		while (end < 8 && groups[end] == 0)
			end++;
		if (end - i > *len) {
			found = i;
			*len = end - i;
		}
	}
	return found;
}

static void add_group(struct pq_buf *text, unsigned int group)
{
	static const char digits[] = "0123456789abcdef";
	int shift = 12;

	while (shift && group >> shift == 0)
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		pq_buf_add_byte(text, (unsigned char)digits[group >> shift & 15]);
}

static struct pq_view print_ipv6(struct pq_buf *text, const uint16_t groups[8])
{
	size_t mark = text->len;
	int len;
	int gap = longest_zeros(groups, &len);

	pq_buf_add_byte(text, '[');
	for (int i = 0; i < 8; i++) {
		if (i == gap) {
			pq_buf_add_str(text, "::");
			i += len - 1;
			continue;
		}
		if (i && !(gap >= 0 && i == gap + len))
			pq_buf_add_byte(text, ':');
		add_group(text, groups[i]);
	}
	pq_buf_add_byte(text, ']');
	return pq_buf_since(text, mark);
}

static bool read_bracketed(struct pq_naive_reader *reader, struct pq_view input, struct pq_naive_host *out)
{
	uint16_t groups[8] = { 0 };

	if (input.len < 2 || input.data[input.len - 1] != ']' ||
	    !read_ipv6(pq_view_slice(input, 1, input.len - 1), groups))
		return false;
	out->address = (struct pq_address){ .family = 6 };
	for (size_t i = 0; i < 8; i++) {
		out->address.bytes[2 * i] = (unsigned char)(groups[i] >> 8);
		out->address.bytes[2 * i + 1] = (unsigned char)groups[i];
	}
	out->name = print_ipv6(reader->text, groups);
	return true;
}

bool pq_naive_host_read(struct pq_naive_reader *reader, struct pq_view input, struct pq_naive_host *out)
{
	struct pq_view name = input;

	*out = (struct pq_naive_host){ .name = input };
	if (!input.len)
		return false;
	if (input.data[0] == '[')
		return read_bracketed(reader, input, out);
	if (!is_utf8(name))
		return false;
	if (pq_bytes_find(name, '%', 0) < name.len)
		name = percent_decode(reader->text, name);
	if (!needs_idna(name))
		name = lower(reader->text, name);
	else if (!through_icu(reader, name, &name))
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (is_forbidden(name.data[i]))
			return false;
	if (!name.len || reader->text->overflow)
		return false;
	out->name = name;
	if (!ends_in_number(name))
		return true;
	if (!read_ipv4(name, &out->address))
		return false;
	out->name = print_ipv4(reader->text, &out->address);
	return true;
}

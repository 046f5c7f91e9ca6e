/* SPDX-License-Identifier: MIT */
#include "monitor/naive_login.h"

#include "monitor/bytes.h"

/* 0 to 63; 64 if c is no digit of base64 (RFC 4648 4). */
static unsigned int digit_of(unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		return (unsigned int)(c - 'A');
	if (c >= 'a' && c <= 'z')
		return (unsigned int)(c - 'a' + 26);
	if (pq_bytes_is_digit(c))
		return (unsigned int)(c - '0' + 52);
	return c == '+' ? 62 : c == '/' ? 63 : 64;
}

/* Four digits at a time, the last one or two of them may be '='. */
static bool read_base64(struct pq_view v, struct pq_buf *text, struct pq_view *out)
{
	size_t mark = text->len;
	size_t digits = v.len;

	while (digits && v.len - digits < 2 && v.data[digits - 1] == '=')
		digits--;
	if (v.len % 4 || digits % 4 == 1)
		return false;
	for (size_t i = 0, bits = 0; i < digits; i++) {
		if (digit_of(v.data[i]) == 64)
			return false;
		bits = (bits << 6 | digit_of(v.data[i])) & 0xffffff;
		if (i % 4)
			pq_buf_add_byte(text, (unsigned char)(bits >> (6 - i % 4 * 2)));
	}
	*out = pq_buf_since(text, mark);
	return true;
}

static bool has_control(struct pq_view v)
{
	for (size_t i = 0; i < v.len; i++)
		if (v.data[i] < ' ' || v.data[i] == 0x7f)
			return true;
	return false;
}

static bool read_basic(struct pq_view value, struct pq_buf *text, struct pq_naive_login *out)
{
	struct pq_view pair;
	size_t colon;

	if (!read_base64(pq_bytes_trim(value), text, &pair))
		return false;
	colon = pq_bytes_find(pair, ':', 0);
	if (colon == pair.len || has_control(pair))
		return false;
	out->user = pq_view_slice(pair, 0, colon);
	out->password = pq_view_from(pair, colon + 1);
	return true;
}

/* Takes what stands before the next comma that is not in quotes. */
static bool next_param(struct pq_view *rest, struct pq_view *name, struct pq_view *value)
{
	bool quoted = false;
	size_t i = 0;
	size_t equals;

	if (!rest->len)
		return false;
	for (; i < rest->len && (quoted || rest->data[i] != ','); i++) {
		if (rest->data[i] == '"')
			quoted = !quoted;
		else if (rest->data[i] == '\\' && quoted)
			i++;
	}
	*value = pq_view_slice(*rest, 0, i);
	*rest = pq_view_from(*rest, i + 1);
	equals = pq_bytes_find(*value, '=', 0);
	*name = pq_bytes_trim(pq_view_slice(*value, 0, equals));
	*value = pq_bytes_trim(pq_view_from(*value, equals + 1));
	return true;
}

/* A token, or what a quoted-string means (RFC 9110 5.6.4). */
static bool unquote(struct pq_view v, struct pq_buf *text, struct pq_view *out)
{
	size_t mark = text->len;
	size_t i = 1;

	*out = v;
	if (!v.len || v.data[0] != '"')
		return pq_bytes_is_token(v);
	for (; i < v.len && v.data[i] != '"'; i++) {
		if (v.data[i] == '\\' && ++i == v.len)
			return false;
		if (v.data[i] < ' ' || v.data[i] == 0x7f)
			return false;
		pq_buf_add_byte(text, v.data[i]);
	}
	*out = pq_buf_since(text, mark);
	return i + 1 == v.len;
}

/* How often that parameter stands there; *out is the last one's value. */
static size_t count_param(struct pq_view rest, const char *wanted, struct pq_buf *text, struct pq_view *out)
{
	struct pq_view name;
	struct pq_view value;
	size_t count = 0;

	while (next_param(&rest, &name, &value))
		if (pq_bytes_is(name, wanted) && unquote(value, text, out))
			count++;
	return count;
}

static bool is_well_formed(struct pq_view rest, struct pq_buf *text)
{
	struct pq_view name;
	struct pq_view value;
	size_t mark = text->len;

	while (next_param(&rest, &name, &value)) {
		if (!pq_bytes_is_token(name) || !unquote(value, text, &value))
			return false;
		text->len = mark;
	}
	return true;
}

static bool read_digest(struct pq_view value, struct pq_buf *text, struct pq_naive_login *out)
{
	struct pq_view ignored;
	struct pq_view hashed = { NULL, 0 };

	if (!is_well_formed(value, text))
		return false;
	out->digest = true;
	out->hashed = count_param(value, "userhash", text, &hashed) > 0 && pq_bytes_is(hashed, "true");
	return count_param(value, "username", text, &out->user) == 1 &&
	       count_param(value, "uri", text, &out->uri) == 1 && count_param(value, "realm", text, &ignored) == 1 &&
	       count_param(value, "nonce", text, &ignored) == 1 && count_param(value, "response", text, &ignored) == 1;
}

bool pq_naive_login_read(struct pq_view value, struct pq_buf *text, struct pq_naive_login *out)
{
	size_t space = pq_bytes_find(value, ' ', 0);
	struct pq_view scheme = pq_view_slice(value, 0, space);
	struct pq_view rest = pq_view_from(value, space + 1);

	*out = (struct pq_naive_login){ .digest = false };
	if (pq_bytes_is(scheme, "basic"))
		return read_basic(rest, text, out);
	return pq_bytes_is(scheme, "digest") && read_digest(rest, text, out);
}

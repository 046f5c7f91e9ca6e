/* SPDX-License-Identifier: MIT */
#include "monitor/naive_url.h"

#include <assert.h>

#include "monitor/bytes.h"

static const struct {
	struct pq_view name;
	uint16_t port;
} schemes[] = {
	[PQ_NAIVE_OTHER] = { PQ_VIEW("other"), 0 },   [PQ_NAIVE_HTTP] = { PQ_VIEW("http"), 80 },
	[PQ_NAIVE_HTTPS] = { PQ_VIEW("https"), 443 }, [PQ_NAIVE_WS] = { PQ_VIEW("ws"), 80 },
	[PQ_NAIVE_WSS] = { PQ_VIEW("wss"), 443 },     [PQ_NAIVE_FTP] = { PQ_VIEW("ftp"), 21 },
};
static_assert(sizeof(schemes) / sizeof(schemes[0]) == PQ_NAIVE_COUNT, "a row for each scheme");

struct pq_view pq_naive_scheme_name(enum pq_naive_scheme scheme)
{
	return schemes[scheme].name;
}

static enum pq_naive_scheme find_scheme(struct pq_view name)
{
	for (unsigned int i = PQ_NAIVE_OTHER + 1; i < PQ_NAIVE_COUNT; i++)
		if (pq_bytes_same_nocase(schemes[i].name, name))
			return (enum pq_naive_scheme)i;
	return PQ_NAIVE_OTHER;
}

static bool is_slash(unsigned char c)
{
	return c == '/' || c == '\\';
}

static bool is_slash_at(struct pq_view v, size_t at)
{
	return at < v.len && is_slash(v.data[at]);
}

static bool is_removed(unsigned char c)
{
	return c == '\t' || c == '\n' || c == '\r';
}

/*
 * Without tabs and newlines (4.4 step 3). A URL is text before they go: what stood on both sides of one is no
 * character of UTF-8 together, and 0xff keeps it malformed.
 */
static struct pq_view without_newlines(struct pq_buf *text, struct pq_view input)
{
	size_t mark = text->len;

	for (size_t i = 0; i < input.len; i++) {
		if (!is_removed(input.data[i]))
			pq_buf_add_byte(text, input.data[i]);
		else if (i + 1 < input.len && (input.data[i + 1] & 0xc0) == 0x80)
			pq_buf_add_byte(text, 0xff);
	}
	return pq_buf_since(text, mark);
}

/* C0 controls and spaces go from both ends (4.4 step 1). */
static struct pq_view clean(struct pq_naive_reader *reader, struct pq_view input)
{
	while (input.len && input.data[0] <= ' ')
		input = pq_view_from(input, 1);
	while (input.len && input.data[input.len - 1] <= ' ')
		input.len--;
	for (size_t i = 0; i < input.len; i++)
		if (is_removed(input.data[i]))
			return without_newlines(reader->text, input);
	return input;
}

/* Length of the scheme before a ':', or 0 if the text does not begin with one. */
static size_t scheme_len(struct pq_view text)
{
	size_t i = 0;

	if (!text.len || !pq_bytes_is_alpha(text.data[0]))
		return 0;
	while (i < text.len && (pq_bytes_is_alpha(text.data[i]) || pq_bytes_is_digit(text.data[i]) ||
				text.data[i] == '+' || text.data[i] == '-' || text.data[i] == '.'))
		i++;
	return i < text.len && text.data[i] == ':' ? i : 0;
}

/* Index of the first byte that ends an authority, or at which the path ends. */
static size_t end_of(struct pq_view text, bool slashes)
{
	size_t i = 0;

	while (i < text.len && text.data[i] != '?' && text.data[i] != '#' && !(slashes && is_slash(text.data[i])))
		i++;
	return i;
}

/* Index of the ':' before a port: the first one outside of brackets. */
static size_t find_colon(struct pq_view text)
{
	bool inside = false;
	size_t i = 0;

	for (; i < text.len && (inside || text.data[i] != ':'); i++) {
		if (text.data[i] == '[')
			inside = true;
		if (text.data[i] == ']')
			inside = false;
	}
	return i;
}

static bool read_port(struct pq_view digits, struct pq_naive_url *out)
{
	uint32_t port = 0;

	for (size_t i = 0; i < digits.len; i++) {
		if (!pq_bytes_is_digit(digits.data[i]))
			return false;
		port = port * 10 + (uint32_t)(digits.data[i] - '0');
		if (port > UINT16_MAX)
			return false;
	}
	out->port = digits.len ? (uint16_t)port : schemes[out->scheme].port;
	out->explicit_port = out->port != schemes[out->scheme].port;
	return true;
}

/* What follows the slashes: [userinfo '@'] host [':' port], then the path. */
static void read_authority(struct pq_naive_reader *reader, struct pq_view text, struct pq_naive_url *out)
{
	size_t end = end_of(text, true);
	struct pq_view authority = pq_view_slice(text, 0, end);
	size_t colon;

	for (size_t i = authority.len; i > 0; i--) {
		if (authority.data[i - 1] == '@') {
			out->userinfo = true;
			out->login = pq_view_slice(authority, 0, i - 1);
			authority = pq_view_from(authority, i);
			break;
		}
	}
	colon = find_colon(authority);
	if (colon == 0 || !pq_naive_host_read(reader, pq_view_slice(authority, 0, colon), &out->host))
		return;
	if (!read_port(pq_view_from(authority, colon + 1), out))
		return;
	out->path = pq_view_from(text, end);
	out->path = pq_view_slice(out->path, 0, end_of(out->path, false));
	out->readable = true;
}

/* 4.4, relative state of a special URL: only an authority can lead elsewhere. */
static void read_relative(struct pq_naive_reader *reader, struct pq_view text, const struct pq_naive_url *base,
			  struct pq_naive_url *out)
{
	size_t i = 0;

	if (is_slash_at(text, 0) && is_slash_at(text, 1)) {
		while (is_slash_at(text, i))
			i++;
		read_authority(reader, pq_view_from(text, i), out);
		return;
	}
	out->host = base->host;
	out->port = base->port;
	out->explicit_port = base->explicit_port;
	out->userinfo = base->userinfo;
	out->login = base->login;
	out->path = pq_view_slice(text, 0, end_of(text, false));
	out->path_base = base;
	out->readable = true;
}

void pq_naive_url_read(struct pq_naive_reader *reader, struct pq_view input, const struct pq_naive_url *base,
		       struct pq_naive_url *out)
{
	struct pq_view text = clean(reader, input);
	size_t len = scheme_len(text);
	bool have_base = base && base->readable;
	size_t i = 0;

	*out = (struct pq_naive_url){ .readable = false };
	if (len == 0) {
		if (have_base) {
			out->scheme = base->scheme;
			read_relative(reader, text, base, out);
		}
		return;
	}
	out->scheme = find_scheme(pq_view_slice(text, 0, len));
	if (out->scheme == PQ_NAIVE_OTHER)
		return;
	text = pq_view_from(text, len + 1);
	if (have_base && base->scheme == out->scheme && !(text.len > 1 && text.data[0] == '/' && text.data[1] == '/')) {
		read_relative(reader, text, base, out);
		return;
	}
	while (is_slash_at(text, i))
		i++;
	read_authority(reader, pq_view_from(text, i), out);
}

bool pq_naive_same_origin(const struct pq_naive_url *a, const struct pq_naive_url *b)
{
	return a->readable && b->readable && a->scheme == b->scheme && a->port == b->port &&
	       pq_bytes_same(a->host.name, b->host.name);
}

bool pq_naive_is_authority(const struct pq_naive_url *url, struct pq_view v)
{
	size_t len = url->host.name.len;
	uint64_t port;

	if (!url->explicit_port)
		return pq_bytes_same(v, url->host.name);
	return v.len > len + 1 && pq_bytes_same(pq_view_slice(v, 0, len), url->host.name) && v.data[len] == ':' &&
	       (v.data[len + 1] != '0' || v.len == len + 2) && pq_bytes_number(pq_view_from(v, len + 1), &port) &&
	       port == url->port;
}

bool pq_naive_is_origin(const struct pq_naive_url *url, struct pq_view v)
{
	struct pq_view scheme = schemes[url->scheme].name;
	static const struct pq_view slashes = PQ_VIEW("://");

	return url->readable && v.len > scheme.len + 3 && pq_bytes_same(pq_view_slice(v, 0, scheme.len), scheme) &&
	       pq_bytes_same(pq_view_slice(v, scheme.len, scheme.len + 3), slashes) &&
	       pq_naive_is_authority(url, pq_view_from(v, scheme.len + 3));
}

void pq_naive_authority_print(const struct pq_naive_url *url, struct pq_buf *out)
{
	pq_buf_add(out, url->host.name);
	if (!url->explicit_port)
		return;
	pq_buf_add_byte(out, ':');
	pq_buf_add_u64(out, url->port);
}

/* Bytes of a path segment that stand for one dot: '.' or "%2e"; 0 if there is none at i. */
static size_t dot_len(struct pq_view segment, size_t i)
{
	if (i < segment.len && segment.data[i] == '.')
		return 1;
	if (segment.len - i >= 3 && segment.data[i] == '%' && segment.data[i + 1] == '2' &&
	    pq_bytes_lower(segment.data[i + 2]) == 'e')
		return 3;
	return 0;
}

/* 1 for ".", 2 for "..", 0 for any other segment. */
static int count_dots(struct pq_view segment)
{
	size_t first = dot_len(segment, 0);

	if (first == 0)
		return 0;
	if (first == segment.len)
		return 1;
	return dot_len(segment, first) && first + dot_len(segment, first) == segment.len ? 2 : 0;
}

/* Takes the last segment and the slash before it away. */
static void shorten(struct pq_buf *out, size_t mark)
{
	while (out->len > mark && out->data[--out->len] != '/')
		;
}

/* 4.4, path state: segments between slashes of either kind, dots resolved. */
static void add_segments(struct pq_buf *out, size_t mark, struct pq_view text)
{
	size_t begin = is_slash_at(text, 0) ? 1 : 0;

	for (size_t end = begin; end <= text.len; end++) {
		struct pq_view segment;
		int dots;

		if (end < text.len && !is_slash(text.data[end]))
			continue;
		segment = pq_view_slice(text, begin, end);
		dots = count_dots(segment);
		begin = end + 1;
		if (dots == 2)
			shorten(out, mark);
		if (dots && end < text.len)
			continue;
		pq_buf_add_byte(out, '/');
		if (!dots)
			pq_buf_add(out, segment);
	}
}

static void add_path(struct pq_buf *out, size_t mark, const struct pq_naive_url *url)
{
	if (url->path_base && !is_slash_at(url->path, 0)) {
		add_path(out, mark, url->path_base);
		if (!url->path.len)
			return;
		shorten(out, mark);
	}
	add_segments(out, mark, url->path);
}

struct pq_view pq_naive_path(struct pq_naive_reader *reader, const struct pq_naive_url *url)
{
	size_t mark = reader->text->len;

	add_path(reader->text, mark, url);
	return pq_buf_since(reader->text, mark);
}

static bool stays_as_written(unsigned char c)
{
	return c > ' ' && c < 0x7f && c != '"' && c != '<' && c != '>' && c != '^' && c != '`' && c != '{' && c != '}';
}

struct pq_view pq_naive_default_path(struct pq_naive_reader *reader, const struct pq_naive_url *url)
{
	struct pq_view path = pq_naive_path(reader, url);
	size_t end = 0;
	size_t slash = 0;

	for (; end < path.len && stays_as_written(path.data[end]); end++)
		if (path.data[end] == '/')
			slash = end;
	return slash ? pq_view_slice(path, 0, slash) : pq_view("/", 1);
}

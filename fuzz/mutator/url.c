/* SPDX-License-Identifier: MIT */
/* URLs as text with seams: scheme, userinfo, host, port, and the rest. Whoever mutates a URL need not understand it. */
#include "mutator/parts.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ONE_OF(random, table) ((table)[pq_random_below((random), COUNT(table))])

/*
 * slashes: what stands between scheme and authority, "://" or "//"; empty: `rest` is all there is
 * userinfo with its "@", port with its ":"; rest: from the path on
 */
struct seams {
	struct pq_view scheme;
	struct pq_view slashes;
	struct pq_view userinfo;
	struct pq_view host;
	struct pq_view port;
	struct pq_view rest;
};

static size_t first_of(struct pq_view v, const char *bytes, size_t from)
{
	while (from < v.len && (v.data[from] == 0 || !strchr(bytes, v.data[from])))
		from++;
	return from;
}

static void cut_authority(struct seams *seams, struct pq_view authority)
{
	size_t at = authority.len;
	size_t colon;

	while (at > 0 && authority.data[at - 1] != '@')
		at--;
	seams->userinfo = pq_view_slice(authority, 0, at);
	authority = pq_view_from(authority, at);
	for (colon = authority.len; colon > 0 && authority.data[colon - 1] != ':'; colon--)
		if (authority.data[colon - 1] == ']')
			colon = 1;
	seams->host = colon > 0 ? pq_view_slice(authority, 0, colon - 1) : authority;
	seams->port = colon > 0 ? pq_view_from(authority, colon - 1) : pq_view(NULL, 0);
}

static struct seams cut(struct pq_view url)
{
	struct seams seams = { 0 };
	size_t colon = first_of(url, ":/?#", 0);
	bool opaque = colon + 2 < url.len && url.data[colon] == ':' && url.data[colon + 1] != '/';
	size_t begin = colon, end;

	if (colon == url.len || (url.data[colon] != ':' && !pq_view_starts(url, pq_view_str("//")))) {
		seams.rest = url;
		return seams;
	}
	seams.scheme = pq_view_slice(url, 0, colon);
	begin += url.data[colon] == ':';
	while (!opaque && begin < url.len && (url.data[begin] == '/' || url.data[begin] == '\\'))
		begin++;
	seams.slashes = pq_view_slice(url, colon, begin);
	end = first_of(url, "/?#\\", begin);
	cut_authority(&seams, pq_view_slice(url, begin, end));
	seams.rest = pq_view_from(url, end);
	return seams;
}

static struct pq_view join(struct pq_mutator *m, const struct seams *seams)
{
	size_t mark = m->pool.len;

	pq_buf_add(&m->pool, seams->scheme);
	pq_buf_add(&m->pool, seams->slashes);
	pq_buf_add(&m->pool, seams->userinfo);
	pq_buf_add(&m->pool, seams->host);
	pq_buf_add(&m->pool, seams->port);
	pq_buf_add(&m->pool, seams->rest);
	return pq_buf_since(&m->pool, mark);
}

/* The host of some URL of the draft; empty if the line that was looked at has none. */
static struct pq_view host_of_draft(struct pq_mutator *m)
{
	const struct pq_draft_line *line;

	if (m->draft.count == 0)
		return pq_view(NULL, 0);
	line = &m->draft.lines[pq_random_below(&m->random, m->draft.count)];
	for (size_t i = 0; i < line->argc && i < 2; i++) {
		struct seams seams = cut(line->args[i].bytes);

		if (seams.slashes.len > 1 && seams.host.len > 0 && seams.host.len < 64)
			return seams.host;
	}
	return pq_view(NULL, 0);
}

struct pq_view pq_some_host(struct pq_mutator *m)
{
	static const char *const hosts[] = { "a.example", "a.example", "b.example", "page.example", "mail.example" };
	static const char *const odd[] = { "127.0.0.1",
					   "0177.0.0.1",
					   "0x7f.1",
					   "2130706433",
					   "[::1]",
					   "[::1%25eth0]",
					   "[a.example]",
					   "[::ffff:20.0.0.1]",
					   "a%2Eexample",
					   "a%2fb.example",
					   "a%00.example",
					   "\xef\xbd\x81.example",
					   "a.example.",
					   "A.EXAMPLE",
					   "a.example#@b.example",
					   "a.example\\@b.example",
					   "20.0.0.010",
					   "a..example",
					   "a.example%0d%0aX",
					   "a.example:80:25" };
	struct pq_view own = host_of_draft(m);
	size_t mark = m->pool.len;

	if (own.len == 0)
		own = pq_view_str(ONE_OF(&m->random, hosts));
	switch (pq_random_below(&m->random, 12)) {
	case 0:
		pq_buf_add_str(&m->pool, "evil");
		pq_buf_add(&m->pool, own);
		return pq_buf_since(&m->pool, mark);
	case 1:
		pq_buf_add_str(&m->pool, "sub.");
		pq_buf_add(&m->pool, own);
		return pq_buf_since(&m->pool, mark);
	case 2:
		return pq_view_str(ONE_OF(&m->random, odd));
	case 3:
	case 4:
		return pq_view_str(ONE_OF(&m->random, hosts));
	default:
		return own;
	}
}

static void change_port(struct pq_mutator *m, struct seams *seams)
{
	size_t mark = m->pool.len;
	uint16_t port;

	pq_buf_add_byte(&m->pool, ':');
	if (m->echoed && pq_random_one_in(&m->random, 4) && pq_echo_port(m->echo, &m->random, &port))
		pq_values_spell_port(port, &m->random, &m->pool);
	else if (pq_random_one_in(&m->random, 5))
		pq_buf_add_u64(&m->pool, pq_values_good_port(&m->values, &m->random));
	else
		pq_values_port_text(&m->values, &m->random, &m->pool);
	seams->port = pq_buf_since(&m->pool, mark);
}

/* Appends text with a break in it; where it is escaped, as a URL would have it, who decodes it gets the break back. */
static void add_broken(struct pq_mutator *m, struct pq_view text)
{
	static const char digits[] = "0123456789ABCDEF";
	unsigned char bytes[512];
	struct pq_buf broken = { bytes, 0, sizeof(bytes), false };
	bool escaped = pq_random_one_in(&m->random, 2);

	pq_values_break_into(pq_view_slice(text, 0, sizeof(bytes) / 2), &m->random, &broken);
	for (size_t i = 0; i < broken.len; i++) {
		unsigned char c = bytes[i];

		if (escaped && (c <= ' ' || c >= 0x7f)) {
			pq_buf_add_byte(&m->pool, '%');
			pq_buf_add_byte(&m->pool, (unsigned char)digits[c >> 4]);
			c = (unsigned char)digits[c & 15];
		}
		pq_buf_add_byte(&m->pool, c);
	}
}

static void change_userinfo(struct pq_mutator *m, struct seams *seams)
{
	static const char *const infos[] = { "",
					     "u@",
					     "u:p@",
					     "u:80@",
					     "b.example:80@",
					     "b.example#@",
					     "b.example\\@",
					     "b.example/@",
					     "b.example:25@u@",
					     "u%40@" };

	seams->userinfo = pq_view_str(ONE_OF(&m->random, infos));
}

static void change_scheme(struct pq_mutator *m, struct seams *seams)
{
	static const char *const schemes[] = { "http", "https", "http",  "https", "ws",   "wss",
					       "ftp",  "HTTP",  " http", "h\ttp", "file", "data" };

	seams->scheme = pq_view_str(ONE_OF(&m->random, schemes));
	if (seams->slashes.len < 3)
		seams->slashes = pq_view_str("://");
}

/* The rest gets a break, or something that may end or begin an authority. */
static void change_rest(struct pq_mutator *m, struct seams *seams)
{
	static const char *const rests[] = { "/",
					     "/x",
					     "/x?y#z",
					     "?x",
					     "#@b.example/",
					     "\\@b.example/",
					     "/../x",
					     "//b.example/",
					     "/%2e%2e/",
					     "/x?\r\nX-A: b",
					     "/x HTTP/1.1\r\n" };
	struct pq_view rest = seams->rest;
	size_t mark = m->pool.len;

	if (pq_random_one_in(&m->random, 2)) {
		seams->rest = pq_view_str(ONE_OF(&m->random, rests));
		return;
	}
	if (rest.len == 0)
		rest = pq_view_str("/");
	/* Before the break a path or a query begins more often than not. */
	pq_buf_add(&m->pool, pq_view_slice(rest, 0, 1));
	if (pq_random_one_in(&m->random, 2))
		pq_buf_add_str(&m->pool, "x?y");
	add_broken(m, pq_view_from(rest, 1));
	seams->rest = pq_buf_since(&m->pool, mark);
}

struct pq_view pq_change_url(struct pq_mutator *m, struct pq_view url)
{
	struct seams seams = cut(url);

	if (seams.slashes.len == 0 && pq_random_one_in(&m->random, 2))
		return pq_fresh_url(m, "http");
	switch (pq_random_below(&m->random, 10)) {
	case 0:
	case 1:
	case 2:
	case 3:
		change_port(m, &seams);
		break;
	case 4:
	case 5:
		seams.host = pq_some_host(m);
		break;
	case 6:
		change_userinfo(m, &seams);
		break;
	case 7:
		change_scheme(m, &seams);
		break;
	default:
		change_rest(m, &seams);
	}
	return join(m, &seams);
}

struct pq_view pq_fresh_url(struct pq_mutator *m, const char *scheme)
{
	struct seams seams = {
		pq_view_str(scheme), PQ_VIEW("://"), { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, PQ_VIEW("/")
	};

	seams.host = pq_some_host(m);
	if (!pq_random_one_in(&m->random, 3))
		change_port(m, &seams);
	if (pq_random_one_in(&m->random, 12))
		change_userinfo(m, &seams);
	if (pq_random_one_in(&m->random, 6))
		change_rest(m, &seams);
	return join(m, &seams);
}

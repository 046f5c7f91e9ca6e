/* SPDX-License-Identifier: MIT */
/*
 * The basic URL parser (URL 4.4) without state override.
 *
 * Theory of operation. The standard's state machine reads one code point a
 * step. Without state override each of its states is entered at most once, so
 * here a state is a function that takes a whole component from the input, in
 * one scan by byte class, and calls the state that follows. The functions have
 * the states' names. "Decrease pointer by 1" means not to take the byte.
 *
 * The parser writes to a copy of the caller's buffer description and to a URL
 * of its own; both are handed over only on success. Appends are not checked
 * one by one: an overflow stays set and is seen at the end, and the bytes in
 * out are a prefix of the result even then.
 */
#include "url/url.h"

#include "base/ascii.h"
#include "url/authority.h"
#include "url/host.h"
#include "url/input.h"
#include "url/path.h"
#include "url/percent.h"
#include "url/scan.h"
#include "url/scheme.h"

/*
 * rest: the input from the standard's pointer on
 * path: where in out the path begins, once it has begun
 */
struct parser {
	struct pq_view rest;
	const struct pq_url *base;
	const struct pq_idna *idna;
	struct pq_buf out;
	size_t path;
	struct pq_url url;
};

static bool next_is(const struct parser *p, unsigned char c)
{
	return pq_scan_at(p->rest, c);
}

static bool next_is_slash(const struct parser *p)
{
	return pq_scan_at_slash(p->rest, p->url.special);
}

static void skip(struct parser *p, size_t n)
{
	pq_scan_take(&p->rest, n);
}

static void query_state(struct parser *p)
{
	unsigned int set = p->url.special == PQ_SPECIAL_NOT ? PQ_URL_SET_QUERY : PQ_URL_SET_SPECIAL_QUERY;
	size_t len = pq_view_find(p->rest, '#', 0);
	size_t mark = p->out.len;

	pq_percent_encode(pq_scan_take(&p->rest, len), set, &p->out);
	p->url.has_query = true;
	p->url.query = pq_buf_since(&p->out, mark);
}

static void fragment_state(struct parser *p)
{
	size_t mark = p->out.len;

	pq_percent_encode(p->rest, PQ_URL_SET_FRAGMENT, &p->out);
	p->url.has_fragment = true;
	p->url.fragment = pq_buf_since(&p->out, mark);
}

/* The query and fragment that may follow a path. */
static void after_path(struct parser *p)
{
	if (next_is(p, '?')) {
		skip(p, 1);
		query_state(p);
	}
	if (next_is(p, '#')) {
		skip(p, 1);
		fragment_state(p);
	}
}

/* out may hold the first segments already, from p->path on. */
static enum pq_err path_state(struct parser *p)
{
	pq_path_parse(&p->rest, p->url.special, p->path, &p->out);
	p->url.path = pq_buf_since(&p->out, p->path);
	after_path(p);
	return PQ_ERR_OK;
}

static enum pq_err opaque_path_state(struct parser *p)
{
	p->path = p->out.len;
	pq_path_parse_opaque(&p->rest, &p->out);
	p->url.opaque_path = true;
	p->url.path = pq_buf_since(&p->out, p->path);
	after_path(p);
	return PQ_ERR_OK;
}

static enum pq_err path_start_state(struct parser *p)
{
	p->path = p->out.len;
	if (next_is_slash(p)) {
		skip(p, 1);
		return path_state(p);
	}
	if (p->url.special != PQ_SPECIAL_NOT)
		return path_state(p);
	after_path(p); /* Only a query or fragment can stand here: the path is empty. */
	return PQ_ERR_OK;
}

static enum pq_err authority_state(struct parser *p)
{
	enum pq_err err = pq_authority_parse(&p->rest, p->idna, &p->url, &p->out);

	return err ? err : path_start_state(p);
}

static enum pq_err special_authority_ignore_slashes_state(struct parser *p)
{
	while (next_is_slash(p))
		skip(p, 1);
	return authority_state(p);
}

static void copy_scheme(struct parser *p)
{
	p->url.scheme = pq_buf_keep(&p->out, p->base->scheme);
	p->url.special = p->base->special;
}

static void copy_host(struct parser *p)
{
	p->url.host_kind = p->base->host_kind;
	p->url.host = pq_buf_keep(&p->out, p->base->host);
	p->url.address = p->base->address;
}

static void copy_authority(struct parser *p)
{
	p->url.username = pq_buf_keep(&p->out, p->base->username);
	p->url.password = pq_buf_keep(&p->out, p->base->password);
	copy_host(p);
	p->url.has_port = p->base->has_port;
	p->url.port = p->base->port;
}

static void copy_path(struct parser *p)
{
	p->url.opaque_path = p->base->opaque_path;
	p->url.path = pq_buf_keep(&p->out, p->base->path);
}

static void copy_query(struct parser *p)
{
	p->url.has_query = p->base->has_query;
	p->url.query = pq_buf_keep(&p->out, p->base->query);
}

/* The end that relative state and file state have in common: the base has lent its authority and lends its path. */
static enum pq_err relative_path(struct parser *p)
{
	bool drive = p->url.special == PQ_SPECIAL_FILE && pq_path_starts_with_drive_letter(p->rest);

	if (p->rest.len == 0 || next_is(p, '?') || next_is(p, '#')) {
		copy_path(p);
		if (!next_is(p, '?'))
			copy_query(p);
		after_path(p);
		return PQ_ERR_OK;
	}
	p->path = p->out.len;
	if (!drive) {
		pq_buf_add(&p->out, p->base->path);
		pq_path_shorten(p->url.special, p->path, &p->out);
	}
	return path_state(p);
}

static enum pq_err relative_slash_state(struct parser *p)
{
	if (next_is_slash(p)) {
		if (p->url.special != PQ_SPECIAL_NOT)
			return special_authority_ignore_slashes_state(p);
		skip(p, 1);
		return authority_state(p);
	}
	copy_authority(p);
	p->path = p->out.len;
	return path_state(p);
}

static enum pq_err relative_state(struct parser *p)
{
	if (next_is_slash(p)) {
		skip(p, 1);
		return relative_slash_state(p);
	}
	copy_authority(p);
	return relative_path(p);
}

static bool base_is_file(const struct parser *p)
{
	return p->base && p->base->special == PQ_SPECIAL_FILE;
}

/* The host of a file URL has no userinfo and no port; "localhost" is the empty host. */
static enum pq_err file_host(struct parser *p, struct pq_view host)
{
	size_t mark = p->out.len;
	enum pq_err err;

	if (host.len == 0)
		return PQ_ERR_OK;
	err = pq_host_parse(host, p->idna, &p->url, &p->out);
	if (err || !pq_view_is(p->url.host, "localhost"))
		return err;
	p->out.len = mark;
	p->url.host = pq_buf_since(&p->out, mark);
	p->url.host_kind = PQ_HOST_EMPTY;
	return PQ_ERR_OK;
}

static enum pq_err file_host_state(struct parser *p)
{
	struct pq_view host = pq_view(p->rest.data, pq_scan_until(p->rest, 0, PQ_URL_SEGMENT_END_SPECIAL));
	enum pq_err err;

	if (pq_path_is_drive_letter(host)) { /* It is the first segment of the path. */
		p->path = p->out.len;
		return path_state(p);
	}
	err = file_host(p, host);
	if (err)
		return err;
	skip(p, host.len);
	return path_start_state(p);
}

static enum pq_err file_slash_state(struct parser *p)
{
	if (next_is_slash(p)) {
		skip(p, 1);
		return file_host_state(p);
	}
	if (base_is_file(p))
		copy_host(p);
	p->path = p->out.len;
	if (base_is_file(p) && !pq_path_starts_with_drive_letter(p->rest))
		pq_buf_add(&p->out, pq_path_drive(p->base->path));
	return path_state(p);
}

static enum pq_err file_state(struct parser *p)
{
	p->url.host_kind = PQ_HOST_EMPTY;
	if (next_is_slash(p)) {
		skip(p, 1);
		return file_slash_state(p);
	}
	if (base_is_file(p)) {
		copy_host(p);
		return relative_path(p);
	}
	p->path = p->out.len;
	return path_state(p);
}

static enum pq_err path_or_authority_state(struct parser *p)
{
	if (next_is(p, '/')) {
		skip(p, 1);
		return authority_state(p);
	}
	p->path = p->out.len;
	return path_state(p);
}

static enum pq_err after_scheme(struct parser *p)
{
	if (p->url.special == PQ_SPECIAL_FILE)
		return file_state(p);
	if (p->url.special != PQ_SPECIAL_NOT) {
		bool slashes = p->rest.len >= 2 && p->rest.data[0] == '/' && p->rest.data[1] == '/';

		if (!slashes && p->base && p->base->special == p->url.special)
			return relative_state(p);
		return special_authority_ignore_slashes_state(p);
	}
	if (next_is(p, '/')) {
		skip(p, 1);
		return path_or_authority_state(p);
	}
	return opaque_path_state(p);
}

static enum pq_err no_scheme_state(struct parser *p)
{
	if (!p->base || (p->base->opaque_path && !next_is(p, '#')))
		return PQ_ERR_SYNTAX;
	copy_scheme(p);
	if (p->base->opaque_path) {
		copy_path(p);
		copy_query(p);
		after_path(p);
		return PQ_ERR_OK;
	}
	return p->url.special == PQ_SPECIAL_FILE ? file_state(p) : relative_state(p);
}

/* Scheme start state and scheme state: takes the scheme and its ':'. False, and nothing taken, if there is none. */
static bool take_scheme(struct parser *p)
{
	size_t mark = p->out.len;
	size_t len = 0;

	if (p->rest.len == 0 || !pq_ascii_is(p->rest.data[0], PQ_ASCII_ALPHA))
		return false;
	while (len < p->rest.len && pq_url_class_is(p->rest.data[len], PQ_URL_SCHEME))
		len++;
	if (len == p->rest.len || p->rest.data[len] != ':')
		return false;
	p->url.scheme = pq_buf_keep(&p->out, pq_scan_take(&p->rest, len));
	for (size_t i = mark; i < p->out.len; i++)
		p->out.data[i] = pq_ascii_lower(p->out.data[i]);
	p->url.special = pq_scheme_special(p->url.scheme);
	skip(p, 1);
	return true;
}

/* Puts the cleaned input at the far end of what is left of the storage, where out never reaches. */
static bool clean_input(struct parser *p)
{
	struct pq_buf clean;

	if (pq_input_is_plain(p->rest))
		return true;
	pq_buf_init(&clean, p->out.data + p->out.len, pq_buf_room(&p->out));
	pq_input_clean(p->rest, &clean);
	if (!pq_buf_ok(&clean))
		return false;
	p->out.cap -= clean.len;
	memmove(p->out.data + p->out.cap, clean.data, clean.len);
	p->rest = pq_view(p->out.data + p->out.cap, clean.len);
	return true;
}

enum pq_err pq_url_parse(struct pq_url *url, struct pq_view input, const struct pq_url *base,
			 const struct pq_idna *idna, struct pq_buf *storage)
{
	struct parser p = { .rest = pq_input_trim(input), .base = base, .idna = idna, .out = *storage };
	enum pq_err err;

	if (!pq_buf_ok(storage) || !clean_input(&p))
		return PQ_ERR_NO_SPACE;
	err = take_scheme(&p) ? after_scheme(&p) : no_scheme_state(&p);
	if (!pq_buf_ok(&p.out))
		return PQ_ERR_NO_SPACE;
	if (err)
		return err;
	*url = p.url;
	storage->len = p.out.len;
	return PQ_ERR_OK;
}

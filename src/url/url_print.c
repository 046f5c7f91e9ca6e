/* SPDX-License-Identifier: MIT */
/* URL serialiser (URL 4.5) and origin (URL 4.7). */
#include "url/url.h"

#include "url/scheme.h"

static void print_port(const struct pq_url *url, struct pq_buf *out)
{
	if (!url->has_port)
		return;
	pq_buf_add_byte(out, ':');
	pq_buf_add_u64(out, url->port);
}

static void print_userinfo(const struct pq_url *url, struct pq_buf *out)
{
	if (url->username.len == 0 && url->password.len == 0)
		return;
	pq_buf_add(out, url->username);
	if (url->password.len) {
		pq_buf_add_byte(out, ':');
		pq_buf_add(out, url->password);
	}
	pq_buf_add_byte(out, '@');
}

static void print_query(const struct pq_url *url, struct pq_buf *out)
{
	if (!url->has_query)
		return;
	pq_buf_add_byte(out, '?');
	pq_buf_add(out, url->query);
}

void pq_url_print(const struct pq_url *url, bool exclude_fragment, struct pq_buf *out)
{
	static const struct pq_view two_slashes = PQ_VIEW("//");

	pq_buf_add(out, url->scheme);
	pq_buf_add_byte(out, ':');
	if (url->host_kind != PQ_HOST_NONE) {
		pq_buf_add(out, two_slashes);
		print_userinfo(url, out);
		pq_url_print_authority(url, out);
	} else if (!url->opaque_path && pq_view_starts(url->path, two_slashes)) {
		pq_buf_add_str(out, "/."); /* Or the path would be read as an authority. */
	}
	pq_buf_add(out, url->path);
	print_query(url, out);
	if (url->has_fragment && !exclude_fragment) {
		pq_buf_add_byte(out, '#');
		pq_buf_add(out, url->fragment);
	}
}

void pq_url_print_authority(const struct pq_url *url, struct pq_buf *out)
{
	pq_buf_add(out, url->host);
	print_port(url, out);
}

void pq_url_print_target(const struct pq_url *url, struct pq_buf *out)
{
	pq_buf_add(out, url->path);
	print_query(url, out);
}

static bool has_tuple_origin(const struct pq_url *url)
{
	return url->special != PQ_SPECIAL_NOT && url->special != PQ_SPECIAL_FILE;
}

static void print_tuple_origin(const struct pq_url *url, struct pq_buf *out)
{
	pq_buf_add(out, url->scheme);
	pq_buf_add_str(out, "://");
	pq_url_print_authority(url, out);
}

/* The parsed path stands in out only until the origin has been printed after it. */
static void print_blob_origin(const struct pq_url *url, const struct pq_idna *idna, struct pq_buf *out)
{
	size_t mark = out->len;
	struct pq_url path;
	enum pq_err err = pq_url_parse(&path, url->path, NULL, idna, out);

	if (err == PQ_ERR_NO_SPACE)
		out->overflow = true;
	if (err || (path.special != PQ_SPECIAL_HTTP && path.special != PQ_SPECIAL_HTTPS)) {
		out->len = mark;
		pq_buf_add_str(out, "null");
	} else {
		size_t origin = out->len;

		print_tuple_origin(&path, out);
		memmove(out->data + mark, out->data + origin, out->len - origin);
		out->len -= origin - mark;
	}
}

void pq_url_print_origin(const struct pq_url *url, const struct pq_idna *idna, struct pq_buf *out)
{
	if (has_tuple_origin(url))
		print_tuple_origin(url, out);
	else if (pq_view_is(url->scheme, "blob"))
		print_blob_origin(url, idna, out);
	else
		pq_buf_add_str(out, "null");
}

bool pq_url_same_origin(const struct pq_url *a, const struct pq_url *b)
{
	return has_tuple_origin(a) && a->special == b->special && pq_view_eq(a->host, b->host) &&
	       a->has_port == b->has_port && a->port == b->port;
}

bool pq_url_effective_port(const struct pq_url *url, uint16_t *port)
{
	*port = url->port;
	return url->has_port || pq_scheme_default_port(url->special, port);
}

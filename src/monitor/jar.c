/* SPDX-License-Identifier: MIT */
#include "monitor/jar.h"

#include "monitor/bytes.h"
#include "monitor/naive_url.h"

struct pq_view pq_jar_default_path(struct pq_view target)
{
	size_t end = pq_bytes_find(target, '?', 0);
	size_t slash = 0;

	for (size_t i = 0; i < end; i++)
		if (target.data[i] == '/')
			slash = i;
	return slash && target.data[0] == '/' ? pq_view_slice(target, 0, slash) : pq_view("/", 1);
}

/* RFC 6265 5.2.2: no number above zero. */
static bool is_over(struct pq_view max_age)
{
	uint64_t number;

	if (max_age.len > 1 && max_age.data[0] == '-')
		return pq_bytes_number(pq_view_from(max_age, 1), &number);
	return pq_bytes_is(max_age, "0");
}

/* over: set by Max-Age. */
static void read_attribute(struct pq_jar_cookie *cookie, struct pq_view attribute, struct pq_view default_path,
			   bool *over)
{
	size_t equals = pq_bytes_find(attribute, '=', 0);
	struct pq_view name = pq_bytes_trim(pq_view_slice(attribute, 0, equals));
	struct pq_view value = pq_bytes_trim(pq_view_from(attribute, equals + 1));

	if (pq_bytes_is(name, "secure"))
		cookie->secure = true;
	if (pq_bytes_is(name, "max-age") && value.len)
		*over = is_over(value);
	if (pq_bytes_is(name, "path"))
		cookie->path = value.len && value.data[0] == '/' ? value : default_path;
	if (!pq_bytes_is(name, "domain"))
		return;
	if (value.len && value.data[0] == '.')
		value = pq_view_from(value, 1);
	if (value.len)
		cookie->domain = value;
}

static bool has_control(struct pq_view v)
{
	for (size_t i = 0; i < v.len; i++)
		if ((v.data[i] < 0x20 && v.data[i] != '\t') || v.data[i] == 0x7f)
			return true;
	return false;
}

/* Whether that cookie belongs to one host alone, and all of its identity is known. */
static bool is_plain(const struct pq_jar_cookie *cookie)
{
	return cookie->name.len && !cookie->domain.len && cookie->exact;
}

/* Takes out what the new one replaces (RFC 6265 5.3, step 11), where it is sure that both are kept as read here. */
static void forget(struct pq_jar *jar, const struct pq_jar_cookie *cookie)
{
	for (size_t i = jar->count; is_plain(cookie) && i > 0; i--) {
		const struct pq_jar_cookie *old = &jar->cookies[i - 1];

		if (is_plain(old) && pq_bytes_same(old->name, cookie->name) && pq_bytes_same(old->host, cookie->host) &&
		    pq_bytes_same(old->path, cookie->path))
			jar->cookies[i - 1] = jar->cookies[--jar->count];
	}
}

void pq_jar_add(struct pq_jar *jar, const struct pq_naive_url *url, struct pq_view default_path, bool sure,
		struct pq_view set_cookie)
{
	bool safe = url->scheme == PQ_NAIVE_HTTPS || url->scheme == PQ_NAIVE_WSS;
	struct pq_jar_cookie cookie = { .host = url->host.name,
					.literal = url->host.address.family != 0,
					.path = default_path };
	bool over = false;
	struct pq_view part;
	size_t equals;

	if (!url->readable || has_control(set_cookie) || !pq_bytes_split(&set_cookie, ';', &part))
		return;
	equals = pq_bytes_find(part, '=', 0);
	if (equals < part.len)
		cookie.name = pq_bytes_trim(pq_view_slice(part, 0, equals));
	cookie.value = pq_bytes_trim(pq_view_from(part, equals < part.len ? equals + 1 : 0));
	while (pq_bytes_split(&set_cookie, ';', &part))
		read_attribute(&cookie, part, default_path, &over);
	cookie.exact = sure || cookie.path.data != default_path.data;
	if (sure && (!cookie.secure || safe))
		forget(jar, &cookie);
	if (over && sure)
		return;
	jar->overflow = jar->overflow || jar->count == PQ_MAX_JUDGED_COOKIES;
	if (!jar->overflow)
		jar->cookies[jar->count++] = cookie;
}

/* RFC 6265 5.1.3. */
static bool domain_matches(struct pq_view host, struct pq_view domain)
{
	size_t before = host.len - domain.len;

	if (host.len <= domain.len)
		return pq_bytes_same_nocase(host, domain);
	return host.data[before - 1] == '.' && pq_bytes_same_nocase(pq_view_from(host, before), domain);
}

static bool host_allows(const struct pq_jar_cookie *cookie, const struct pq_naive_host *host)
{
	if (pq_bytes_same(cookie->host, host->name))
		return true;
	/* A domain without an inner dot is a registry's: no cookie is for all its hosts. */
	return !cookie->literal && host->address.family == 0 &&
	       pq_bytes_find(cookie->domain, '.', 1) + 1 < cookie->domain.len &&
	       domain_matches(cookie->host, cookie->domain) && domain_matches(host->name, cookie->domain);
}

/* RFC 6265 5.1.4. */
static bool path_matches(struct pq_view path, struct pq_view cookie_path)
{
	if (path.len < cookie_path.len || !pq_bytes_same(pq_view_slice(path, 0, cookie_path.len), cookie_path))
		return false;
	return path.len == cookie_path.len || cookie_path.data[cookie_path.len - 1] == '/' ||
	       path.data[cookie_path.len] == '/';
}

/* A cookie without a name is written with or without the '='. */
static bool is_written_as(const struct pq_jar_cookie *cookie, struct pq_view pair)
{
	size_t len = cookie->name.len;

	if (!len && pq_bytes_same(cookie->value, pair))
		return true;
	return pair.len == len + 1 + cookie->value.len && pair.data[len] == '=' &&
	       pq_bytes_same(pq_view_slice(pair, 0, len), cookie->name) &&
	       pq_bytes_same(pq_view_from(pair, len + 1), cookie->value);
}

bool pq_jar_allows(const struct pq_jar *jar, const struct pq_naive_url *url, struct pq_view path, struct pq_view pair)
{
	bool safe = url->scheme == PQ_NAIVE_HTTPS || url->scheme == PQ_NAIVE_WSS;

	for (size_t i = 0; i < jar->count; i++) {
		const struct pq_jar_cookie *cookie = &jar->cookies[i];

		if ((safe || !cookie->secure) && is_written_as(cookie, pair) && host_allows(cookie, &url->host) &&
		    path_matches(path, cookie->path))
			return true;
	}
	return false;
}

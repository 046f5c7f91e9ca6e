/* SPDX-License-Identifier: MIT */
#include "fetch/cookie.h"

#include "base/ascii.h"

void pq_cookie_jar_init(struct pq_cookie_jar *jar, void *storage, size_t cap)
{
	jar->count = 0;
	pq_buf_init(&jar->bytes, storage, cap);
}

/* RFC 6265 5.2: blanks are spaces and tabs. */
static struct pq_view trim(struct pq_view v)
{
	while (v.len && (v.data[0] == ' ' || v.data[0] == '\t'))
		v = pq_view_from(v, 1);
	while (v.len && (v.data[v.len - 1] == ' ' || v.data[v.len - 1] == '\t'))
		v.len--;
	return v;
}

/* Cuts the part before the first `separator` off *rest. */
static struct pq_view cut(struct pq_view *rest, unsigned char separator)
{
	size_t end = pq_view_find(*rest, separator, 0);
	struct pq_view part = pq_view_slice(*rest, 0, end);

	*rest = pq_view_from(*rest, end < rest->len ? end + 1 : end);
	return part;
}

static bool has_control(struct pq_view v)
{
	for (size_t i = 0; i < v.len; i++)
		if ((v.data[i] < 0x20 && v.data[i] != '\t') || v.data[i] == 0x7f)
			return true;
	return false;
}

/* RFC 6265 5.1.3. */
static bool domain_matches(const struct pq_url *url, struct pq_view domain)
{
	struct pq_view host = url->host;

	if (pq_ascii_eq_nocase(host, domain))
		return true;
	return host.len > domain.len && !pq_url_has_address(url) && host.data[host.len - domain.len - 1] == '.' &&
	       pq_ascii_eq_nocase(pq_view_from(host, host.len - domain.len), domain);
}

/* RFC 6265 5.1.4. */
static bool path_matches(struct pq_view request_path, struct pq_view cookie_path)
{
	if (!pq_view_starts(request_path, cookie_path))
		return false;
	return request_path.len == cookie_path.len || cookie_path.data[cookie_path.len - 1] == '/' ||
	       request_path.data[cookie_path.len] == '/';
}

/* RFC 6265 5.1.4: the directory of the request path. */
static struct pq_view default_path(struct pq_view path)
{
	size_t end = path.len;

	while (end > 1 && path.data[end - 1] != '/')
		end--;
	if (end <= 1)
		return pq_view_str("/");
	return pq_view_slice(path, 0, end - 1);
}

static bool is_secure(const struct pq_url *url)
{
	return url->special == PQ_SPECIAL_HTTPS || url->special == PQ_SPECIAL_WSS;
}

/* Cookies come over HTTP, and WebSocket's handshake is HTTP. */
static bool is_http(const struct pq_url *url)
{
	return url->special == PQ_SPECIAL_HTTP || url->special == PQ_SPECIAL_WS || is_secure(url);
}

/* Stands in for the list of public suffixes: neither "com" nor "com." is a domain to share cookies in. */
static bool has_inner_dot(struct pq_view domain)
{
	struct pq_view inner = pq_view_slice(domain, 1, domain.len - 1);

	return pq_view_find(inner, '.', 0) < inner.len;
}

/* False if the cookie must be ignored (RFC 6265 5.3, step 6, without public suffixes). */
static bool take_domain(struct pq_cookie *cookie, const struct pq_url *url, struct pq_view value)
{
	if (value.len && value.data[0] == '.')
		value = pq_view_from(value, 1);
	if (value.len == 0)
		return true;
	if (pq_url_has_address(url) || !has_inner_dot(value))
		return pq_ascii_eq_nocase(value, url->host);
	if (!domain_matches(url, value))
		return false;
	cookie->domain = value;
	cookie->host_only = false;
	return true;
}

/* Reads one attribute; *remove is set by Max-Age. False if the cookie must be ignored. */
static bool take_attribute(struct pq_cookie *cookie, const struct pq_url *url, struct pq_view attribute, bool *remove)
{
	struct pq_view name = trim(cut(&attribute, '='));
	struct pq_view value = trim(attribute);

	if (pq_ascii_eq_nocase(name, pq_view_str("domain")))
		return take_domain(cookie, url, value);
	if (pq_ascii_eq_nocase(name, pq_view_str("path")))
		cookie->path = value.len && value.data[0] == '/' ? value : default_path(url->path);
	if (pq_ascii_eq_nocase(name, pq_view_str("secure")))
		cookie->secure = true;
	if (pq_ascii_eq_nocase(name, pq_view_str("max-age")) && value.len)
		*remove = value.data[0] == '-' || pq_view_is(value, "0");
	return true;
}

/* Takes the cookie with the same name, domain and path out of the jar (RFC 6265 5.3, step 11). */
static void forget(struct pq_cookie_jar *jar, const struct pq_cookie *cookie)
{
	for (size_t i = 0; i < jar->count; i++) {
		const struct pq_cookie *old = &jar->cookies[i];

		if (!pq_view_eq(old->name, cookie->name) || !pq_ascii_eq_nocase(old->domain, cookie->domain) ||
		    !pq_view_eq(old->path, cookie->path))
			continue;
		jar->count--;
		memmove(&jar->cookies[i], &jar->cookies[i + 1], (jar->count - i) * sizeof(jar->cookies[0]));
		return;
	}
}

static bool store(struct pq_cookie_jar *jar, struct pq_cookie cookie)
{
	if (jar->count == PQ_MAX_COOKIES)
		return false;
	cookie.name = pq_buf_keep(&jar->bytes, cookie.name);
	cookie.value = pq_buf_keep(&jar->bytes, cookie.value);
	cookie.domain = pq_buf_keep(&jar->bytes, cookie.domain);
	cookie.path = pq_buf_keep(&jar->bytes, cookie.path);
	if (!pq_buf_ok(&jar->bytes))
		return false;
	jar->cookies[jar->count++] = cookie;
	return true;
}

bool pq_cookie_jar_set(struct pq_cookie_jar *jar, const struct pq_url *url, struct pq_view set_cookie)
{
	struct pq_view pair = cut(&set_cookie, ';');
	struct pq_view rest = pair;
	bool remove = false;
	struct pq_cookie cookie = {
		.name = trim(cut(&rest, '=')),
		.value = trim(rest),
		.domain = url->host,
		.path = default_path(url->path),
		.host_only = true,
	};

	if (pq_view_find(pair, '=', 0) == pair.len || cookie.name.len == 0 || has_control(pair) ||
	    has_control(set_cookie))
		return false;
	while (set_cookie.len)
		if (!take_attribute(&cookie, url, cut(&set_cookie, ';'), &remove))
			return false;
	if (!is_http(url) || (cookie.secure && !is_secure(url)))
		return false;
	forget(jar, &cookie);
	return remove || store(jar, cookie);
}

static bool is_for(const struct pq_cookie *cookie, const struct pq_url *url)
{
	if (cookie->secure && !is_secure(url))
		return false;
	if (cookie->host_only ? !pq_ascii_eq_nocase(cookie->domain, url->host) : !domain_matches(url, cookie->domain))
		return false;
	return path_matches(url->path, cookie->path);
}

/* Indices of the cookies for url, longer paths first, older ones first among equals (RFC 6265 5.4). */
static size_t choose(const struct pq_cookie_jar *jar, const struct pq_url *url, size_t out[static PQ_MAX_COOKIES])
{
	size_t count = 0;

	for (size_t i = 0; i < jar->count; i++) {
		size_t at = count;

		if (!is_for(&jar->cookies[i], url))
			continue;
		for (; at > 0 && jar->cookies[out[at - 1]].path.len < jar->cookies[i].path.len; at--)
			out[at] = out[at - 1];
		out[at] = i;
		count++;
	}
	return count;
}

bool pq_cookie_jar_get(const struct pq_cookie_jar *jar, const struct pq_url *url, struct pq_buf *out)
{
	size_t chosen[PQ_MAX_COOKIES];
	size_t count = choose(jar, url, chosen);

	for (size_t i = 0; i < count; i++) {
		if (i)
			pq_buf_add_str(out, "; ");
		pq_buf_add(out, jar->cookies[chosen[i]].name);
		pq_buf_add_byte(out, '=');
		pq_buf_add(out, jar->cookies[chosen[i]].value);
	}
	return count > 0;
}

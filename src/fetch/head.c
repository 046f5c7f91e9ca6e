/* SPDX-License-Identifier: MIT */
#include "fetch/head.h"

#include "base/ascii.h"
#include "fetch/login.h"
#include "fetch/path.h"
#include "request/cors.h"
#include "wire/http1_request.h"

#define OWN_HEADERS 14

static bool is_bodiless_method(struct pq_view method)
{
	return pq_view_is(method, "GET") || pq_view_is(method, "HEAD");
}

bool pq_fetch_is_same_origin(const struct pq_fetch *fetch)
{
	return !fetch->tainted && fetch->request->page && pq_url_same_origin(fetch->request->page, &fetch->current);
}

bool pq_fetch_uses_cookies(const struct pq_fetch *fetch)
{
	if (fetch->request->credentials == PQ_CREDENTIALS_SAME_ORIGIN)
		return pq_fetch_is_same_origin(fetch);
	return fetch->request->credentials == PQ_CREDENTIALS_INCLUDE;
}

/* What goes from a secure page to an insecure URL tells nothing about the page (Referrer Policy 8.4). */
static bool is_downgrade(const struct pq_fetch *fetch)
{
	return fetch->request->page->special == PQ_SPECIAL_HTTPS && fetch->current.special == PQ_SPECIAL_HTTP;
}

void pq_fetch_print_origin(const struct pq_fetch *fetch, struct pq_buf *out)
{
	if (fetch->tainted || !fetch->request->page)
		pq_buf_add_str(out, "null");
	else
		pq_url_print_origin(fetch->request->page, fetch->env->idna, out);
}

/* "append a request Origin header" (Fetch) under strict-origin-when-cross-origin. */
static void add_origin(const struct pq_fetch *fetch, struct pq_headers *own, struct pq_buf *text)
{
	const struct pq_request *request = fetch->request;
	bool cors = request->mode == PQ_MODE_CORS && !pq_fetch_is_same_origin(fetch);
	size_t mark = text->len;

	if (!cors && is_bodiless_method(request->method))
		return;
	if (!cors && request->page && is_downgrade(fetch))
		pq_buf_add_str(text, "null");
	else
		pq_fetch_print_origin(fetch, text);
	pq_headers_add_own(own, pq_view_str("Origin"), pq_buf_since(text, mark));
}

/* "strict-origin-when-cross-origin" (Referrer Policy 3.8): never userinfo, never a fragment. */
static void add_referrer(const struct pq_fetch *fetch, struct pq_headers *own, struct pq_buf *text)
{
	struct pq_url page;
	size_t mark = text->len;

	if (!fetch->request->page)
		return;
	page = *fetch->request->page;
	if ((page.special != PQ_SPECIAL_HTTP && page.special != PQ_SPECIAL_HTTPS) || is_downgrade(fetch))
		return;
	page.username = page.password = pq_view(NULL, 0);
	if (!pq_url_same_origin(&page, &fetch->current)) {
		page.path = pq_view_str("/");
		page.has_query = false;
	}
	pq_url_print(&page, true, text);
	pq_headers_add_own(own, pq_view_str("Referer"), pq_buf_since(text, mark));
}

void pq_fetch_add_cookies(const struct pq_fetch *fetch, struct pq_headers *own, struct pq_buf *text)
{
	size_t mark = text->len;

	if (pq_fetch_uses_cookies(fetch) && pq_cookie_jar_get(&fetch->service->jar, &fetch->current, text))
		pq_headers_add_own(own, pq_view_str("Cookie"), pq_buf_since(text, mark));
}

void pq_fetch_store_cookies(struct pq_fetch *fetch)
{
	if (!pq_fetch_uses_cookies(fetch))
		return;
	for (size_t i = 0; i < fetch->response.header_count; i++)
		if (pq_ascii_eq_nocase(fetch->response.headers[i].name, pq_view_str("set-cookie")))
			pq_cookie_jar_set(&fetch->service->jar, &fetch->current, fetch->response.headers[i].value);
}

/* RFC 9110 8.6: a length for every body, and zero where the method makes one expected. */
static void add_length(const struct pq_request *request, struct pq_headers *own, struct pq_buf *text)
{
	size_t mark = text->len;

	if (!request->has_body && !pq_view_is(request->method, "POST") && !pq_view_is(request->method, "PUT"))
		return;
	pq_buf_add_u64(text, request->has_body ? request->body.len : 0);
	pq_headers_add_own(own, pq_view_str("Content-Length"), pq_buf_since(text, mark));
}

static void add_default(const struct pq_headers *page, struct pq_headers *own, const char *name, const char *value)
{
	if (!pq_headers_find(page, pq_view_str(name)))
		pq_headers_add_own(own, pq_view_str(name), pq_view_str(value));
}

/* Who is really asked (RFC 7838 5). */
static void add_alternative(const struct pq_fetch *fetch, struct pq_headers *own, struct pq_buf *text)
{
	size_t mark = text->len;

	if (!fetch->alternative)
		return;
	pq_buf_add(text, fetch->alternative->host);
	pq_buf_add_byte(text, ':');
	pq_buf_add_u64(text, fetch->alternative->port);
	pq_headers_add_own(own, pq_view_str("Alt-Used"), pq_buf_since(text, mark));
}

/* The service's own headers go behind the page's in one list. */
static void add_own(const struct pq_fetch *fetch, const struct pq_headers *page, struct pq_headers *own,
		    struct pq_buf *text)
{
	add_default(page, own, "User-Agent", "pratique");
	add_default(page, own, "Accept", "*/*");
	add_origin(fetch, own, text);
	add_referrer(fetch, own, text);
	if (!pq_headers_find(page, pq_view_str("Cookie")))
		pq_fetch_add_cookies(fetch, own, text);
	add_length(fetch->request, own, text);
	/* Fetch "HTTP-network-or-cache fetch": the initiator is "prefetch". */
	if (fetch->path->word == PQ_WORD_PREFETCH)
		pq_headers_add_own(own, pq_view_str("Sec-Purpose"), pq_view_str("prefetch"));
	add_alternative(fetch, own, text);
	if (!fetch->service->keep_alive)
		add_default(page, own, "Connection", "close");
}

static enum pq_http1_form form_of(const struct pq_fetch *fetch)
{
	return pq_link_is_to_proxy(&fetch->link) ? PQ_HTTP1_ABSOLUTE_FORM : PQ_HTTP1_ORIGIN_FORM;
}

/* What origin and proxy are offered; a preflight offers the origin nothing. */
static struct pq_result add_logins(struct pq_fetch *fetch, struct pq_view method, struct pq_headers *own)
{
	struct pq_buf *text = &fetch->out;
	struct pq_result result = pq_result_going_on();
	size_t mark = text->len;
	struct pq_view target;

	if (!fetch->login.offered && !fetch->link.auth.offered)
		return result;
	pq_http1_target_write(&fetch->current, form_of(fetch), text);
	target = pq_buf_since(text, mark);
	if (!fetch->preflight)
		result = pq_login_add(fetch, target, own, text);
	if (pq_result_ended(result) || !pq_link_is_to_proxy(&fetch->link))
		return result;
	return pq_auth_add_proxy(&fetch->link.auth, fetch->service, method, target, own, text);
}

/* Writes a request of these headers and logins behind the texts of their values, which lie in fetch->out. */
static struct pq_result write_head(struct pq_fetch *fetch, struct pq_view method, struct pq_headers *headers)
{
	struct pq_result result = add_logins(fetch, method, headers);
	size_t mark = fetch->out.len;

	if (pq_result_ended(result))
		return result;
	pq_http1_request_write(method, &fetch->current, form_of(fetch), headers->items, headers->count, &fetch->out);
	fetch->unsent = pq_buf_since(&fetch->out, mark);
	return pq_buf_ok(&fetch->out) ? result : pq_result_error(PQ_ERROR_LIMIT);
}

struct pq_result pq_fetch_write_head(struct pq_fetch *fetch)
{
	struct pq_request *request = fetch->request;
	struct pq_header items[PQ_MAX_HEADERS + OWN_HEADERS];
	struct pq_headers page = { .items = request->headers, .count = request->header_count, .cap = PQ_MAX_HEADERS };
	struct pq_headers own = { .items = items, .count = request->header_count, .cap = PQ_MAX_HEADERS + OWN_HEADERS };

	memcpy(items, request->headers, request->header_count * sizeof(items[0]));
	pq_buf_reset(&fetch->out);
	add_own(fetch, &page, &own, &fetch->out);
	return write_head(fetch, request->method, &own);
}

/* Fetch "CORS-preflight fetch", steps 4 and 5: commas without blanks. */
static void add_unsafe_names(const struct pq_request *request, struct pq_headers *own, struct pq_buf *text)
{
	struct pq_view names[PQ_MAX_HEADERS];
	size_t count = pq_cors_unsafe_names(request->headers, request->header_count, names, text);
	size_t mark = text->len;

	for (size_t i = 0; i < count; i++) {
		pq_buf_add_str(text, i ? "," : "");
		pq_buf_add(text, names[i]);
	}
	if (count)
		pq_headers_add_own(own, pq_view_str("Access-Control-Request-Headers"), pq_buf_since(text, mark));
}

struct pq_result pq_fetch_write_preflight_head(struct pq_fetch *fetch)
{
	const struct pq_request *request = fetch->request;
	struct pq_header items[OWN_HEADERS];
	struct pq_headers own = { .items = items, .count = 0, .cap = OWN_HEADERS };

	pq_buf_reset(&fetch->out);
	pq_headers_add_own(&own, pq_view_str("Accept"), pq_view_str("*/*"));
	pq_headers_add_own(&own, pq_view_str("Access-Control-Request-Method"), request->method);
	add_unsafe_names(request, &own, &fetch->out);
	pq_headers_add_own(&own, pq_view_str("User-Agent"), pq_view_str("pratique"));
	add_origin(fetch, &own, &fetch->out);
	add_referrer(fetch, &own, &fetch->out);
	add_alternative(fetch, &own, &fetch->out);
	if (!fetch->service->keep_alive)
		pq_headers_add_own(&own, pq_view_str("Connection"), pq_view_str("close"));
	return write_head(fetch, pq_view_str("OPTIONS"), &own);
}

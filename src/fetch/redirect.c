/* SPDX-License-Identifier: MIT */
#include "fetch/redirect.h"

#include "fetch/current_url.h"
#include "fetch/head.h"
#include "fetch/scheme.h"
#include "request/headers.h"
#include "request/status.h"

/* Headers that describe a body and go with it (Fetch "request-body-header name"). */
static const char *const body_headers[] = {
	"content-encoding", "content-language", "content-location", "content-type", "content-length",
};

/* Credentials that the caller set and that were meant for one origin (Fetch "HTTP-redirect fetch", step 13, and forks' own lists). */
static const char *const origin_headers[] = { "authorization", "cookie", "proxy-authorization" };

bool pq_response_redirects(const struct pq_http1_response *response)
{
	return pq_status_redirects(response->status) &&
	       pq_http1_response_find(response, pq_view_str("location")) != NULL;
}

static void remove_headers(struct pq_request *request, const char *const *names, size_t count)
{
	struct pq_headers headers = { .items = request->headers,
				      .count = request->header_count,
				      .cap = PQ_MAX_HEADERS };

	for (size_t i = 0; i < count; i++)
		pq_headers_remove(&headers, pq_view_str(names[i]));
	request->header_count = headers.count;
}

/* Fetch "HTTP-redirect fetch", step 12: which redirects turn the method into GET. */
static bool becomes_get(uint16_t status, struct pq_view method)
{
	if (status == 303)
		return !pq_view_is(method, "GET") && !pq_view_is(method, "HEAD");
	return (status == 301 || status == 302) && pq_view_is(method, "POST");
}

static struct pq_result next_url(struct pq_fetch *fetch, struct pq_url *url)
{
	const struct pq_header *location = pq_http1_response_find(&fetch->response, pq_view_str("location"));
	struct pq_result result = pq_current_url_parse(url, location->value, &fetch->current, fetch->env->idna,
						       &fetch->url, PQ_ERROR_BAD_REDIRECT);

	if (pq_result_ended(result))
		return result;
	if (!pq_scheme_is_http(pq_scheme_of(url)))
		return pq_result_error(PQ_ERROR_BAD_REDIRECT);
	if (!url->has_fragment) {
		url->has_fragment = fetch->current.has_fragment;
		url->fragment = fetch->current.fragment;
	}
	return pq_result_going_on();
}

/* Fetch "HTTP-redirect fetch", steps 8 to 10, and "main fetch" for mode "same-origin". */
static struct pq_result check_origin(const struct pq_fetch *fetch, const struct pq_url *url)
{
	const struct pq_request *request = fetch->request;
	bool cross = !request->page || !pq_url_same_origin(request->page, url);
	bool tainted = request->mode == PQ_MODE_CORS && (cross || !pq_fetch_is_same_origin(fetch));

	if (request->mode == PQ_MODE_SAME_ORIGIN && cross)
		return pq_result_error(PQ_ERROR_CROSS_ORIGIN);
	if (tainted && pq_url_includes_credentials(url))
		return pq_result_error(PQ_ERROR_REDIRECT_CREDENTIALS);
	return pq_result_going_on();
}

static void follow(struct pq_fetch *fetch, const struct pq_url *url)
{
	struct pq_request *request = fetch->request;

	if (becomes_get(fetch->response.status, request->method)) {
		request->method = pq_view_str("GET");
		request->has_body = false;
		remove_headers(request, body_headers, sizeof(body_headers) / sizeof(body_headers[0]));
	}
	if (!pq_url_same_origin(&fetch->current, url)) {
		remove_headers(request, origin_headers, sizeof(origin_headers) / sizeof(origin_headers[0]));
		fetch->tainted |= !request->page || !pq_url_same_origin(request->page, &fetch->current);
	}
	fetch->current = *url;
	fetch->hops++;
}

struct pq_result pq_fetch_redirect(struct pq_fetch *fetch)
{
	struct pq_url url;
	struct pq_result result;

	if (fetch->request->redirect == PQ_REDIRECT_ERROR)
		return pq_result_error(PQ_ERROR_REDIRECT_REFUSED);
	if (fetch->request->redirect == PQ_REDIRECT_MANUAL)
		return pq_result_done(fetch->response.status);
	result = next_url(fetch, &url);
	if (pq_result_ended(result))
		return result;
	if (fetch->hops == PQ_MAX_REDIRECTS)
		return pq_result_error(PQ_ERROR_TOO_MANY_REDIRECTS);
	result = check_origin(fetch, &url);
	if (!pq_result_ended(result))
		follow(fetch, &url);
	return result;
}

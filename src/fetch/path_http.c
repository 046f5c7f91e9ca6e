/* SPDX-License-Identifier: MIT */
/*
 * Main fetch with its redirects (Fetch 4). A request goes through hops. Each
 * hop is: open a link to the current URL or to an alternative service of its
 * origin, write, read. What another origin has to permit first makes two of
 * these rounds: the preflight's and its own. A redirect computes the next
 * current URL and begins the next hop.
 */
#include "fetch/admit.h"
#include "fetch/alternative.h"
#include "fetch/current_url.h"
#include "fetch/head.h"
#include "fetch/login.h"
#include "fetch/path.h"
#include "fetch/preflight.h"
#include "fetch/redirect.h"
#include "fetch/scheme.h"
#include "request/method.h"

enum stage { STAGE_HOP, STAGE_LINK, STAGE_SEND, STAGE_RECEIVE, STAGE_RESPONSE };

struct pq_result pq_http_begin(struct pq_fetch *fetch)
{
	const struct pq_request *request = fetch->request;
	struct pq_result result = pq_fetch_admit(request, fetch->env->policy);

	if (pq_result_ended(result))
		return result;
	result = pq_current_url_parse(&fetch->current, request->url, NULL, fetch->env->idna, &fetch->url,
				      PQ_ERROR_BAD_URL);
	if (pq_result_ended(result))
		return result;
	if (!pq_scheme_is_http(pq_scheme_of(&fetch->current)))
		return pq_result_error(PQ_ERROR_BAD_SCHEME);
	if (request->mode == PQ_MODE_SAME_ORIGIN && !pq_fetch_is_same_origin(fetch))
		return pq_result_error(PQ_ERROR_CROSS_ORIGIN);
	return request->mode == PQ_MODE_NO_CORS ? pq_fetch_admit_no_cors(fetch) : result;
}

static struct pq_result begin_hop(struct pq_fetch *fetch)
{
	struct pq_destination to = pq_destination_of(&fetch->current);

	fetch->preflight = !fetch->permitted && pq_preflight_is_needed(fetch);
	to.credentials = !fetch->preflight && pq_fetch_uses_cookies(fetch);
	to.fresh = fetch->retried;
	pq_alternative_choose(fetch, &to);
	pq_link_open(&fetch->link, &to);
	fetch->stage = STAGE_LINK;
	return pq_result_going_on();
}

/* An alternative that cannot be reached takes nothing from the origin (RFC 7838 2.4). */
static struct pq_result fall_back(struct pq_fetch *fetch, struct pq_result failure)
{
	if (!pq_alternative_give_up(fetch, failure))
		return failure;
	fetch->stage = STAGE_HOP;
	return pq_result_going_on();
}

static struct pq_result open_link(struct pq_fetch *fetch, bool *again)
{
	const struct pq_request *request = fetch->request;
	struct pq_result result = pq_link_step(&fetch->link, again);

	if (pq_result_ended(result))
		return fall_back(fetch, result);
	if (*again)
		return result;
	fetch->stage = STAGE_SEND;
	fetch->unsent_body = pq_view(NULL, 0);
	if (fetch->preflight)
		return pq_fetch_write_preflight_head(fetch);
	if (request->has_body)
		fetch->unsent_body = request->body;
	return pq_fetch_write_head(fetch);
}

/* A message that may have arrived already is sent again only if its server does the same twice as once (RFC 9110 9.2.2). */
static bool may_retry(const struct pq_fetch *fetch)
{
	if (!fetch->link.kept || fetch->retried || fetch->received.len)
		return false;
	return fetch->preflight || pq_method_idempotent(fetch->request->method);
}

/*
 * A kept connection may have been closed by the server at any time. If it fails before anything has come back, the
 * message is sent once more, over a connection of its own (RFC 9112 9.3.1). Another failure is the request's; an
 * alternative that was at fault is not asked again.
 */
static struct pq_result retry(struct pq_fetch *fetch, struct pq_result failure)
{
	if (!may_retry(fetch) || failure.error != PQ_ERROR_CONNECTION) {
		pq_alternative_give_up(fetch, failure);
		return failure;
	}
	pq_link_close(&fetch->link);
	fetch->retried = true;
	fetch->stage = STAGE_HOP;
	return pq_result_going_on();
}

/* The head, then the body. */
static struct pq_result send_request(struct pq_fetch *fetch, bool *again)
{
	struct pq_view *rest = fetch->unsent.len ? &fetch->unsent : &fetch->unsent_body;
	struct pq_result result;

	pq_buf_reset(&fetch->received);
	if (rest->len) {
		result = pq_link_send(&fetch->link, rest, again);
		return pq_result_ended(result) ? retry(fetch, result) : result;
	}
	pq_http1_response_init(&fetch->response, !fetch->preflight && pq_view_is(fetch->request->method, "HEAD")
							 ? PQ_HTTP1_TO_HEAD
							 : PQ_HTTP1_TO_OTHER);
	fetch->stage = STAGE_RECEIVE;
	return pq_result_going_on();
}

static struct pq_result receive(struct pq_fetch *fetch, bool *again)
{
	bool end;
	struct pq_result result = pq_link_receive(&fetch->link, &fetch->received, &end, again);

	if (pq_result_ended(result))
		return retry(fetch, result);
	if (*again)
		return result;
	if (end && may_retry(fetch))
		return retry(fetch, pq_result_error(PQ_ERROR_CONNECTION));
	switch (pq_http1_response_feed(&fetch->response, pq_buf_view(&fetch->received), end)) {
	case PQ_ERR_OK:
		fetch->stage = STAGE_RESPONSE;
		return pq_result_going_on();
	case PQ_ERR_INCOMPLETE:
		return pq_result_going_on();
	default:
		return retry(fetch, pq_result_error(PQ_ERROR_BAD_RESPONSE));
	}
}

/* Bytes behind a response would be taken for the next one: its connection is not kept. */
static void release_link(struct pq_fetch *fetch)
{
	if (pq_http1_response_persists(&fetch->response) && fetch->response.consumed == fetch->received.len)
		pq_link_keep(&fetch->link);
	else
		pq_link_close(&fetch->link);
}

/* 407: *again if the message is to be sent again with a login. From an origin it is an answer like any other. */
static struct pq_result answer_proxy(struct pq_fetch *fetch, bool *again)
{
	struct pq_result result;

	*again = false;
	if (fetch->response.status != 407 || !pq_link_is_to_proxy(&fetch->link))
		return pq_result_going_on();
	result = pq_auth_proxy_refused(&fetch->link.auth, &fetch->service->proxy, &fetch->response);
	*again = !pq_result_ended(result);
	return result;
}

static struct pq_result answer_origin(struct pq_fetch *fetch, bool *again)
{
	*again = false;
	return fetch->response.status == 401 ? pq_login_refused(fetch, again) : pq_result_going_on();
}

static struct pq_result end_hop(struct pq_fetch *fetch)
{
	struct pq_result result;
	bool again;

	release_link(fetch);
	pq_alternative_learn(fetch);
	fetch->stage = STAGE_HOP;
	fetch->retried = false;
	fetch->own_place = false;
	result = answer_proxy(fetch, &again);
	if (pq_result_ended(result) || again)
		return result;
	if (fetch->preflight)
		return pq_preflight_settle(fetch);
	pq_fetch_store_cookies(fetch);
	result = answer_origin(fetch, &again);
	if (pq_result_ended(result) || again)
		return result;
	fetch->permitted = false;
	pq_auth_drop(&fetch->login);
	pq_auth_drop(&fetch->link.auth);
	if (pq_response_redirects(&fetch->response))
		return pq_fetch_redirect(fetch);
	return pq_result_done(fetch->response.status);
}

struct pq_result pq_http_step(struct pq_fetch *fetch, bool *again)
{
	switch (fetch->stage) {
	case STAGE_HOP:
		return begin_hop(fetch);
	case STAGE_LINK:
		return open_link(fetch, again);
	case STAGE_SEND:
		return send_request(fetch, again);
	case STAGE_RECEIVE:
		return receive(fetch, again);
	default:
		return end_hop(fetch);
	}
}

/* SPDX-License-Identifier: MIT */
#include "fetch/fetch.h"

#include "base/ascii.h"
#include "fetch/admit.h"
#include "fetch/current_url.h"
#include "fetch/head.h"
#include "fetch/redirect.h"
#include "fetch/scheme.h"

struct pq_result pq_fetch_begin(struct pq_fetch *fetch, const struct pq_fetch_env *env, struct pq_cookie_jar *jar,
				struct pq_fetch_memory *memory, struct pq_request *request)
{
	struct pq_result result = pq_fetch_admit(request, env->policy);

	if (pq_result_ended(result))
		return result;
	fetch->env = env;
	fetch->jar = jar;
	fetch->request = request;
	fetch->stage = PQ_STAGE_HOP;
	fetch->hops = 0;
	fetch->tainted = false;
	fetch->conn = 0;
	pq_buf_init(&fetch->url, memory->url, sizeof(memory->url));
	pq_buf_init(&fetch->out, memory->head, sizeof(memory->head));
	pq_buf_init(&fetch->received, memory->received, sizeof(memory->received));
	result = pq_current_url_parse(&fetch->current, request->url, NULL, env->idna, &fetch->url, PQ_ERROR_BAD_URL);
	if (pq_result_ended(result))
		return result;
	if (!pq_scheme_is_http(pq_scheme_of(&fetch->current)))
		return pq_result_error(PQ_ERROR_BAD_SCHEME);
	if (request->mode == PQ_MODE_SAME_ORIGIN &&
	    !(request->page && pq_url_same_origin(request->page, &fetch->current)))
		return pq_result_error(PQ_ERROR_CROSS_ORIGIN);
	return pq_result_going_on();
}

static struct pq_result failure(enum pq_net_status status)
{
	switch (status) {
	case PQ_NET_REFUSED:
		return pq_result_error(PQ_ERROR_REFUSED);
	case PQ_NET_EXHAUSTED:
		return pq_result_error(PQ_ERROR_EXHAUSTED);
	default:
		return pq_result_error(PQ_ERROR_CONNECTION);
	}
}

/* Fetch "main fetch": should the request be blocked due to a bad port? Asked on every hop. */
static struct pq_result begin_hop(struct pq_fetch *fetch)
{
	uint16_t port;

	if (!pq_url_effective_port(&fetch->current, &port))
		return pq_result_error(PQ_ERROR_BAD_SCHEME);
	if (pq_policy_blocks_port(fetch->env->policy, pq_scheme_of(&fetch->current), port))
		return pq_result_blocked(PQ_RULE_UNSAFE_PORT, PQ_SIDE_SERVICE);
	fetch->stage = PQ_STAGE_RESOLVE;
	return pq_result_going_on();
}

static struct pq_result resolve(struct pq_fetch *fetch, bool *again)
{
	struct pq_net net = fetch->env->net;
	enum pq_net_status status;

	fetch->stage = PQ_STAGE_DIAL;
	if (fetch->current.host_kind == PQ_HOST_IPV4 || fetch->current.host_kind == PQ_HOST_IPV6) {
		fetch->addresses[0] = fetch->current.address;
		fetch->address_count = 1;
		return pq_result_going_on();
	}
	status = net.ops->resolve(net.ctx, fetch->current.host, fetch->addresses, &fetch->address_count);
	if (status == PQ_NET_OK)
		return pq_result_going_on();
	if (status == PQ_NET_END)
		return pq_result_error(PQ_ERROR_DNS);
	if (status != PQ_NET_AGAIN)
		return failure(status);
	fetch->stage = PQ_STAGE_RESOLVE;
	*again = true;
	return pq_result_going_on();
}

static struct pq_result dial(struct pq_fetch *fetch, bool *again)
{
	struct pq_net net = fetch->env->net;
	struct pq_address dialled;
	uint32_t conn;
	uint16_t port;
	enum pq_net_status status;

	pq_url_effective_port(&fetch->current, &port);
	status = net.ops->connect(net.ctx, PQ_TRANSPORT_TCP, fetch->addresses, fetch->address_count, port, &conn,
				  &dialled);
	if (status == PQ_NET_OK) {
		fetch->conn = conn;
		fetch->stage = fetch->current.special == PQ_SPECIAL_HTTPS ? PQ_STAGE_TLS : PQ_STAGE_SEND;
		return fetch->stage == PQ_STAGE_SEND ? pq_fetch_write_head(fetch) : pq_result_going_on();
	}
	*again = status == PQ_NET_AGAIN;
	return *again ? pq_result_going_on() : failure(status);
}

static struct pq_result start_tls(struct pq_fetch *fetch, bool *again)
{
	struct pq_net net = fetch->env->net;
	enum pq_net_status status = net.ops->start_tls(net.ctx, fetch->conn, fetch->current.host);

	if (status == PQ_NET_OK) {
		fetch->stage = PQ_STAGE_SEND;
		return pq_fetch_write_head(fetch);
	}
	*again = status == PQ_NET_AGAIN;
	return *again ? pq_result_going_on() : failure(status);
}

/* What is still to be written: the rest of the head, then the rest of the body. */
static struct pq_view unsent(const struct pq_fetch *fetch)
{
	if (fetch->sent < fetch->out.len)
		return pq_view_from(pq_buf_view(&fetch->out), fetch->sent);
	if (!fetch->request->has_body)
		return pq_view(NULL, 0);
	return pq_view_from(fetch->request->body, fetch->sent - fetch->out.len);
}

static struct pq_result send_request(struct pq_fetch *fetch, bool *again)
{
	struct pq_net net = fetch->env->net;
	struct pq_view rest = unsent(fetch);
	enum pq_net_status status;
	size_t sent = 0;

	if (rest.len == 0) {
		pq_http1_response_init(&fetch->response, pq_view_is(fetch->request->method, "HEAD")
								 ? PQ_HTTP1_TO_HEAD
								 : PQ_HTTP1_TO_OTHER);
		pq_buf_reset(&fetch->received);
		fetch->stage = PQ_STAGE_RECEIVE;
		return pq_result_going_on();
	}
	status = net.ops->send(net.ctx, fetch->conn, rest, &sent);
	if (status == PQ_NET_OK)
		fetch->sent += sent;
	*again = status == PQ_NET_AGAIN;
	return status == PQ_NET_OK || *again ? pq_result_going_on() : failure(status);
}

/* Hands what has arrived to the strict reader. */
static struct pq_result read_response(struct pq_fetch *fetch, bool eof)
{
	switch (pq_http1_response_feed(&fetch->response, pq_buf_view(&fetch->received), eof)) {
	case PQ_ERR_OK:
		fetch->stage = PQ_STAGE_RESPONSE;
		return pq_result_going_on();
	case PQ_ERR_INCOMPLETE:
		return pq_result_going_on();
	default:
		return pq_result_error(PQ_ERROR_BAD_RESPONSE);
	}
}

static struct pq_result receive(struct pq_fetch *fetch, bool *again)
{
	struct pq_net net = fetch->env->net;
	struct pq_buf *in = &fetch->received;
	size_t received = 0;
	enum pq_net_status status;

	if (pq_buf_room(in) == 0)
		return pq_result_error(PQ_ERROR_LIMIT);
	status = net.ops->receive(net.ctx, fetch->conn, in->data + in->len, pq_buf_room(in), &received);
	*again = status == PQ_NET_AGAIN;
	if (*again)
		return pq_result_going_on();
	if (status == PQ_NET_OK)
		in->len += received;
	if (status == PQ_NET_OK || status == PQ_NET_END)
		return read_response(fetch, status == PQ_NET_END);
	return failure(status);
}

static void hang_up(struct pq_fetch *fetch)
{
	struct pq_net net = fetch->env->net;

	if (fetch->conn)
		net.ops->close(net.ctx, fetch->conn);
	fetch->conn = 0;
}

static void store_cookies(struct pq_fetch *fetch)
{
	if (!pq_fetch_uses_cookies(fetch))
		return;
	for (size_t i = 0; i < fetch->response.header_count; i++)
		if (pq_ascii_eq_nocase(fetch->response.headers[i].name, pq_view_str("set-cookie")))
			pq_cookie_jar_set(fetch->jar, &fetch->current, fetch->response.headers[i].value);
}

static struct pq_result end_hop(struct pq_fetch *fetch)
{
	hang_up(fetch);
	store_cookies(fetch);
	fetch->stage = PQ_STAGE_HOP;
	if (pq_response_redirects(&fetch->response))
		return pq_fetch_redirect(fetch);
	return pq_result_done(fetch->response.status);
}

static struct pq_result step(struct pq_fetch *fetch, bool *again)
{
	switch (fetch->stage) {
	case PQ_STAGE_HOP:
		return begin_hop(fetch);
	case PQ_STAGE_RESOLVE:
		return resolve(fetch, again);
	case PQ_STAGE_DIAL:
		return dial(fetch, again);
	case PQ_STAGE_TLS:
		return start_tls(fetch, again);
	case PQ_STAGE_SEND:
		return send_request(fetch, again);
	case PQ_STAGE_RECEIVE:
		return receive(fetch, again);
	case PQ_STAGE_RESPONSE:
		return end_hop(fetch);
	}
	return pq_result_error(PQ_ERROR_BAD_REQUEST);
}

struct pq_result pq_fetch_step(struct pq_fetch *fetch)
{
	struct pq_result result = pq_result_going_on();
	bool again = false;

	while (!again && !pq_result_ended(result))
		result = step(fetch, &again);
	if (pq_result_ended(result))
		hang_up(fetch);
	return result;
}

/* SPDX-License-Identifier: MIT */
/*
 * ICE servers of an RTCPeerConnection (WebRTC 4.2.4): an address is asked of a STUN server by a Binding request (RFC
 * 8489), of a TURN server by an Allocate request (RFC 8656). Nothing is relayed afterwards.
 *
 * Theory of operation. The link leads to the server over UDP or TCP, with TLS for stuns and turns, and never through
 * the HTTP proxy. One request goes out and one response comes in. A challenge (401, 438) is answered once, over the
 * same connection, by a TURN server's credential. Any other error ends the request: the alternate server that 300
 * names is not dialled. Over UDP a request that has no response is sent once more, and a datagram that is no response
 * to it ends the request like garbage over TCP does.
 */
#include "fetch/path.h"
#include "fetch/scheme.h"
#include "wire/stun_response.h"

enum stage { STAGE_LINK, STAGE_WRITE, STAGE_SEND, STAGE_RECEIVE };

static enum pq_scheme scheme_of(const struct pq_ice_url *server)
{
	if (server->tcp)
		return server->turn ? PQ_SCHEME_TURN_TCP : PQ_SCHEME_STUN_TCP;
	return server->turn ? PQ_SCHEME_TURN_UDP : PQ_SCHEME_STUN_UDP;
}

/* Secure and not TCP would be DTLS, which the model does not speak. */
static struct pq_result parse_url(struct pq_ice_url *server, struct pq_view text, const struct pq_fetch_env *env,
				  struct pq_buf *storage)
{
	enum pq_err err = pq_ice_url_parse(server, text, env->idna, storage);

	if (err == PQ_ERR_UNKNOWN || (!err && server->secure && !server->tcp))
		return pq_result_error(PQ_ERROR_BAD_SCHEME);
	if (err == PQ_ERR_NO_SPACE)
		return pq_result_error(PQ_ERROR_LIMIT);
	return err ? pq_result_error(PQ_ERROR_BAD_URL) : pq_result_going_on();
}

/* The n-th argument of the request's line behind its URL: user name 1, credential 2. No data if it has none. */
static struct pq_view login_of(const struct pq_scenario *scenario, size_t at, uint32_t n)
{
	const struct pq_line *line = &scenario->lines[at];

	return line->argc > 2 ? line->args[n].bytes : pq_view(NULL, 0);
}

/* WebRTC 4.4.1.6: a TURN server needs a credential; RFC 8489 14.3: a user name is not longer than this. */
static bool is_login_good(const struct pq_ice_url *server, const struct pq_scenario *scenario, size_t at)
{
	if (server->turn && scenario->lines[at].argc < 3)
		return false;
	return login_of(scenario, at, 1).len <= PQ_MAX_STUN_USERNAME;
}

struct pq_result pq_ice_page(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
			     struct pq_request *out)
{
	struct pq_ice_url server;
	struct pq_result result = parse_url(&server, scenario->lines[at].args[0].bytes, asker->env, asker->url);

	if (pq_result_ended(result))
		return result;
	if (!is_login_good(&server, scenario, at))
		return pq_result_error(PQ_ERROR_BAD_REQUEST);
	out->url = scenario->lines[at].args[0].bytes;
	return pq_page_check_port(asker, scheme_of(&server), server.port);
}

struct pq_result pq_ice_renderer(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				 struct pq_request *out)
{
	(void)asker;
	out->url = scenario->lines[at].args[0].bytes;
	return pq_result_going_on();
}

struct pq_result pq_ice_begin(struct pq_fetch *fetch)
{
	struct pq_ice *ice = &fetch->ice;
	const struct pq_ice_url *server = &ice->server;
	struct pq_result result = parse_url(&ice->server, fetch->request->url, fetch->env, &fetch->url);
	struct pq_destination to;

	if (pq_result_ended(result))
		return result;
	if (!is_login_good(server, fetch->request->scenario, fetch->request->line))
		return pq_result_error(PQ_ERROR_BAD_REQUEST);
	ice->request = (struct pq_stun_request){ .method = server->turn ? PQ_STUN_ALLOCATE : PQ_STUN_BINDING };
	to = (struct pq_destination){
		.scheme = scheme_of(server),
		.host = server->host,
		.address = server->address,
		.port = server->port,
		.transport = server->tcp ? PQ_TRANSPORT_TCP : PQ_TRANSPORT_UDP,
		.name = server->secure ? server->host : pq_view(NULL, 0),
		.fresh = true,
	};
	pq_link_open(&fetch->link, &to);
	return pq_result_going_on();
}

static struct pq_result open_link(struct pq_fetch *fetch, bool *again)
{
	struct pq_result result = pq_link_step(&fetch->link, again);

	if (!pq_result_ended(result) && !*again)
		fetch->stage = STAGE_WRITE;
	return result;
}

/* Each request has a transaction id of its own, so that no response to an earlier one is taken for its (RFC 8489 5). */
static struct pq_result write_request(struct pq_fetch *fetch)
{
	struct pq_net net = fetch->env->net;
	struct pq_stun_request *request = &fetch->ice.request;

	net.ops->random(net.ctx, request->id, sizeof(request->id));
	pq_buf_reset(&fetch->out);
	pq_stun_request_write(request, &fetch->out);
	pq_buf_reset(&fetch->received);
	fetch->unsent = pq_buf_view(&fetch->out);
	fetch->ice.resent = false;
	fetch->ice.sent_ms = fetch->ice.server.tcp ? 0 : net.ops->now_ms(net.ctx);
	fetch->stage = STAGE_SEND;
	return pq_buf_ok(&fetch->out) ? pq_result_going_on() : pq_result_error(PQ_ERROR_LIMIT);
}

/* What is left of a datagram would be another one. */
static struct pq_result send_request(struct pq_fetch *fetch, bool *again)
{
	struct pq_result result = pq_link_send(&fetch->link, &fetch->unsent, again);

	if (pq_result_ended(result) || *again)
		return result;
	if (!fetch->unsent.len)
		fetch->stage = STAGE_RECEIVE;
	else if (!fetch->ice.server.tcp)
		return pq_result_error(PQ_ERROR_CONNECTION);
	return result;
}

/* Nothing has come yet. TCP repeats lost bytes by itself. */
static struct pq_result wait_longer(struct pq_fetch *fetch)
{
	struct pq_net net = fetch->env->net;
	struct pq_ice *ice = &fetch->ice;
	uint64_t waited_ms;

	if (ice->server.tcp)
		return pq_result_going_on();
	waited_ms = net.ops->now_ms(net.ctx) - ice->sent_ms;
	if (waited_ms >= PQ_STUN_PATIENCE_MS)
		return pq_result_error(PQ_ERROR_CONNECTION);
	if (waited_ms >= PQ_STUN_RTO_MS && !ice->resent) {
		ice->resent = true;
		fetch->unsent = pq_buf_view(&fetch->out);
		fetch->stage = STAGE_SEND;
	}
	return pq_result_going_on();
}

/* A challenge is answered once, by who has a credential for it. Both texts outlive the buffer that they came in. */
static bool answer_challenge(struct pq_fetch *fetch, const struct pq_stun_response *response)
{
	struct pq_stun_request *request = &fetch->ice.request;
	const struct pq_request *asked = fetch->request;

	if ((response->error != 401 && response->error != 438) || !response->realm.len || !response->nonce.len)
		return false;
	if (request->method != PQ_STUN_ALLOCATE || request->answered)
		return false;
	request->answered = true;
	request->username = login_of(asked->scenario, asked->line, 1);
	request->password = login_of(asked->scenario, asked->line, 2);
	request->realm = pq_buf_keep(&fetch->url, response->realm);
	request->nonce = pq_buf_keep(&fetch->url, response->nonce);
	fetch->stage = STAGE_WRITE;
	return true;
}

/* RFC 8489 9.2.5: who has shown that he knows the credential takes a success only from who knows it as well. */
static bool is_authentic(const struct pq_fetch *fetch, const struct pq_stun_response *response)
{
	const struct pq_stun_request *request = &fetch->ice.request;
	unsigned char key[PQ_STUN_KEY];

	if (!request->answered)
		return true;
	pq_stun_key(request->username, request->realm, request->password, key);
	return pq_stun_response_authentic(response, pq_buf_view(&fetch->received), pq_view(key, sizeof(key)));
}

/* Bytes behind the response answer nothing that was asked. */
static struct pq_result read_response(struct pq_fetch *fetch, bool end)
{
	const struct pq_stun_request *request = &fetch->ice.request;
	enum pq_stun_framing framing = fetch->ice.server.tcp ? PQ_STUN_STREAM : PQ_STUN_DATAGRAM;
	struct pq_view received = pq_buf_view(&fetch->received);
	struct pq_stun_response response;
	enum pq_err err = pq_stun_response_read(&response, received, request->method, request->id, framing);

	if (err == PQ_ERR_INCOMPLETE && !end)
		return pq_result_going_on();
	if (err || response.consumed != received.len)
		return pq_result_error(PQ_ERROR_BAD_STUN);
	if (response.error)
		return answer_challenge(fetch, &response) ? pq_result_going_on() : pq_result_error(PQ_ERROR_STUN_ERROR);
	return is_authentic(fetch, &response) ? pq_result_done(200) : pq_result_error(PQ_ERROR_BAD_STUN);
}

static struct pq_result receive(struct pq_fetch *fetch, bool *again)
{
	bool end;
	struct pq_result result = pq_link_receive(&fetch->link, &fetch->received, &end, again);

	if (pq_result_ended(result))
		return result;
	return *again ? wait_longer(fetch) : read_response(fetch, end);
}

struct pq_result pq_ice_step(struct pq_fetch *fetch, bool *again)
{
	switch (fetch->stage) {
	case STAGE_LINK:
		return open_link(fetch, again);
	case STAGE_WRITE:
		return write_request(fetch);
	case STAGE_SEND:
		return send_request(fetch, again);
	default:
		return receive(fetch, again);
	}
}

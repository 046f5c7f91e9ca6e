/* SPDX-License-Identifier: MIT */
#include "fetch/tunnel.h"

#include "fetch/io.h"
#include "wire/http1_request.h"

void pq_tunnel_init(struct pq_tunnel *tunnel, struct pq_fetch_memory *memory)
{
	pq_buf_init(&tunnel->out, memory->tunnel_request, sizeof(memory->tunnel_request));
	pq_buf_init(&tunnel->in, memory->tunnel_answer, sizeof(memory->tunnel_answer));
}

struct pq_result pq_tunnel_begin(struct pq_tunnel *tunnel, const struct pq_service *service, struct pq_auth *auth,
				 struct pq_view host, uint16_t port)
{
	struct pq_header authorization;
	struct pq_headers headers = { .items = &authorization, .cap = 1 };
	struct pq_result result;
	size_t mark;

	pq_buf_reset(&tunnel->out);
	pq_buf_reset(&tunnel->in);
	pq_http1_connect_target_write(host, port, &tunnel->out);
	result = pq_auth_add_proxy(auth, service, pq_view_str("CONNECT"), pq_buf_view(&tunnel->out), &headers,
				   &tunnel->out);
	if (pq_result_ended(result))
		return result;
	mark = tunnel->out.len;
	pq_http1_connect_write(host, port, headers.items, headers.count, &tunnel->out);
	pq_http1_response_init(&tunnel->answer, PQ_HTTP1_TO_CONNECT);
	tunnel->rest = pq_buf_since(&tunnel->out, mark);
	return pq_buf_ok(&tunnel->out) ? pq_result_going_on() : pq_result_error(PQ_ERROR_LIMIT);
}

static struct pq_result conclude(const struct pq_tunnel *tunnel, bool *open)
{
	uint16_t status = tunnel->answer.status;

	if (status == 407)
		return pq_result_error(PQ_ERROR_PROXY_AUTH);
	*open = status >= 200 && status <= 299 && tunnel->answer.consumed == tunnel->in.len;
	return *open ? pq_result_going_on() : pq_result_error(PQ_ERROR_PROXY);
}

static struct pq_result receive(struct pq_tunnel *tunnel, struct pq_net net, uint32_t conn, bool *open, bool *again)
{
	bool end;
	struct pq_result result = pq_io_receive(net, conn, &tunnel->in, &end, again);

	if (pq_result_ended(result) || *again)
		return result.error == PQ_ERROR_LIMIT ? pq_result_error(PQ_ERROR_PROXY) : result;
	switch (pq_http1_response_feed(&tunnel->answer, pq_buf_view(&tunnel->in), end)) {
	case PQ_ERR_OK:
		return conclude(tunnel, open);
	case PQ_ERR_INCOMPLETE:
		return pq_result_going_on();
	default:
		return pq_result_error(PQ_ERROR_PROXY);
	}
}

struct pq_result pq_tunnel_step(struct pq_tunnel *tunnel, struct pq_net net, uint32_t conn, bool *open, bool *again)
{
	if (tunnel->rest.len)
		return pq_io_send(net, conn, &tunnel->rest, again);
	return receive(tunnel, net, conn, open, again);
}

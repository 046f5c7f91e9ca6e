/* SPDX-License-Identifier: MIT */
/*
 * Resource hints (HTML 4.6.7): links that ask for something before it is needed. preconnect opens a connection and
 * asks nothing; dns-prefetch looks a name up and dials nothing, so that no port matters; prefetch is a request like
 * any other, but for the header that says what it is for.
 */
#include "fetch/current_url.h"
#include "fetch/io.h"
#include "fetch/path.h"
#include "fetch/scheme.h"

struct pq_result pq_hint_page(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
			      struct pq_request *out)
{
	const struct pq_line *line = &scenario->lines[at];
	struct pq_url url;
	struct pq_result result = pq_page_parse_url(asker, line->args[0].bytes, &url);
	uint16_t port;

	pq_request_init(out, asker->page, PQ_MODE_NO_CORS, PQ_CREDENTIALS_INCLUDE);
	if (pq_result_ended(result))
		return result;
	if (!pq_scheme_is_http(pq_scheme_of(&url)) || !pq_url_effective_port(&url, &port))
		return pq_result_error(PQ_ERROR_BAD_SCHEME);
	if (line->word != PQ_WORD_DNS_PREFETCH)
		result = pq_page_check_port(asker, pq_scheme_of(&url), port);
	return pq_result_ended(result) ? result : pq_page_set_url(asker, &url, out);
}

struct pq_result pq_hint_renderer(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				  struct pq_request *out)
{
	pq_request_init(out, asker->page, PQ_MODE_NO_CORS, PQ_CREDENTIALS_INCLUDE);
	out->url = pq_renderer_url(asker, scenario->lines[at].args[0].bytes);
	return pq_buf_ok(asker->text) ? pq_result_going_on() : pq_result_error(PQ_ERROR_LIMIT);
}

static struct pq_result parse_current(struct pq_fetch *fetch)
{
	struct pq_url *url = &fetch->current;
	struct pq_result result =
		pq_current_url_parse(url, fetch->request->url, NULL, fetch->env->idna, &fetch->url, PQ_ERROR_BAD_URL);

	if (!pq_result_ended(result) && !pq_scheme_is_http(pq_scheme_of(url)))
		result = pq_result_error(PQ_ERROR_BAD_SCHEME);
	return result;
}

/* The place that a request with credentials would go to, so that it finds the connection. */
struct pq_result pq_preconnect_begin(struct pq_fetch *fetch)
{
	struct pq_result result = parse_current(fetch);
	struct pq_destination to;

	if (pq_result_ended(result))
		return result;
	to = pq_destination_of(&fetch->current);
	to.credentials = true;
	pq_link_open(&fetch->link, &to);
	return result;
}

struct pq_result pq_preconnect_step(struct pq_fetch *fetch, bool *again)
{
	struct pq_result result = pq_link_step(&fetch->link, again);

	if (pq_result_ended(result) || *again)
		return result;
	pq_link_keep(&fetch->link);
	return pq_result_done(0);
}

struct pq_result pq_dns_prefetch_begin(struct pq_fetch *fetch)
{
	return parse_current(fetch);
}

/* Behind a proxy it is the proxy that looks names up, and a look-up of one's own would tell others what it is asked. */
struct pq_result pq_dns_prefetch_step(struct pq_fetch *fetch, bool *again)
{
	struct pq_net net = fetch->env->net;
	struct pq_address addresses[PQ_MAX_ADDRESSES];
	enum pq_net_status status;
	size_t count;

	if (pq_url_has_address(&fetch->current) || fetch->service->proxy.present)
		return pq_result_done(0);
	status = net.ops->resolve(net.ctx, fetch->current.host, addresses, &count);
	*again = status == PQ_NET_AGAIN;
	if (*again)
		return pq_result_going_on();
	if (status == PQ_NET_OK)
		return pq_result_done(0);
	return status == PQ_NET_END ? pq_result_error(PQ_ERROR_DNS) : pq_io_failure(status);
}

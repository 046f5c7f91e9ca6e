/* SPDX-License-Identifier: MIT */
/*
 * A WebTransport session (WebTransport 6.2): a URL of scheme https, to whose host and port a QUIC connection leads. The
 * policy has ports for it under a scheme of its own. QUIC is not modelled: the request ends well once the address that
 * was asked about has been dialled over UDP, and no byte is written.
 */
#include "fetch/current_url.h"
#include "fetch/path.h"

/* The constructor's steps: no URL, another scheme than https and a fragment throw. */
struct pq_result pq_webtransport_page(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				      struct pq_request *out)
{
	struct pq_url url;
	struct pq_result result = pq_page_parse_url(asker, scenario->lines[at].args[0].bytes, &url);
	uint16_t port;

	if (pq_result_ended(result))
		return result;
	if (url.special != PQ_SPECIAL_HTTPS || !pq_url_effective_port(&url, &port))
		return pq_result_error(PQ_ERROR_BAD_SCHEME);
	if (url.has_fragment)
		return pq_result_error(PQ_ERROR_BAD_URL);
	result = pq_page_check_port(asker, PQ_SCHEME_WEBTRANSPORT, port);
	return pq_result_ended(result) ? result : pq_page_set_url(asker, &url, out);
}

struct pq_result pq_webtransport_renderer(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
					  struct pq_request *out)
{
	out->url = pq_renderer_url(asker, scenario->lines[at].args[0].bytes);
	return pq_buf_ok(asker->text) ? pq_result_going_on() : pq_result_error(PQ_ERROR_LIMIT);
}

/* The link asks about the port. A fragment never reaches a server, so that the service does not mind one. */
struct pq_result pq_webtransport_begin(struct pq_fetch *fetch)
{
	struct pq_url *url = &fetch->current;
	struct pq_result result =
		pq_current_url_parse(url, fetch->request->url, NULL, fetch->env->idna, &fetch->url, PQ_ERROR_BAD_URL);
	struct pq_destination to;

	if (pq_result_ended(result))
		return result;
	if (url->special != PQ_SPECIAL_HTTPS)
		return pq_result_error(PQ_ERROR_BAD_SCHEME);
	to = pq_destination_of(url);
	to.scheme = PQ_SCHEME_WEBTRANSPORT;
	to.transport = PQ_TRANSPORT_UDP;
	to.name = pq_view(NULL, 0);
	to.fresh = true;
	pq_link_open(&fetch->link, &to);
	return result;
}

struct pq_result pq_webtransport_step(struct pq_fetch *fetch, bool *again)
{
	struct pq_result result = pq_link_step(&fetch->link, again);

	return pq_result_ended(result) || *again ? result : pq_result_done(0);
}

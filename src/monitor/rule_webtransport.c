/* SPDX-License-Identifier: MIT */
/*
 * WebTransport sessions: they lead to the host and port of an https URL, over UDP and never through an HTTP proxy
 * (WebTransport 6.2), and what is written there begins as QUIC does.
 */
#include "monitor/bytes.h"
#include "monitor/path.h"
#include "monitor/rules.h"

/* A page's URL has no fragment, not even an empty one. In front of it nothing of an https URL holds that sign raw. */
static bool is_refused(const struct pq_asked *asked)
{
	return asked->through_page && pq_bytes_find(asked->url, '#', 0) < asked->url.len;
}

void pq_path_webtransport_dial(struct pq_judge_state *run, struct pq_asked *asked, size_t event)
{
	const struct pq_naive_url *url = pq_run_current(run, asked);

	(void)event;
	if (url->readable && url->scheme == PQ_NAIVE_HTTPS && !run->proxied && !is_refused(asked))
		pq_place_add(run, pq_view("webtransport", 12), &url->host, url->port, PQ_TRANSPORT_UDP);
}

/* A client's first packet has a long header (RFC 9000 17.2), which no text of a page's begins with. */
void pq_path_webtransport_bytes(struct pq_judge_state *run, const struct pq_exchange *exchange, struct pq_view sent)
{
	if (!sent.len || exchange->before || !pq_rule_applies(run, PQ_RULE_BAD_FRAMING) ||
	    (sent.data[0] & 0xc0) == 0xc0)
		return;
	pq_detail_quote(pq_detail(run, "what is written for a WebTransport session does not begin as QUIC does: "),
			sent);
	pq_violate(run, PQ_RULE_BAD_FRAMING, exchange->sends.first, pq_exchange_request(exchange));
}

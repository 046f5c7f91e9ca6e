/* SPDX-License-Identifier: MIT */
/* Hints: a preconnect opens a connection and asks nothing (HTML 4.6.7.12), but for the tunnel through the user's proxy. */
#include "monitor/path.h"
#include "monitor/rules.h"

/* What the proxy is asked comes first; behind it, and without a proxy, nothing is spoken. */
enum pq_spoken pq_path_preconnect_speaks(struct pq_judge_state *run, const struct pq_conn *conn,
					 const struct pq_asked *asked)
{
	(void)asked;
	return run->proxied && !conn->last ? PQ_SPOKEN_HTTP : PQ_SPOKEN_NOTHING;
}

void pq_path_preconnect_message(struct pq_judge_state *run, const struct pq_exchange *exchange,
				const struct pq_message *message)
{
	if (exchange->to == PQ_TO_TUNNEL || !pq_rule_applies(run, PQ_RULE_BAD_FRAMING))
		return;
	pq_detail_quote(pq_detail(run, "a preconnect asked for more than a connection: "), message->start);
	pq_violate(run, PQ_RULE_BAD_FRAMING, exchange->sends.first, pq_exchange_request(exchange));
}

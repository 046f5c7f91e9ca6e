/* SPDX-License-Identifier: MIT */
/* Where HTTP requests and WebSocket handshakes go: to the current URL, or to what stands for it. */
#include "monitor/path.h"

static bool is_http(const struct pq_naive_url *url)
{
	return url->scheme == PQ_NAIVE_HTTP || url->scheme == PQ_NAIVE_HTTPS;
}

/* The URL's own place; or the user's proxy, whose port is the user's own choice, and nothing else. */
static void add_hop(struct pq_judge_state *run, const struct pq_naive_url *url, enum pq_naive_scheme scheme)
{
	const struct pq_naive_url *proxy = pq_run_proxy(run);

	if (!url->readable)
		return;
	if (!proxy)
		pq_place_add(run, pq_naive_scheme_name(scheme), &url->host, url->port, PQ_TRANSPORT_TCP);
	else if (proxy->readable)
		pq_place_add(run, pq_view(NULL, 0), &proxy->host, proxy->port, PQ_TRANSPORT_TCP);
}

/* A worker is asked in place of a server, once the page could have asked that server (Fetch, "HTTP fetch"). */
static bool may_be_replaced(const struct pq_asked *asked)
{
	return !asked->replaced || !asked->through_page || (asked->replaced->readable && is_http(asked->replaced));
}

void pq_path_http_dial(struct pq_judge_state *run, struct pq_asked *asked, size_t event)
{
	const struct pq_naive_url *url = pq_run_current(run, asked);

	if (!is_http(url) || !may_be_replaced(asked))
		return;
	add_hop(run, url, url->scheme);
	if (run->offer_count && !run->proxied)
		pq_offers_add_places(run, asked, url, event);
}

/* A user agent may look the first URL's host up again at any time of the request. */
void pq_path_http_resolve(struct pq_judge_state *run, struct pq_asked *asked, size_t event)
{
	pq_path_http_dial(run, asked, event);
	if (run->places.count && !run->proxied)
		pq_place_add_url(run, asked->first);
}

/* WebSockets 3.1, constructor, steps 3 to 7: http and https stand for ws and wss. */
void pq_path_websocket_dial(struct pq_judge_state *run, struct pq_asked *asked, size_t event)
{
	const struct pq_naive_url *url = pq_run_current(run, asked);

	(void)event;
	if (url->scheme == PQ_NAIVE_WS || url->scheme == PQ_NAIVE_HTTP)
		add_hop(run, url, PQ_NAIVE_WS);
	else if (url->scheme == PQ_NAIVE_WSS || url->scheme == PQ_NAIVE_HTTPS)
		add_hop(run, url, PQ_NAIVE_WSS);
}

/* The handshake is HTTP; once it was answered with 101, all that follows are frames (RFC 6455 4.1). */
enum pq_spoken pq_path_websocket_speaks(struct pq_judge_state *run, const struct pq_conn *conn,
					const struct pq_asked *asked)
{
	const struct pq_exchange *last = conn->last;
	size_t mark = run->text.len;
	bool upgraded;

	if (!last || last->asked != asked)
		return PQ_SPOKEN_HTTP;
	upgraded = pq_answer_upgraded(pq_run_received(run, last, SIZE_MAX));
	run->text.len = mark;
	return upgraded || last->spoken == PQ_SPOKEN_WEBSOCKET ? PQ_SPOKEN_WEBSOCKET : PQ_SPOKEN_HTTP;
}

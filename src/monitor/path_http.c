/* SPDX-License-Identifier: MIT */
/* Where HTTP requests go: to the current URL. */
#include "monitor/path.h"

static bool is_http(const struct pq_naive_url *url)
{
	return url->scheme == PQ_NAIVE_HTTP || url->scheme == PQ_NAIVE_HTTPS;
}

void pq_path_http_dial(struct pq_judge_state *run, struct pq_asked *asked, size_t event)
{
	const struct pq_naive_url *url = pq_run_current(run, asked);

	(void)event;
	if (is_http(url))
		pq_place_add_url(run, url);
}

/* A user agent may look the first URL's host up again at any time of the request. */
void pq_path_http_resolve(struct pq_judge_state *run, struct pq_asked *asked, size_t event)
{
	pq_path_http_dial(run, asked, event);
	if (run->places.count)
		pq_place_add_url(run, asked->first);
}

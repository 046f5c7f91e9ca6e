/* SPDX-License-Identifier: MIT */
#include "monitor/path.h"

#include "monitor/bytes.h"

static const struct pq_path http = { .dial = pq_path_http_dial, .resolve = pq_path_http_resolve };

const struct pq_path *pq_path_of(const struct pq_asked *asked)
{
	switch (asked->word) {
	default:
		return &http;
	}
}

enum pq_spoken pq_path_speaks(struct pq_judge_state *run, const struct pq_conn *conn, const struct pq_asked *asked)
{
	const struct pq_path *path = asked ? pq_path_of(asked) : &http;

	return path->speaks ? path->speaks(run, conn, asked) : PQ_SPOKEN_HTTP;
}

void pq_place_add(struct pq_judge_state *run, struct pq_view scheme, const struct pq_naive_host *host, uint16_t port,
		  enum pq_transport transport)
{
	if (run->places.count == PQ_MAX_PLACES)
		run->lost = true;
	else
		run->places.at[run->places.count++] = (struct pq_place){ scheme, host, port, transport };
}

void pq_place_add_url(struct pq_judge_state *run, const struct pq_naive_url *url)
{
	if (url->readable)
		pq_place_add(run, pq_naive_scheme_name(url->scheme), &url->host, url->port, PQ_TRANSPORT_TCP);
}

static struct pq_view without_dot(struct pq_view name)
{
	if (name.len > 1 && name.data[name.len - 1] == '.')
		name.len--;
	return name;
}

bool pq_place_is_host(const struct pq_naive_host *host, struct pq_view name)
{
	struct pq_view own = host->name;

	if (host->address.family == 6 && name.len && name.data[0] != '[')
		own = pq_view_slice(own, 1, own.len - 1);
	return pq_bytes_same_nocase(without_dot(own), without_dot(name));
}

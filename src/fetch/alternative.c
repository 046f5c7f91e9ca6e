/* SPDX-License-Identifier: MIT */
#include "fetch/alternative.h"

#include "request/headers.h"

#define FIRST_UNPRIVILEGED_PORT 1024

static uint64_t now_ms(const struct pq_fetch *fetch)
{
	struct pq_net net = fetch->env->net;

	return net.ops->now_ms(net.ctx);
}

static bool is_usable(const struct pq_fetch *fetch, const struct pq_destination *to, uint16_t port)
{
	if (to->port < FIRST_UNPRIVILEGED_PORT && port >= FIRST_UNPRIVILEGED_PORT)
		return false;
	return !pq_policy_blocks_port(fetch->env->policy, to->scheme, port);
}

/* The clock is asked only where the answer counts. */
static const struct pq_altsvc_entry *find(const struct pq_fetch *fetch, const struct pq_destination *to)
{
	const struct pq_altsvc_cache *cache = &fetch->service->alternatives;
	const struct pq_altsvc_entry *entry = NULL;
	uint64_t now;

	if (fetch->own_place || (to->proxied && fetch->service->proxy.present) ||
	    !pq_altsvc_cache_find(cache, &fetch->current, 0, NULL))
		return NULL;
	now = now_ms(fetch);
	do
		entry = pq_altsvc_cache_find(cache, &fetch->current, now, entry);
	while (entry && !is_usable(fetch, to, entry->port));
	return entry;
}

void pq_alternative_choose(struct pq_fetch *fetch, struct pq_destination *to)
{
	const struct pq_altsvc_entry *entry = find(fetch, to);

	fetch->alternative = entry;
	if (!entry)
		return;
	to->host = entry->host;
	to->address = entry->address;
	if (entry->host_kind == PQ_HOST_DOMAIN)
		to->address.family = 0;
	to->port = entry->port;
	to->origin = entry->origin;
}

bool pq_alternative_give_up(struct pq_fetch *fetch, struct pq_result failure)
{
	if (!fetch->alternative || failure.error == PQ_ERROR_EXHAUSTED || failure.error == PQ_ERROR_LIMIT)
		return false;
	pq_altsvc_cache_forget(&fetch->service->alternatives, fetch->alternative);
	fetch->alternative = NULL;
	fetch->own_place = true;
	return true;
}

/* RFC 7838 6: a place that does not know the origin is no alternative to it, whatever else it says. */
static void learn_misdirection(struct pq_fetch *fetch)
{
	if (fetch->alternative)
		pq_altsvc_cache_forget(&fetch->service->alternatives, fetch->alternative);
	fetch->alternative = NULL;
}

void pq_alternative_learn(struct pq_fetch *fetch)
{
	struct pq_headers headers = { .items = fetch->response.headers, .count = fetch->response.header_count };
	struct pq_buf *text = &fetch->out;

	if (fetch->current.special != PQ_SPECIAL_HTTPS)
		return;
	if (fetch->response.status == 421) {
		learn_misdirection(fetch);
		return;
	}
	pq_buf_reset(text);
	if (!pq_headers_get(&headers, pq_view_str("alt-svc"), text) || !pq_buf_ok(text))
		return;
	fetch->alternative = NULL;
	pq_altsvc_cache_store(&fetch->service->alternatives, &fetch->current, pq_buf_view(text), now_ms(fetch), text);
}

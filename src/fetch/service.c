/* SPDX-License-Identifier: MIT */
#include "fetch/service.h"

#include <assert.h>

static_assert(PQ_MAX_COOKIE_LINES <= PQ_MAX_COOKIES, "each cookie line of a scenario has a place in the jar");

/* The scenario's cookie lines, as if each URL had set it. */
static void fill_jar(struct pq_service *service, struct pq_fetch_memory *memory)
{
	const struct pq_scenario *scenario = service->scenario;
	struct pq_buf storage;

	pq_cookie_jar_init(&service->jar, memory->cookies, sizeof(memory->cookies));
	pq_buf_init(&storage, memory->url, sizeof(memory->url));
	for (size_t i = 0; (i = pq_scenario_find(scenario, PQ_WORD_COOKIE, i)) < scenario->line_count; i++) {
		const struct pq_arg *args = scenario->lines[i].args;
		struct pq_url url;

		pq_buf_reset(&storage);
		if (!pq_url_parse(&url, args[0].bytes, NULL, service->env->idna, &storage))
			pq_cookie_jar_set(&service->jar, &url, args[1].bytes);
	}
}

static void set_proxy(struct pq_service *service, struct pq_fetch_memory *memory)
{
	const struct pq_scenario *scenario = service->scenario;
	size_t at = pq_scenario_find(scenario, PQ_WORD_PROXY, 0);
	struct pq_proxy *proxy = &service->proxy;
	const struct pq_line *line;
	struct pq_buf storage;

	proxy->present = at < scenario->line_count;
	if (!proxy->present)
		return;
	line = &scenario->lines[at];
	pq_buf_init(&storage, memory->proxy_url, sizeof(memory->proxy_url));
	proxy->usable = !pq_url_parse(&proxy->url, line->args[0].bytes, NULL, service->env->idna, &storage) &&
			proxy->url.special == PQ_SPECIAL_HTTP;
	proxy->has_login = line->argc > 1;
	proxy->user = proxy->has_login ? line->args[1].bytes : pq_view(NULL, 0);
	proxy->password = line->argc > 2 ? line->args[2].bytes : pq_view(NULL, 0);
}

void pq_service_init(struct pq_service *service, const struct pq_fetch_env *env, const struct pq_scenario *scenario,
		     struct pq_fetch_memory *memory)
{
	service->env = env;
	service->scenario = scenario;
	service->keep_alive = pq_scenario_find(scenario, PQ_WORD_KEEP_ALIVE, 0) < scenario->line_count;
	pq_pool_init(&service->pool);
	pq_altsvc_cache_init(&service->alternatives, memory->alternatives, sizeof(memory->alternatives));
	fill_jar(service, memory);
	set_proxy(service, memory);
}

void pq_service_hang_up(struct pq_service *service)
{
	struct pq_net net = service->env->net;
	uint32_t conn;

	while ((conn = pq_pool_drain(&service->pool)))
		net.ops->close(net.ctx, conn);
}

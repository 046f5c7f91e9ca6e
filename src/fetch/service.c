/* SPDX-License-Identifier: MIT */
#include "fetch/service.h"

#include <assert.h>

static_assert(PQ_MAX_COOKIE_LINES <= PQ_MAX_COOKIES, "each cookie line of a scenario has a place in the jar");

/* A cookie line, as if its URL had set it. */
static void set_cookie(struct pq_service *service, const struct pq_line *line, struct pq_fetch_memory *memory)
{
	struct pq_buf storage;
	struct pq_url url;

	pq_buf_init(&storage, memory->url, sizeof(memory->url));
	if (!pq_url_parse(&url, line->args[0].bytes, NULL, service->env->idna, &storage))
		pq_cookie_jar_set(&service->jar, &url, line->args[1].bytes);
}

static void set_proxy(struct pq_service *service, const struct pq_line *line, struct pq_fetch_memory *memory)
{
	struct pq_proxy *proxy = &service->proxy;
	struct pq_buf storage;

	pq_buf_init(&storage, memory->proxy_url, sizeof(memory->proxy_url));
	proxy->present = true;
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
	service->keep_alive = false;
	service->proxy.present = false;
	pq_pool_init(&service->pool);
	pq_altsvc_cache_init(&service->alternatives, memory->alternatives, sizeof(memory->alternatives));
	pq_cookie_jar_init(&service->jar, memory->cookies, sizeof(memory->cookies));
	for (size_t i = 0; i < scenario->line_count; i++) {
		const struct pq_line *line = &scenario->lines[i];

		if (line->word == PQ_WORD_COOKIE)
			set_cookie(service, line, memory);
		else if (line->word == PQ_WORD_PROXY)
			set_proxy(service, line, memory);
		else if (line->word == PQ_WORD_KEEP_ALIVE)
			service->keep_alive = true;
	}
}

void pq_service_hang_up(struct pq_service *service)
{
	struct pq_net net = service->env->net;
	uint32_t conn;

	while ((conn = pq_pool_drain(&service->pool)))
		net.ops->close(net.ctx, conn);
}

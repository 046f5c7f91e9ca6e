/* SPDX-License-Identifier: MIT */
#include "fetch/fetch.h"

#include "fetch/path.h"

struct pq_result pq_fetch_begin(struct pq_fetch *fetch, const struct pq_fetch_path *path, struct pq_service *service,
				struct pq_fetch_memory *memory, struct pq_request *request)
{
	fetch->env = service->env;
	fetch->service = service;
	fetch->request = request;
	fetch->path = path;
	fetch->memory = memory;
	fetch->stage = 0;
	fetch->hops = 0;
	fetch->tainted = false;
	fetch->retried = false;
	fetch->alternative = NULL;
	fetch->own_place = false;
	fetch->preflight = false;
	fetch->permitted = false;
	pq_link_init(&fetch->link, service, memory);
	pq_auth_init(&fetch->login, memory->challenge, sizeof(memory->challenge));
	pq_buf_init(&fetch->url, memory->url, sizeof(memory->url));
	pq_buf_init(&fetch->out, memory->head, sizeof(memory->head));
	pq_buf_init(&fetch->received, memory->received, sizeof(memory->received));
	return path->begin(fetch);
}

struct pq_result pq_fetch_step(struct pq_fetch *fetch)
{
	struct pq_result result = pq_result_going_on();
	bool again = false;

	while (!again && !pq_result_ended(result))
		result = fetch->path->step(fetch, &again);
	if (pq_result_ended(result))
		pq_link_close(&fetch->link);
	return result;
}

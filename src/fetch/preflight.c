/* SPDX-License-Identifier: MIT */
#include "fetch/preflight.h"

#include "fetch/head.h"
#include "request/cors.h"
#include "request/method.h"

bool pq_preflight_is_needed(const struct pq_fetch *fetch)
{
	const struct pq_request *request = fetch->request;

	if (request->mode != PQ_MODE_CORS || pq_fetch_is_same_origin(fetch))
		return false;
	return !pq_method_cors_safelisted(request->method) ||
	       pq_cors_has_unsafe_name(request->headers, request->header_count);
}

/* The values of a field joined by commas; empty if it is not there. */
static struct pq_view find(struct pq_fetch *fetch, const char *name, bool *present)
{
	struct pq_headers headers = { .items = fetch->response.headers, .count = fetch->response.header_count };
	size_t mark = fetch->out.len;

	*present = pq_headers_get(&headers, pq_view_str(name), &fetch->out);
	return pq_buf_since(&fetch->out, mark);
}

static struct pq_cors_permission read_permission(struct pq_fetch *fetch)
{
	struct pq_cors_permission permission;
	bool present;

	permission.credentials = find(fetch, "access-control-allow-credentials", &present);
	permission.methods = find(fetch, "access-control-allow-methods", &present);
	permission.headers = find(fetch, "access-control-allow-headers", &present);
	permission.origin = find(fetch, "access-control-allow-origin", &permission.has_origin);
	return permission;
}

/* Steps 7.5 to 7.7. */
static bool permits(struct pq_fetch *fetch, const struct pq_cors_permission *permission)
{
	const struct pq_request *request = fetch->request;
	bool include = request->credentials == PQ_CREDENTIALS_INCLUDE;
	struct pq_view names[PQ_MAX_HEADERS];
	size_t count = pq_cors_unsafe_names(request->headers, request->header_count, names, &fetch->out);

	if (!pq_cors_permits_method(permission, request->method, include))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!pq_cors_permits_name(permission, names[i], include))
			return false;
	return true;
}

struct pq_result pq_preflight_settle(struct pq_fetch *fetch)
{
	bool include = fetch->request->credentials == PQ_CREDENTIALS_INCLUDE;
	struct pq_cors_permission permission;
	size_t mark;

	pq_buf_reset(&fetch->out);
	permission = read_permission(fetch);
	mark = fetch->out.len;
	pq_fetch_print_origin(fetch, &fetch->out);
	fetch->permitted = fetch->response.status / 100 == 2 &&
			   pq_cors_check(&permission, pq_buf_since(&fetch->out, mark), include) &&
			   pq_cors_is_well_formed(&permission) && permits(fetch, &permission) && pq_buf_ok(&fetch->out);
	return fetch->permitted ? pq_result_going_on() : pq_result_error(PQ_ERROR_PREFLIGHT);
}

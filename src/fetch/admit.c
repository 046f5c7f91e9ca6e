/* SPDX-License-Identifier: MIT */
#include "fetch/admit.h"

#include "base/ascii.h"
#include "fetch/head.h"
#include "request/method.h"

static struct pq_result refuse(enum pq_rule rule)
{
	return pq_result_blocked(rule, PQ_SIDE_SERVICE);
}

static struct pq_result admit_method(struct pq_view method, const struct pq_policy *policy)
{
	if (!pq_method_valid(method) || pq_policy_forbids_method(policy, method))
		return refuse(PQ_RULE_FORBIDDEN_METHOD);
	return pq_result_going_on();
}

static struct pq_result admit_header(const struct pq_header *header, const struct pq_policy *policy)
{
	if (!pq_header_name_valid(header->name))
		return refuse(PQ_RULE_MALFORMED_HEADER);
	if (pq_ascii_any(header->value, PQ_ASCII_VALUE_BAD))
		return refuse(PQ_RULE_REQUEST_SPLIT);
	if (pq_policy_forbids_header(policy, header->name, header->value))
		return refuse(PQ_RULE_FORBIDDEN_HEADER);
	return pq_result_going_on();
}

struct pq_result pq_fetch_admit(const struct pq_request *request, const struct pq_policy *policy)
{
	struct pq_result result = admit_method(request->method, policy);

	for (size_t i = 0; i < request->header_count && !pq_result_ended(result); i++)
		result = admit_header(&request->headers[i], policy);
	return result;
}

struct pq_result pq_fetch_admit_no_cors(struct pq_fetch *fetch)
{
	const struct pq_request *request = fetch->request;
	struct pq_header items[PQ_MAX_HEADERS];
	struct pq_headers headers;

	if (!pq_method_cors_safelisted(request->method))
		return pq_result_error(PQ_ERROR_BAD_REQUEST);
	if (request->redirect != PQ_REDIRECT_FOLLOW && !pq_fetch_is_same_origin(fetch))
		return pq_result_error(PQ_ERROR_BAD_REQUEST);
	pq_buf_reset(&fetch->out);
	pq_headers_init(&headers, items, PQ_MAX_HEADERS, PQ_GUARD_REQUEST_NO_CORS, fetch->env->policy, &fetch->out);
	for (size_t i = 0; i < request->header_count; i++)
		if (pq_headers_append(&headers, request->headers[i].name, request->headers[i].value) !=
		    PQ_HEADER_STORED)
			return pq_result_error(PQ_ERROR_BAD_REQUEST);
	return pq_result_going_on();
}

/* SPDX-License-Identifier: MIT */
#include "request/method.h"

#include "base/ascii.h"

/* The methods that "normalize" knows, in the order of Fetch 2.2.1. */
static const struct pq_view normalised[] = {
	PQ_VIEW("DELETE"), PQ_VIEW("GET"), PQ_VIEW("HEAD"), PQ_VIEW("OPTIONS"), PQ_VIEW("POST"), PQ_VIEW("PUT"),
};

bool pq_method_valid(struct pq_view method)
{
	return pq_ascii_all(method, PQ_ASCII_TOKEN);
}

struct pq_view pq_method_normalise(struct pq_view method)
{
	for (size_t i = 0; i < sizeof(normalised) / sizeof(normalised[0]); i++)
		if (pq_ascii_eq_nocase(method, normalised[i]))
			return normalised[i];
	return method;
}

bool pq_method_cors_safelisted(struct pq_view method)
{
	return pq_view_is(method, "GET") || pq_view_is(method, "HEAD") || pq_view_is(method, "POST");
}

bool pq_method_idempotent(struct pq_view method)
{
	static const char *const names[] = { "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (pq_view_is(method, names[i]))
			return true;
	return false;
}

/* SPDX-License-Identifier: MIT */
/*
 * What an application that hands a page's wishes to libcurl has to see to itself: the policy, on every hop. Methods and headers
 * are looked at before they are handed over, ports where a URL is about to be followed, and where a socket is opened.
 */
#ifndef PQ_CLIENT_LIBCURL_GUARD_H
#define PQ_CLIENT_LIBCURL_GUARD_H

#include <curl/curl.h>

#include "policy/policy.h"
#include "transcript/transcript.h"

/*
 * policy:   NULL: all is let through
 * told:     gets dropped headers and refusals
 * refuses:  a forbidden header is refused, for only a page has a guard that drops it
 * follows:  redirects are followed; proxied: sockets lead to the proxy, whose port is the user's choice
 * redirect: the head that is being read is a redirect's
 * refused:  nothing more is to happen
 */
struct pq_guard {
	const struct pq_policy *policy;
	struct pq_transcript *told;
	CURL *curl;
	bool refuses;
	bool follows;
	bool proxied;
	bool redirect;
	bool refused;
};

/* False: it is not to be asked at all. */
bool pq_guard_method(struct pq_guard *guard, struct pq_view method);
bool pq_guard_url(struct pq_guard *guard, const char *url);

/* False: it is left out. Then guard->refused says whether all is. */
bool pq_guard_header(struct pq_guard *guard, struct pq_view name, struct pq_view value);

/* Puts itself before every hop of that transfer. */
void pq_guard_watch(struct pq_guard *guard, CURL *curl);

#endif

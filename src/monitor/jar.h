/* SPDX-License-Identifier: MIT */
/*
 * The judge's own cookie jar (RFC 6265 5.2 to 5.4). It forgets only what is surely gone: a cookie of one host alone
 * that the same host replaced or took back. Of all others it asks whether they may ever have been meant for a host.
 */
#ifndef PQ_MONITOR_JAR_H
#define PQ_MONITOR_JAR_H

#include "base/view.h"

struct pq_naive_url;

#define PQ_MAX_JUDGED_COOKIES 512

/*
 * name, value: the cookie-pair
 * host:        that set it; literal: the host is an address
 * domain:      last Domain attribute that is not empty, without leading dot; empty if there is none
 * path:        cookie-path; exact: it is surely the one that the user agent keeps
 */
struct pq_jar_cookie {
	struct pq_view name;
	struct pq_view value;
	struct pq_view host;
	struct pq_view domain;
	struct pq_view path;
	bool exact;
	bool literal;
	bool secure;
};

/* overflow: a cookie did not fit, and nothing can be said any more. */
struct pq_jar {
	struct pq_jar_cookie cookies[PQ_MAX_JUDGED_COOKIES];
	size_t count;
	bool overflow;
};

/*
 * A Set-Cookie value that a response for that URL brought; default_path as RFC 6265 5.1.4 says, sure if that is the
 * path off the wire and the response was taken: only then may other cookies go. One with control bytes is none.
 */
void pq_jar_add(struct pq_jar *jar, const struct pq_naive_url *url, struct pq_view default_path, bool sure,
		struct pq_view set_cookie);

/* Whether some cookie of the jar is written as `pair` and may go to that URL, whose path is given as on the wire. */
bool pq_jar_allows(const struct pq_jar *jar, const struct pq_naive_url *url, struct pq_view path, struct pq_view pair);

/* Default path of a request target (RFC 6265 5.1.4). */
struct pq_view pq_jar_default_path(struct pq_view target);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A cookie jar as RFC 6265 5 has it: hosts and paths count, ports do not.
 *
 * All cookies are session cookies; Max-Age of zero or less removes one, Expires
 * is not read and SameSite is not modelled. There is no list of public suffixes: a
 * Domain attribute needs a dot inside. Only a secure page may set a Secure cookie.
 */
#ifndef PQ_FETCH_COOKIE_H
#define PQ_FETCH_COOKIE_H

#include "base/buf.h"
#include "url/url.h"

#define PQ_MAX_COOKIES 64

/*
 * name, value: as received
 * domain:    lower case; host_only: it must be equal, not only a suffix
 * path:      begins with '/'
 * secure:    only over https and wss
 */
struct pq_cookie {
	struct pq_view name;
	struct pq_view value;
	struct pq_view domain;
	struct pq_view path;
	bool host_only;
	bool secure;
};

/* Oldest first; views point into bytes. */
struct pq_cookie_jar {
	struct pq_cookie cookies[PQ_MAX_COOKIES];
	size_t count;
	struct pq_buf bytes;
};

void pq_cookie_jar_init(struct pq_cookie_jar *jar, void *storage, size_t cap);

/* Takes a Set-Cookie value that came from url. False if it is ignored: malformed, not for this host, or no room. */
bool pq_cookie_jar_set(struct pq_cookie_jar *jar, const struct pq_url *url, struct pq_view set_cookie);

/* Appends the Cookie value for url ("a=1; b=2", longer paths first); false if there is none. */
bool pq_cookie_jar_get(const struct pq_cookie_jar *jar, const struct pq_url *url, struct pq_buf *out);

#endif

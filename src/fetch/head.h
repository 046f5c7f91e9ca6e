/* SPDX-License-Identifier: MIT */
/* The head of one hop: the page's headers, and those that only the network service sets (Fetch "HTTP-network-or-cache fetch"). */
#ifndef PQ_FETCH_HEAD_H
#define PQ_FETCH_HEAD_H

#include "fetch/fetch.h"
#include "request/headers.h"

/* Writes the head of the current hop to fetch->out. UNSET; LIMIT if it does not fit; AUTH if a login cannot be written. */
struct pq_result pq_fetch_write_head(struct pq_fetch *fetch);

/* The same for the preflight of the current hop: no header of the page's, no cookie, no body (Fetch 4.8). */
struct pq_result pq_fetch_write_preflight_head(struct pq_fetch *fetch);

/* The page's origin is the current URL's, and no redirect has made it doubtful (Fetch: response tainting "basic"). */
bool pq_fetch_is_same_origin(const struct pq_fetch *fetch);

/* Appends the request's origin as its Origin header has it: "null" once redirects have made it doubtful. */
void pq_fetch_print_origin(const struct pq_fetch *fetch, struct pq_buf *out);

/* Adds the jar's Cookie field for the current URL, if there is one and cookies go out; its value is appended to text. */
void pq_fetch_add_cookies(const struct pq_fetch *fetch, struct pq_headers *own, struct pq_buf *text);

/* Takes the Set-Cookie fields of fetch->response into the jar, if cookies are kept. */
void pq_fetch_store_cookies(struct pq_fetch *fetch);

/* Whether cookies go out and are kept on this hop (Fetch "HTTP-network-or-cache fetch", includeCredentials). */
bool pq_fetch_uses_cookies(const struct pq_fetch *fetch);

#endif

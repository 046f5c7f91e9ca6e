/* SPDX-License-Identifier: MIT */
/*
 * What a request asks of a server of another origin, and whether the server's words permit it (Fetch 2.2.2 and 4.8
 * "CORS-preflight fetch", 4.10 "CORS check").
 */
#ifndef PQ_REQUEST_CORS_H
#define PQ_REQUEST_CORS_H

#include "base/buf.h"
#include "request/header.h"

#define PQ_MAX_SAFELISTED_SIZE 1024 /* bytes of all safelisted values of a request; beyond it none is safelisted */

/*
 * "CORS-unsafe request-header names": lower case, sorted, each once. names has room for count views; they point into
 * text, which needs as many bytes as the headers' names have. Returns how many there are.
 */
size_t pq_cors_unsafe_names(const struct pq_header *headers, size_t count, struct pq_view *names, struct pq_buf *text);

/* Whether there is any. */
bool pq_cors_has_unsafe_name(const struct pq_header *headers, size_t count);

/*
 * What a server permits, each value its fields' joined by commas.
 * origin:      Access-Control-Allow-Origin
 * credentials: Access-Control-Allow-Credentials
 * methods:     Access-Control-Allow-Methods
 * headers:     Access-Control-Allow-Headers
 * has_origin:  the field is there; a missing one of the others permits nothing, as does an empty one
 */
struct pq_cors_permission {
	bool has_origin;
	struct pq_view origin;
	struct pq_view credentials;
	struct pq_view methods;
	struct pq_view headers;
};

/* "CORS check". origin: as in the request's Origin field; include: the credentials mode is "include". */
bool pq_cors_check(const struct pq_cors_permission *permission, struct pq_view origin, bool include);

/* Steps 4 to 7 of a preflight's answer: the method (case counts), and every name (case does not). */
bool pq_cors_permits_method(const struct pq_cors_permission *permission, struct pq_view method, bool include);
bool pq_cors_permits_name(const struct pq_cors_permission *permission, struct pq_view name, bool include);

/* "Extracting header list values": both lists are lists of tokens. Otherwise the answer permits nothing. */
bool pq_cors_is_well_formed(const struct pq_cors_permission *permission);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * URLs as the WHATWG URL standard parses and serialises them (url.spec.whatwg.org, 4.4 and 4.5).
 */
#ifndef PQ_URL_URL_H
#define PQ_URL_URL_H

#include <stdint.h>

#include "base/address.h"
#include "base/buf.h"
#include "base/err.h"
#include "url/idna.h"

enum pq_special {
	PQ_SPECIAL_NOT,
	PQ_SPECIAL_HTTP,
	PQ_SPECIAL_HTTPS,
	PQ_SPECIAL_WS,
	PQ_SPECIAL_WSS,
	PQ_SPECIAL_FTP,
	PQ_SPECIAL_FILE
};

enum pq_host_kind {
	PQ_HOST_NONE,  /* null host */
	PQ_HOST_EMPTY, /* empty host */
	PQ_HOST_DOMAIN,
	PQ_HOST_IPV4,
	PQ_HOST_IPV6,
	PQ_HOST_OPAQUE
};

/*
 * Components as serialised; views into the storage buffer given to the parser.
 * scheme:    without ':'
 * username, password: percent-encoded, without delimiters
 * host:      serialised; IPv6 with brackets
 * address:   the number of an IPv4 or IPv6 host
 * has_port, port: an explicit port that is not the scheme's default
 * opaque_path: path is an opaque path, else it begins with '/' or is empty
 * path:      percent-encoded
 * query, fragment: without '?' and '#'; has_* tells empty from absent
 */
struct pq_url {
	struct pq_view scheme;
	enum pq_special special;
	struct pq_view username;
	struct pq_view password;
	enum pq_host_kind host_kind;
	struct pq_view host;
	struct pq_address address;
	bool has_port;
	uint16_t port;
	bool opaque_path;
	struct pq_view path;
	bool has_query;
	struct pq_view query;
	bool has_fragment;
	struct pq_view fragment;
};

/* URL 4.4, "includes credentials". */
static inline bool pq_url_includes_credentials(const struct pq_url *url)
{
	return url->username.len || url->password.len;
}

/* The host is an address, and nothing is looked up to reach it. */
static inline bool pq_url_has_address(const struct pq_url *url)
{
	return url->host_kind == PQ_HOST_IPV4 || url->host_kind == PQ_HOST_IPV6;
}

/*
 * Basic URL parser without state override. base may be NULL; its views may lie
 * in another buffer, or in this one before its current length. input is UTF-8
 * (invalid sequences become U+FFFD). Appends to storage; after an error storage
 * is as it was (overflow included) and *url is untouched. SYNTAX, or IDNA if the
 * host's name is at fault: failure; NO_SPACE. idna may be NULL: then a non-ASCII
 * host is an IDNA error.
 *
 * Room: for printable ASCII, three times the input, the base's parts and 64
 * bytes always suffice. Input with other bytes is first cleaned at the end of
 * the storage (an invalid byte becomes three), which then has to hold that copy
 * and up to three times as much again; a non-ASCII host may need more.
 */
enum pq_err pq_url_parse(struct pq_url *url, struct pq_view input, const struct pq_url *base,
			 const struct pq_idna *idna, struct pq_buf *storage);

/* URL serialiser; the fragment is left out if exclude_fragment. */
void pq_url_print(const struct pq_url *url, bool exclude_fragment, struct pq_buf *out);

/* host[:port] as in a Host header (no default port); path?query as in an origin-form request target. */
void pq_url_print_authority(const struct pq_url *url, struct pq_buf *out);
void pq_url_print_target(const struct pq_url *url, struct pq_buf *out);

/*
 * Serialisation of the origin: "scheme://host[:port]", or "null". A blob URL's is
 * that of the http or https URL in its path, which is parsed in out's free room.
 */
void pq_url_print_origin(const struct pq_url *url, const struct pq_idna *idna, struct pq_buf *out);

/* Same tuple origin (HTML 7.1.1); opaque origins are never the same, and a blob URL's counts as one here. */
bool pq_url_same_origin(const struct pq_url *a, const struct pq_url *b);

/* The explicit port, or the scheme's default; 0 and false if the scheme has none. */
bool pq_url_effective_port(const struct pq_url *url, uint16_t *port);

#endif

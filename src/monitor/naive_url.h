/* SPDX-License-Identifier: MIT */
/*
 * The judge's own URL reader: cuts a URL up the slow and obvious way, as far as
 * is needed to know where a request for it may go (URL 4.4, special schemes).
 */
#ifndef PQ_MONITOR_NAIVE_URL_H
#define PQ_MONITOR_NAIVE_URL_H

#include "base/address.h"
#include "base/buf.h"

/* Host and port schemes of the URL standard; whatever else there is, nobody dials for it. */
enum pq_naive_scheme {
	PQ_NAIVE_OTHER,
	PQ_NAIVE_HTTP,
	PQ_NAIVE_HTTPS,
	PQ_NAIVE_WS,
	PQ_NAIVE_WSS,
	PQ_NAIVE_FTP,
	PQ_NAIVE_COUNT
};

struct UIDNA;

/*
 * text: where host names are written down; idna: ICU's handle
 */
struct pq_naive_reader {
	struct pq_buf *text;
	const struct UIDNA *idna;
};

/*
 * name:    as serialised: lower-case ASCII, dotted IPv4, or IPv6 in brackets
 * address: the number of a literal; family 0 for a name
 */
struct pq_naive_host {
	struct pq_view name;
	struct pq_address address;
};

/*
 * readable:  the other fields count; false also for a URL that nobody dials for
 * port:      effective, which is the scheme's own unless explicit_port
 * userinfo:  the authority has an '@', its own or the base's
 * login:     what stands before it, as written
 * path:      as written, up to '?' or '#'
 * path_base: the URL that the path is relative to; NULL if to none. Must outlive this one
 */
struct pq_naive_url {
	bool readable;
	enum pq_naive_scheme scheme;
	struct pq_naive_host host;
	uint16_t port;
	bool explicit_port;
	bool userinfo;
	struct pq_view login;
	struct pq_view path;
	const struct pq_naive_url *path_base;
};

/* Lower-case name; "other" for OTHER. */
struct pq_view pq_naive_scheme_name(enum pq_naive_scheme scheme);

/* Reads input against base (NULL if there is none). Views of *out point into input or reader->text. */
void pq_naive_url_read(struct pq_naive_reader *reader, struct pq_view input, const struct pq_naive_url *base,
		       struct pq_naive_url *out);

/* "Host parser" for a special URL (URL 3.5), what stands in brackets included. */
bool pq_naive_host_read(struct pq_naive_reader *reader, struct pq_view input, struct pq_naive_host *out);

bool pq_naive_address_same(const struct pq_address *a, const struct pq_address *b);

/* Same scheme, host and port (HTML 7.1.1); unreadable ones are never the same. */
bool pq_naive_same_origin(const struct pq_naive_url *a, const struct pq_naive_url *b);

/* Whether v is that URL's host, with ":port" unless it is the scheme's own. */
bool pq_naive_is_authority(const struct pq_naive_url *url, struct pq_view v);

/* Whether v is that URL's origin as serialised. */
bool pq_naive_is_origin(const struct pq_naive_url *url, struct pq_view v);

/* Appends host, and ":port" unless it is the scheme's own. */
void pq_naive_authority_print(const struct pq_naive_url *url, struct pq_buf *out);

/* Writes the whole path into reader->text: it begins with '/', dot segments are resolved, the rest is as written. */
struct pq_view pq_naive_path(struct pq_naive_reader *reader, const struct pq_naive_url *url);

/*
 * Writes the cookies' default-path of that URL (RFC 6265 5.1.4) into reader->text. Before a byte that a
 * URL would hold percent-encoded the path is cut off: a shorter one matches more, and the judge may err that way.
 */
struct pq_view pq_naive_default_path(struct pq_naive_reader *reader, const struct pq_naive_url *url);

#endif

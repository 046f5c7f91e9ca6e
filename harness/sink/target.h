/* SPDX-License-Identifier: MIT */
/*
 * Where a proxy's client wants to go: SOCKS5 (RFC 1928), CONNECT (RFC 9110
 * 9.3.6) and absolute-form (RFC 9112 3.2.2). Pure.
 */
#ifndef PQ_SINK_TARGET_H
#define PQ_SINK_TARGET_H

#include "base/address.h"
#include "base/err.h"
#include "base/view.h"

/*
 * host:    as asked for, without brackets; a view into the text, empty if SOCKS5 gave an address
 * address: if host is the text of one, or SOCKS5 gave one; family 0 otherwise
 */
struct pq_target {
	struct pq_view host;
	struct pq_address address;
	uint16_t port;
};

/* "host:port" or "[address]:port"; without a port `port` counts, if it is not negative. */
bool pq_target_authority(struct pq_view text, int port, struct pq_target *out);

/* "scheme://authority..." with a scheme whose port is known: http, https, ws, wss, ftp. */
bool pq_target_absolute(struct pq_view text, struct pq_target *out);

/* The greeting: OK, INCOMPLETE or SYNTAX; *len are its bytes, *open whether it offers "no authentication". */
enum pq_err pq_target_greeting(struct pq_view bytes, size_t *len, bool *open);

/* The request: OK, INCOMPLETE, SYNTAX; UNKNOWN: another command than CONNECT. *len are its bytes, with OK and UNKNOWN. */
enum pq_err pq_target_socks(struct pq_view bytes, size_t *len, struct pq_target *out);

#endif

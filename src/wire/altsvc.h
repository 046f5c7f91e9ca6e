/* SPDX-License-Identifier: MIT */
/*
 * The value of an Alt-Svc field (RFC 7838 3):
 *
 *     clear
 *     http%2F1.1="other.example:8443"; ma=3600; persist=1, h3=":443"
 *
 * What breaks the grammar spoils the whole value: quoted strings may hold commas and semicolons, so a reader that
 * goes on after a mistake guesses where the next member begins, and two readers guess differently. A member that
 * keeps the grammar but names no place or no lifetime is skipped alone, for its end is known: an authority that is
 * not `[host] ":" port`, a port above 65535 (it is refused as a number of any length, before anybody stores it in 16
 * bits), a protocol that is not encoded in the one way that 3 allows, `ma` that is no number or stands twice.
 */
#ifndef PQ_WIRE_ALTSVC_H
#define PQ_WIRE_ALTSVC_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

#define PQ_MAX_ALTERNATIVES 16         /* usable ones in one value; more are LIMIT */
#define PQ_MAX_ALTSVC_AGE 2147483648u  /* seconds; a longer lifetime counts as this one (RFC 9111 1.2.2) */
#define PQ_DEFAULT_ALTSVC_AGE_S 86400u /* without `ma` (RFC 7838 3.1) */

/*
 * protocol:  ALPN name, percent-decoded, any bytes
 * host:      letters, digits, "-._~", or an IPv6 literal's bytes in brackets; empty: the origin's own host
 * max_age_s: 0 to PQ_MAX_ALTSVC_AGE
 * persist:   "persist=1": the change of a network does not end it
 */
struct pq_alternative {
	struct pq_view protocol;
	struct pq_view host;
	uint16_t port;
	uint32_t max_age_s;
	bool persist;
};

/*
 * clear: the origin takes back all its alternatives, those of this value included; count is 0 then
 * alternatives: the usable ones, in the server's order of preference
 */
struct pq_altsvc {
	bool clear;
	struct pq_alternative alternatives[PQ_MAX_ALTERNATIVES];
	size_t count;
};

/*
 * Reads a field value; several field lines are one value, joined by commas (RFC 9110 5.3). Views in *out point
 * into bytes, to which at most value.len bytes are appended. SYNTAX, LIMIT, NO_SPACE: *out is untouched, bytes is
 * as it was. A value without any usable member is OK with a count of 0: it still replaces what was known.
 */
enum pq_err pq_altsvc_parse(struct pq_altsvc *out, struct pq_view value, struct pq_buf *bytes);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * URLs of ICE servers: stun and stuns (RFC 7064 3), turn and turns (RFC 7065 3), as WebRTC's "set a configuration"
 * takes them (WebRTC 4.4.1.6): scheme, host, port, and for TURN a transport. No userinfo, path or fragment.
 *
 * The grammar of the two RFCs is the measure, in ASCII and without blanks; schemes and transports are read without
 * case, as ABNF strings are. What stands for the host goes through the URL standard's host parser (URL 3.5), so that
 * every other spelling of an address literal ends as that address.
 */
#ifndef PQ_URL_ICE_URL_H
#define PQ_URL_ICE_URL_H

#include "url/url.h"

/* Default ports (RFC 7064 3.2, RFC 7065 3.2): without and with TLS. */
#define PQ_ICE_PORT 3478
#define PQ_ICE_PORT_TLS 5349

/*
 * turn:      turn or turns; else stun or stuns
 * secure:    stuns or turns
 * tcp:       over TCP. Unless a turn or turns URL names its transport: the secure ones, which mean TLS.
 *            Secure and not TCP is DTLS.
 * host_kind: DOMAIN, IPV4 or IPV6
 * host:      serialised; IPv6 with brackets; a view into the storage given to the parser
 * address:   the number of an IPv4 or IPv6 host
 * port:      the one that is written, or the default; 0 to 65535
 */
struct pq_ice_url {
	bool turn;
	bool secure;
	bool tcp;
	enum pq_host_kind host_kind;
	struct pq_view host;
	struct pq_address address;
	uint16_t port;
};

/*
 * Appends the host to storage, for which three times the input and 64 bytes suffice unless percent-encoded bytes make
 * a non-ASCII name. UNKNOWN: another scheme. RANGE: a port above 65535, whatever its low 16 bits say. SYNTAX, or IDNA
 * if the host's name is at fault. NO_SPACE. After an error *url and storage are as they were. idna may be NULL: then a
 * non-ASCII name is an IDNA error.
 */
enum pq_err pq_ice_url_parse(struct pq_ice_url *url, struct pq_view input, const struct pq_idna *idna,
			     struct pq_buf *storage);

#endif

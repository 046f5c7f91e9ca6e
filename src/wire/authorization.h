/* SPDX-License-Identifier: MIT */
/*
 * The value of Authorization and Proxy-Authorization that answers a challenge:
 * Basic (RFC 7617 2) and Digest (RFC 7616 3.4) with MD5, SHA-256 and their -sess
 * forms, qop "auth", or no qop at all as in RFC 2069.
 *
 * Realm, nonce and opaque come from a server that may be hostile, the user name
 * from a form that a page may have filled in. Each is quoted anew, and one that
 * holds a control byte is refused: what is written is one line and its quoted
 * strings end where they should.
 */
#ifndef PQ_WIRE_AUTHORIZATION_H
#define PQ_WIRE_AUTHORIZATION_H

#include <stdint.h>

#include "wire/challenge.h"

#define PQ_MAX_CREDENTIAL 1024 /* bytes of a user name, of a password */

struct pq_login {
	struct pq_view user;
	struct pq_view password;
};

/*
 * What a Digest answer is for; Basic does not look at it.
 * method: of the request
 * uri:    request target as it will be written
 * cnonce: drawn for this answer
 * nc:     how often the nonce is used with this answer, from 1
 */
struct pq_digest_use {
	struct pq_view method;
	struct pq_view uri;
	struct pq_view cnonce;
	uint32_t nc;
};

/*
 * The challenge to answer: Digest before Basic, SHA-256 before MD5, and among equals
 * the first; this is the "local policy" that RFC 7616 3.7 leaves room for. Points into
 * list; NULL if none can be answered: unknown schemes and algorithms, Digest without
 * realm or nonce, with qop but not "auth", or with -sess but no qop.
 */
const struct pq_challenge *pq_authorization_pick(const struct pq_challenges *list);

/*
 * Appends the value that answers a challenge, which pick would return. Nothing is
 * appended at a failure: SYNTAX (a control byte in any value, a ':' in a user name of
 * Basic); LIMIT (over PQ_MAX_CREDENTIAL); NO_SPACE (and the buffer's overflow is set).
 */
enum pq_err pq_authorization_write(const struct pq_challenge *challenge, const struct pq_login *credentials,
				   const struct pq_digest_use *use, struct pq_buf *out);

#endif

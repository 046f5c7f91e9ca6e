/* SPDX-License-Identifier: MIT */
/*
 * Challenges of WWW-Authenticate and Proxy-Authenticate (RFC 9110 11.2 to 11.7),
 * with the parameters of Basic (RFC 7617 2) and Digest (RFC 7616 3.3).
 *
 * A strict reader: no control byte in a quoted-string, no parameter twice, no
 * parameter that belongs to no scheme. It picks nothing and judges no value.
 */
#ifndef PQ_WIRE_CHALLENGE_H
#define PQ_WIRE_CHALLENGE_H

#include "base/buf.h"
#include "base/err.h"

#define PQ_MAX_CHALLENGES 8         /* of one response, all its fields together */
#define PQ_MAX_CHALLENGE_PARAMS 16  /* of one challenge */
#define PQ_MAX_CHALLENGE_FIELD 8192 /* bytes of one field's value */

enum pq_auth_scheme {
	PQ_AUTH_UNKNOWN,
	PQ_AUTH_BASIC,
	PQ_AUTH_DIGEST,
};

/* MD5 is also what a challenge without the parameter means (RFC 7616 3.3). */
enum pq_auth_algorithm {
	PQ_AUTH_MD5,
	PQ_AUTH_MD5_SESS,
	PQ_AUTH_SHA_256,
	PQ_AUTH_SHA_256_SESS,
	PQ_AUTH_ALGORITHM_UNKNOWN,
};

/* Parameters that stood in a challenge, and the values of qop that are known. */
enum pq_challenge_given {
	PQ_GIVEN_REALM = 1 << 0,
	PQ_GIVEN_NONCE = 1 << 1,
	PQ_GIVEN_OPAQUE = 1 << 2,
	PQ_GIVEN_ALGORITHM = 1 << 3,
	PQ_GIVEN_QOP = 1 << 4,
	PQ_GIVEN_QOP_AUTH = 1 << 5,
	PQ_GIVEN_QOP_AUTH_INT = 1 << 6,
};

/*
 * given:  of enum pq_challenge_given; a view that is not given is empty
 * realm, nonce, opaque: without quotes and escapes; they may hold tabs and bytes from 0x80 on
 * stale, userhash: the parameter is "true" in any case
 */
struct pq_challenge {
	enum pq_auth_scheme scheme;
	unsigned int given;
	struct pq_view realm;
	struct pq_view nonce;
	struct pq_view opaque;
	enum pq_auth_algorithm algorithm;
	bool stale;
	bool userhash;
};

/* In the order in which they stood; count of them. Views point into text, which the caller gives. */
struct pq_challenges {
	struct pq_challenge items[PQ_MAX_CHALLENGES];
	size_t count;
	struct pq_buf *text;
};

/* PQ_MAX_CHALLENGE_FIELD bytes of text are enough for one field. */
void pq_challenges_init(struct pq_challenges *list, struct pq_buf *text);

/*
 * Adds the challenges of one field's value; called again for each further
 * field of that name. After a failure the list is as before: SYNTAX; LIMIT
 * (over a maximum above); NO_SPACE (text is full, and its overflow is set).
 */
enum pq_err pq_challenges_read(struct pq_challenges *list, struct pq_view value);

#endif

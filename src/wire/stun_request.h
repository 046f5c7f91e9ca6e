/* SPDX-License-Identifier: MIT */
/*
 * STUN requests out: Binding (RFC 8489 12) and Allocate (RFC 8656 7.1), without and with a long-term credential.
 * Only writes: lengths were checked before by whoever answers for them.
 */
#ifndef PQ_WIRE_STUN_REQUEST_H
#define PQ_WIRE_STUN_REQUEST_H

#include "base/buf.h"
#include "wire/stun.h"

#define PQ_MAX_STUN_REQUEST 2108 /* bytes of the longest request */

/*
 * method:   what is asked; an Allocate asks for UDP, the only transport that is relayed (RFC 8656 18.8)
 * id:       transaction id: unpredictable, and drawn anew for each request that is not a retransmission
 * answered: a server has challenged with realm and nonce, and the four below count
 * username: up to PQ_MAX_STUN_USERNAME bytes
 * realm, nonce: as the server gave them; up to PQ_MAX_STUN_TEXT bytes each
 * password: only its hash is written
 */
struct pq_stun_request {
	enum pq_stun_method method;
	unsigned char id[PQ_STUN_ID];
	bool answered;
	struct pq_view username;
	struct pq_view realm;
	struct pq_view nonce;
	struct pq_view password;
};

/* Appends the message with a FINGERPRINT; overflow shows in out. */
void pq_stun_request_write(const struct pq_stun_request *request, struct pq_buf *out);

#endif

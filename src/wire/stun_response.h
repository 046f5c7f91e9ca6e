/* SPDX-License-Identifier: MIT */
/*
 * Responses to Binding and Allocate in (RFC 8489 6.3, RFC 8656 7.3 and 7.4), strict: the magic cookie stands, the
 * transaction id is the request's, lengths agree, every attribute lies inside the message, what must be understood is
 * understood, FINGERPRINT is right where there is one and ends the message.
 */
#ifndef PQ_WIRE_STUN_RESPONSE_H
#define PQ_WIRE_STUN_RESPONSE_H

#include "base/address.h"
#include "base/err.h"
#include "wire/stun.h"

#define PQ_MAX_STUN_RESPONSE 4096 /* bytes of one message, header included */

enum pq_stun_framing {
	PQ_STUN_STREAM,   /* TCP or TLS: the length in the header ends the message (RFC 8489 6.2.2) */
	PQ_STUN_DATAGRAM, /* UDP: one datagram is one whole message */
};

/* Address and port; family 0 of the address: there is none. */
struct pq_stun_address {
	struct pq_address address;
	uint16_t port;
};

/*
 * error:     0 for a success response, else 300 to 699
 * realm, nonce: as they stand, 0 to PQ_MAX_STUN_TEXT bytes of any value; views into the bytes that were read
 * mapped:    XOR-MAPPED-ADDRESS; there is one in a success response to Binding
 * relayed:   XOR-RELAYED-ADDRESS; there is one in a success response to Allocate
 * integrity: offset of MESSAGE-INTEGRITY in the bytes; 0 if there is none
 * consumed:  bytes of the message
 * Where an attribute stands twice the first one counts (RFC 8489 14).
 */
struct pq_stun_response {
	uint16_t error;
	struct pq_view realm;
	struct pq_view nonce;
	struct pq_stun_address mapped;
	struct pq_stun_address relayed;
	size_t integrity;
	size_t consumed;
};

/*
 * Reads the answer to the request with that method and id from `bytes`: all that a stream has given so far, or one
 * datagram. OK: complete; behind `consumed` a stream may hold more. INCOMPLETE: a stream has to give more; what can
 * be refused already is. SYNTAX: no answer to this request. LIMIT: longer than PQ_MAX_STUN_RESPONSE, or a REALM or
 * NONCE longer than PQ_MAX_STUN_TEXT. *response is untouched unless OK.
 */
enum pq_err pq_stun_response_read(struct pq_stun_response *response, struct pq_view bytes, enum pq_stun_method method,
				  const unsigned char id[static PQ_STUN_ID], enum pq_stun_framing framing);

/* True if the response, read from these bytes, has a MESSAGE-INTEGRITY that whoever knows the key has made. */
bool pq_stun_response_authentic(const struct pq_stun_response *response, struct pq_view bytes, struct pq_view key);

#endif

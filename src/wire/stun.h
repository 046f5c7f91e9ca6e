/* SPDX-License-Identifier: MIT */
/*
 * What STUN messages are made of (RFC 8489 5 and 14, RFC 8656 18): numbers, the long-term key, MESSAGE-INTEGRITY and
 * FINGERPRINT. Hashes are nettle's.
 *
 * User names, realms and passwords are the bytes that the caller gives. SASLprep and its successor (RFC 8489 9.2.2)
 * are not applied: they change nothing in printable ASCII, and whoever configures other text gives it prepared.
 */
#ifndef PQ_WIRE_STUN_H
#define PQ_WIRE_STUN_H

#include <stdint.h>

#include "base/view.h"

#define PQ_STUN_COOKIE UINT32_C(0x2112a442)
#define PQ_STUN_HEADER 20        /* bytes of a message before its attributes */
#define PQ_STUN_ID 12            /* bytes of a transaction id */
#define PQ_STUN_KEY 16           /* bytes of a long-term key, which is an MD5 digest */
#define PQ_STUN_MAC 20           /* bytes of MESSAGE-INTEGRITY, an HMAC-SHA1 */
#define PQ_MAX_STUN_USERNAME 508 /* bytes of USERNAME (RFC 8489 14.3) */
#define PQ_MAX_STUN_TEXT 763     /* bytes of REALM and of NONCE (RFC 8489 14.9, 14.10) */

/* RFC 8489 18.2, RFC 8656 17 */
enum pq_stun_method { PQ_STUN_BINDING = 0x001, PQ_STUN_ALLOCATE = 0x003 };

/* RFC 8489 18.3, RFC 8656 18. Those below 0x8000 must be understood by whoever reads them. */
enum pq_stun_attribute {
	PQ_STUN_MAPPED_ADDRESS = 0x0001,
	PQ_STUN_USERNAME = 0x0006,
	PQ_STUN_MESSAGE_INTEGRITY = 0x0008,
	PQ_STUN_ERROR_CODE = 0x0009,
	PQ_STUN_UNKNOWN_ATTRIBUTES = 0x000a,
	PQ_STUN_LIFETIME = 0x000d,
	PQ_STUN_REALM = 0x0014,
	PQ_STUN_NONCE = 0x0015,
	PQ_STUN_XOR_RELAYED_ADDRESS = 0x0016,
	PQ_STUN_REQUESTED_TRANSPORT = 0x0019,
	PQ_STUN_MESSAGE_INTEGRITY_SHA256 = 0x001c,
	PQ_STUN_XOR_MAPPED_ADDRESS = 0x0020,
	PQ_STUN_RESERVATION_TOKEN = 0x0022,
	PQ_STUN_FINGERPRINT = 0x8028,
};

/* Long-term credential: MD5 of "username:realm:password" (RFC 8489 9.2.2). */
void pq_stun_key(struct pq_view username, struct pq_view realm, struct pq_view password,
		 unsigned char key[static PQ_STUN_KEY]);

/*
 * Value of a MESSAGE-INTEGRITY that follows upon `before`, the message from its header to the attribute before it.
 * The length in the header counts as if the message ended behind MESSAGE-INTEGRITY (RFC 8489 14.5), whatever it says.
 */
void pq_stun_mac(struct pq_view key, struct pq_view before, unsigned char mac[static PQ_STUN_MAC]);

/* Value of a FINGERPRINT that follows upon `before` and ends the message (RFC 8489 14.7), by the same convention. */
uint32_t pq_stun_fingerprint(struct pq_view before);

#endif

/* SPDX-License-Identifier: MIT */
/* The judge's own reader of Authorization and Proxy-Authorization: Basic (RFC 7617 2) and Digest (RFC 7616 3.4). */
#ifndef PQ_MONITOR_NAIVE_LOGIN_H
#define PQ_MONITOR_NAIVE_LOGIN_H

#include "base/buf.h"

/*
 * digest:   it is Digest; otherwise it is Basic
 * user:     name; of Basic up to the first colon
 * hashed:   userhash=true: the name itself is not told
 * password: Basic only
 * uri:      Digest only
 */
struct pq_naive_login {
	bool digest;
	bool hashed;
	struct pq_view user;
	struct pq_view password;
	struct pq_view uri;
};

/*
 * Reads a value, which it decodes into text. False for another scheme; for base64 that is not whole; for a
 * control byte in what is decoded; for a Digest that lacks username, realm, nonce, uri or response, has one
 * twice, or quotes anything wrongly.
 */
bool pq_naive_login_read(struct pq_view value, struct pq_buf *text, struct pq_naive_login *out);

#endif

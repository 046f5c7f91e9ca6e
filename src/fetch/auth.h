/* SPDX-License-Identifier: MIT */
/*
 * Answers to challenges (RFC 9110 11; Fetch "HTTP-network-or-cache fetch").
 *
 * Theory of operation. There are two who may challenge: the origin, with 401,
 * and the user's proxy, with 407. For each there is a struct pq_auth that says
 * what the next message offers it. Nothing is offered before a challenge, and
 * all is forgotten with the hop, so that no login can follow a redirect. A
 * login is offered once, and once more if only its nonce was stale; so the
 * number of tries has a bound whatever the peers say. auth.c is about the proxy
 * and what both have in common, login.c about the origin.
 */
#ifndef PQ_FETCH_AUTH_H
#define PQ_FETCH_AUTH_H

#include "fetch/result.h"
#include "fetch/service.h"
#include "request/headers.h"
#include "wire/authorization.h"
#include "wire/http1_response.h"

/* In the order in which they are offered. */
enum pq_login_source {
	PQ_LOGIN_NONE,
	PQ_LOGIN_USERINFO, /* in the URL itself */
	PQ_LOGIN_STORED,   /* the user has stored it */
};

/*
 * offered:   whose login goes into the next message; NONE: none
 * renewed:   that login was offered again for a stale nonce
 * uses:      how often the challenge's nonce was used
 * challenge: what is answered; its views point into text, which lies in the caller's memory
 */
struct pq_auth {
	enum pq_login_source offered;
	bool renewed;
	uint32_t uses;
	struct pq_challenge challenge;
	struct pq_buf text;
};

/* Nothing is offered. storage outlives the auth. */
void pq_auth_init(struct pq_auth *auth, void *storage, size_t cap);

/* Nothing is offered any more. */
static inline void pq_auth_drop(struct pq_auth *auth)
{
	auth->offered = PQ_LOGIN_NONE;
}

/*
 * Takes the challenge out of the response's fields of that name, and offers the login of `source` next time, or
 * that of before again if its nonce was only stale. *offers is false if no challenge can be answered, or there is
 * nothing more to offer (source is NONE). UNSET, or AUTH for fields that a strict reader refuses while there is.
 */
struct pq_result pq_auth_take(struct pq_auth *auth, const struct pq_http1_response *response, struct pq_view field,
			      enum pq_login_source source, bool *offers);

/*
 * Writes the value that answers the challenge to `text` and adds it under that name. method and target are those of
 * the message. UNSET, or AUTH for a login or a challenge that cannot be written safely.
 */
struct pq_result pq_auth_add(struct pq_auth *auth, struct pq_net net, const struct pq_login *login,
			     struct pq_view method, struct pq_view target, struct pq_view name,
			     struct pq_headers *headers, struct pq_buf *text);

/* Appends the userinfo, percent-decoded; the credentials point into text. */
struct pq_login pq_auth_userinfo(const struct pq_url *url, struct pq_buf *text);

/* A 407 of the proxy: UNSET if the message is to be sent again, otherwise PROXY_AUTH or AUTH. */
struct pq_result pq_auth_proxy_refused(struct pq_auth *auth, const struct pq_proxy *proxy,
				       const struct pq_http1_response *response);

/* Adds Proxy-Authorization if a login is offered, to a message that the proxy itself reads. As pq_auth_add. */
struct pq_result pq_auth_add_proxy(struct pq_auth *auth, const struct pq_service *service, struct pq_view method,
				   struct pq_view target, struct pq_headers *headers, struct pq_buf *text);

#endif

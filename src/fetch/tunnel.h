/* SPDX-License-Identifier: MIT */
/*
 * A tunnel through the HTTP proxy (RFC 9110 9.3.6): CONNECT out, its answer in. Nothing of the page's goes along: no
 * header, no cookie, no credential. What goes along is the user's login at the proxy, once it has been asked for.
 */
#ifndef PQ_FETCH_TUNNEL_H
#define PQ_FETCH_TUNNEL_H

#include "fetch/auth.h"
#include "wire/http1_response.h"

/*
 * rest:   what is still to be written of the request, which lies in out
 * in:     the answer so far
 * The buffers lie in the caller's memory.
 */
struct pq_tunnel {
	struct pq_view rest;
	struct pq_buf out;
	struct pq_buf in;
	struct pq_http1_response answer;
};

void pq_tunnel_init(struct pq_tunnel *tunnel, struct pq_fetch_memory *memory);

/* Writes the request for host and port, with what auth offers the proxy. UNSET, AUTH or LIMIT. */
struct pq_result pq_tunnel_begin(struct pq_tunnel *tunnel, const struct pq_service *service, struct pq_auth *auth,
				 struct pq_view host, uint16_t port);

/*
 * Goes on over that connection; UNSET, and *open once the proxy has let the tunnel through. PROXY_AUTH for 407, whose
 * answer stays; PROXY for another refusal, for no HTTP, for more than PQ_MAX_TUNNEL_ANSWER, and for bytes behind the
 * answer, which no server of the other side can have sent before it was spoken to.
 */
struct pq_result pq_tunnel_step(struct pq_tunnel *tunnel, struct pq_net net, uint32_t conn, bool *open, bool *again);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The socket layer: the only way out of the model.
 *
 * Every effect is a call of this table: names, connections, bytes, clock and
 * randomness. A call that cannot finish says AGAIN and is made again with the
 * same arguments. `resolve` is separate from `connect`, and a
 * dial is one address, so that what was checked is what is dialled. After
 * start_tls, bytes are plaintext.
 */
#ifndef PQ_NET_NET_H
#define PQ_NET_NET_H

#include <stdint.h>

#include "base/address.h"
#include "base/buf.h"
#include "transcript/transcript.h"

#define PQ_MAX_ADDRESSES 8

enum pq_net_status {
	PQ_NET_OK,
	PQ_NET_AGAIN,     /* not yet: call again */
	PQ_NET_END,       /* receive: the peer closed in order; resolve: no such name */
	PQ_NET_REFUSED,   /* connect: nobody listens */
	PQ_NET_FAILED,    /* the connection, or the look-up, broke */
	PQ_NET_EXHAUSTED, /* the implementation's budget of operations or bytes is used up: give up */
	PQ_NET_STATUS_COUNT
};

/*
 * resolve:   addresses for a host name (never an address literal); up to PQ_MAX_ADDRESSES into out
 * connect:   dials that address. *conn numbers this dial, from 1, also when it fails
 * start_tls: plaintext from here on; name is the host to verify
 * send:      takes a part of bytes; *sent is how much, at least 1 when OK. Over UDP: all of them, as one datagram
 * receive:   writes up to cap bytes to data; *received is how much, at least 1 when OK. Over UDP: one datagram, of which
 *            what is over cap is lost
 * close:     ends a connection; needed once for each connect that was OK
 * now_ms:    milliseconds on a clock that never goes back
 * random:    fills data with len unpredictable bytes
 */
struct pq_net_ops {
	enum pq_net_status (*resolve)(void *ctx, struct pq_view host, struct pq_address out[static PQ_MAX_ADDRESSES],
				      size_t *count);
	enum pq_net_status (*connect)(void *ctx, enum pq_transport transport, const struct pq_address *address,
				      uint16_t port, uint32_t *conn);
	enum pq_net_status (*start_tls)(void *ctx, uint32_t conn, struct pq_view name);
	enum pq_net_status (*send)(void *ctx, uint32_t conn, struct pq_view bytes, size_t *sent);
	enum pq_net_status (*receive)(void *ctx, uint32_t conn, unsigned char *data, size_t cap, size_t *received);
	void (*close)(void *ctx, uint32_t conn);
	uint64_t (*now_ms)(void *ctx);
	void (*random)(void *ctx, unsigned char *data, size_t len);
};

/* An implementation and its state; ctx outlives every use. */
struct pq_net {
	const struct pq_net_ops *ops;
	void *ctx;
};

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A connection on its way to being usable, and the only thing in the network service that dials.
 *
 * Theory of operation. A path says where it wants to go and steps the link
 * until it is open. The link asks the policy about the destination's port, takes
 * a kept connection if there is one for it, or looks the host up and dials its
 * addresses one after the other, each of which is a dial (RFC 8305 without the
 * race: families take turns, and the next address is tried once one has
 * failed). Through the user's proxy it dials the proxy instead and asks it for
 * a tunnel; then TLS begins with the destination's name. Whatever names a
 * destination, the port check stands before its first dial, and what was
 * checked is what is dialled or asked of the proxy.
 */
#ifndef PQ_FETCH_LINK_H
#define PQ_FETCH_LINK_H

#include "fetch/tunnel.h"

/*
 * scheme:      whose port rules count
 * host:        as serialised, IPv6 in brackets; outlives the link
 * address:     the number of a literal; family 0: host is a name
 * port:        where to
 * transport:   PQ_TRANSPORT_TCP for whatever may use a tunnel, TLS or a kept connection
 * name:        name that TLS verifies; empty: no TLS
 * proxied:     the user's proxy is asked, if there is one; it passes no datagrams on, and over UDP that is the end
 * tunnel:      it is asked for a tunnel; otherwise it will be sent the request itself
 * origin:      whom a kept connection serves, beside the place: an alternative service's is another than its own
 * credentials: requests with and without credentials never share a connection (Fetch 2.6)
 * fresh:       a kept connection is not wanted
 */
struct pq_destination {
	enum pq_scheme scheme;
	struct pq_view host;
	struct pq_address address;
	uint16_t port;
	enum pq_transport transport;
	struct pq_view name;
	bool proxied;
	bool tunnel;
	struct pq_view origin;
	bool credentials;
	bool fresh;
};

/* Where a request for that http, https, ws or wss URL goes. Plain http alone needs no tunnel through a proxy. */
struct pq_destination pq_destination_of(const struct pq_url *url);

enum pq_link_stage {
	PQ_LINK_CLOSED,
	PQ_LINK_CHECK,
	PQ_LINK_PROBE, /* a kept connection: is it still silent? */
	PQ_LINK_RESOLVE,
	PQ_LINK_DIAL,
	PQ_LINK_TUNNEL,
	PQ_LINK_TLS,
	PQ_LINK_OPEN
};

/*
 * service, to: as given to open
 * conn:        the connection, 0 if none
 * kept:        it served another message before
 * through_proxy: the proxy stands between
 * peer:        address that was dialled
 * addresses:   address_count of them, in the order of their dials; next is the one to dial
 * auth:        what the proxy is offered, by CONNECT or by a message that is sent to it
 */
struct pq_link {
	struct pq_service *service;
	struct pq_destination to;
	enum pq_link_stage stage;
	uint32_t conn;
	bool kept;
	bool through_proxy;
	struct pq_address peer;
	struct pq_address addresses[PQ_MAX_ADDRESSES];
	size_t address_count;
	size_t next;
	struct pq_auth auth;
	struct pq_tunnel tunnel;
};

/* Once, before the first open. A link is used for many connections, one at a time. */
void pq_link_init(struct pq_link *link, struct pq_service *service, struct pq_fetch_memory *memory);

/* Says where to; the link must be closed. */
void pq_link_open(struct pq_link *link, const struct pq_destination *to);

/* Goes on until the link is open, something failed, or the socket layer says "again". */
struct pq_result pq_link_step(struct pq_link *link, bool *again);

static inline bool pq_link_is_open(const struct pq_link *link)
{
	return link->stage == PQ_LINK_OPEN;
}

/* What is sent over the link is read by the proxy itself: it goes through no tunnel. */
static inline bool pq_link_is_to_proxy(const struct pq_link *link)
{
	return link->through_proxy && !link->to.tunnel;
}

/* Bytes over an open link, as pq_io_send and pq_io_receive. */
struct pq_result pq_link_send(struct pq_link *link, struct pq_view *rest, bool *again);
struct pq_result pq_link_receive(struct pq_link *link, struct pq_buf *in, bool *end, bool *again);

/* Ends the connection, if there is one; or keeps an open one for the next message, if connections are kept. */
void pq_link_close(struct pq_link *link);
void pq_link_keep(struct pq_link *link);

#endif

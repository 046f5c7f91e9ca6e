/* SPDX-License-Identifier: MIT */
#include "fetch/link.h"

#include "fetch/io.h"
#include "fetch/scheme.h"

struct pq_destination pq_destination_of(const struct pq_url *url)
{
	bool secure = url->special == PQ_SPECIAL_HTTPS || url->special == PQ_SPECIAL_WSS;
	struct pq_destination to = {
		.scheme = pq_scheme_of(url),
		.host = url->host,
		.transport = PQ_TRANSPORT_TCP,
		.name = secure ? url->host : pq_view(NULL, 0),
		.proxied = true,
		.tunnel = url->special != PQ_SPECIAL_HTTP,
	};

	if (pq_url_has_address(url))
		to.address = url->address;
	pq_url_effective_port(url, &to.port);
	return to;
}

void pq_link_init(struct pq_link *link, struct pq_service *service, struct pq_fetch_memory *memory)
{
	link->service = service;
	link->stage = PQ_LINK_CLOSED;
	link->conn = 0;
	pq_auth_init(&link->auth, memory->proxy_challenge, sizeof(memory->proxy_challenge));
	pq_tunnel_init(&link->tunnel, memory);
}

void pq_link_open(struct pq_link *link, const struct pq_destination *to)
{
	link->to = *to;
	link->stage = PQ_LINK_CHECK;
	link->conn = 0;
	link->kept = false;
	link->through_proxy = to->proxied && link->service->proxy.present;
	link->address_count = 0;
	link->next = 0;
}

static struct pq_net net_of(const struct pq_link *link)
{
	return link->service->env->net;
}

/* What a kept connection must have in common with the destination to serve it; overflow if it is too long a name. */
static void print_key(const struct pq_link *link, struct pq_buf *key)
{
	const struct pq_destination *to = &link->to;

	pq_buf_add_str(key, pq_scheme_name(to->scheme));
	pq_buf_add_str(key, to->credentials ? " with " : " without ");
	pq_buf_add_str(key, link->through_proxy ? "proxy " : "direct ");
	pq_buf_add(key, to->host);
	pq_buf_add_byte(key, ' ');
	pq_buf_add_u64(key, to->port);
	pq_buf_add_byte(key, ' ');
	pq_buf_add(key, to->name);
	pq_buf_add_byte(key, ' ');
	pq_buf_add(key, to->origin);
}

static uint32_t take_kept(const struct pq_link *link)
{
	unsigned char storage[PQ_MAX_POOL_KEY];
	struct pq_buf key;

	pq_buf_init(&key, storage, sizeof(storage));
	print_key(link, &key);
	return pq_buf_ok(&key) ? pq_pool_take(&link->service->pool, pq_buf_view(&key)) : 0;
}

/* Fetch "main fetch": should the request be blocked due to a bad port? Asked before every connection. */
static struct pq_result check(struct pq_link *link)
{
	if (pq_policy_blocks_port(link->service->env->policy, link->to.scheme, link->to.port))
		return pq_result_blocked(PQ_RULE_UNSAFE_PORT, PQ_SIDE_SERVICE);
	if (link->through_proxy && !link->service->proxy.usable)
		return pq_result_error(PQ_ERROR_PROXY);
	link->conn = link->service->pool.count && !link->to.fresh ? take_kept(link) : 0;
	link->kept = link->conn != 0;
	link->stage = link->kept ? PQ_LINK_PROBE : PQ_LINK_RESOLVE;
	return pq_result_going_on();
}

/*
 * A kept connection that has something to say before it is asked has been closed, or holds what would be taken for
 * the next answer. Both are no longer wanted.
 */
static struct pq_result probe(struct pq_link *link)
{
	struct pq_net net = net_of(link);
	unsigned char byte;
	size_t received;
	enum pq_net_status status = net.ops->receive(net.ctx, link->conn, &byte, 1, &received);

	link->stage = PQ_LINK_OPEN;
	if (status == PQ_NET_AGAIN)
		return pq_result_going_on();
	if (status == PQ_NET_EXHAUSTED)
		return pq_io_failure(status);
	net.ops->close(net.ctx, link->conn);
	link->conn = 0;
	link->kept = false;
	link->stage = PQ_LINK_CHECK;
	return pq_result_going_on();
}

/* RFC 8305 4: the families take turns, beginning with that of the first address; their own order stays. */
static void interleave(struct pq_address *addresses, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		size_t other = i;
		struct pq_address moved;

		while (other < count && addresses[other].family == addresses[i - 1].family)
			other++;
		if (other == count)
			return;
		moved = addresses[other];
		memmove(&addresses[i + 1], &addresses[i], (other - i) * sizeof(addresses[0]));
		addresses[i] = moved;
	}
}

/* The host that the next connection really goes to, and its number if it is a literal; family 0 otherwise. */
static struct pq_view place_of(const struct pq_link *link, struct pq_address *literal)
{
	const struct pq_url *proxy = &link->service->proxy.url;

	if (!link->through_proxy) {
		*literal = link->to.address;
		return link->to.host;
	}
	*literal = proxy->address;
	if (!pq_url_has_address(proxy))
		literal->family = 0;
	return proxy->host;
}

static uint16_t port_of(const struct pq_link *link)
{
	uint16_t port = link->to.port;

	if (link->through_proxy)
		pq_url_effective_port(&link->service->proxy.url, &port);
	return port;
}

static struct pq_result look_up(struct pq_link *link, struct pq_view host, bool *again)
{
	struct pq_net net = net_of(link);
	enum pq_net_status status = net.ops->resolve(net.ctx, host, link->addresses, &link->address_count);

	*again = status == PQ_NET_AGAIN;
	if (*again)
		return pq_result_going_on();
	if (status == PQ_NET_END || (status == PQ_NET_OK && link->address_count == 0))
		return pq_result_error(PQ_ERROR_DNS);
	if (status != PQ_NET_OK)
		return pq_io_failure(status);
	interleave(link->addresses, link->address_count);
	link->stage = PQ_LINK_DIAL;
	return pq_result_going_on();
}

static struct pq_result resolve(struct pq_link *link, bool *again)
{
	struct pq_address literal;
	struct pq_view host = place_of(link, &literal);

	/* An HTTP proxy passes no datagrams on. */
	if (link->through_proxy && link->to.transport == PQ_TRANSPORT_UDP)
		return pq_result_error(PQ_ERROR_PROXY);
	if (!literal.family)
		return look_up(link, host, again);
	link->addresses[0] = literal;
	link->address_count = 1;
	link->stage = PQ_LINK_DIAL;
	return pq_result_going_on();
}

static struct pq_result begin_tunnel(struct pq_link *link)
{
	link->stage = PQ_LINK_TUNNEL;
	return pq_tunnel_begin(&link->tunnel, link->service, &link->auth, link->to.host, link->to.port);
}

/* There is a way to the destination: what is still missing is TLS, or nothing. */
static struct pq_result reach(struct pq_link *link)
{
	link->stage = link->to.name.len ? PQ_LINK_TLS : PQ_LINK_OPEN;
	return pq_result_going_on();
}

static struct pq_result dial(struct pq_link *link, bool *again)
{
	struct pq_net net = net_of(link);
	uint32_t conn;
	enum pq_net_status status;

	link->peer = link->addresses[link->next];
	status = net.ops->connect(net.ctx, link->to.transport, &link->peer, port_of(link), &conn);
	*again = status == PQ_NET_AGAIN;
	if (*again)
		return pq_result_going_on();
	if (status == PQ_NET_OK) {
		link->conn = conn;
		return link->through_proxy && link->to.tunnel ? begin_tunnel(link) : reach(link);
	}
	link->next++;
	if (status == PQ_NET_EXHAUSTED || link->next == link->address_count)
		return pq_io_failure(status);
	return pq_result_going_on();
}

/* The proxy is asked again over a connection of its own, for it may have closed this one. */
static struct pq_result offer_login(struct pq_link *link)
{
	struct pq_net net = net_of(link);
	struct pq_result result = pq_auth_proxy_refused(&link->auth, &link->service->proxy, &link->tunnel.answer);

	if (pq_result_ended(result))
		return result;
	net.ops->close(net.ctx, link->conn);
	link->conn = 0;
	link->stage = PQ_LINK_DIAL;
	return result;
}

static struct pq_result go_through(struct pq_link *link, bool *again)
{
	bool open = false;
	struct pq_result result = pq_tunnel_step(&link->tunnel, net_of(link), link->conn, &open, again);

	if (result.outcome == PQ_OUTCOME_ERROR && result.error == PQ_ERROR_PROXY_AUTH)
		return offer_login(link);
	return open ? reach(link) : result;
}

static struct pq_result start_tls(struct pq_link *link, bool *again)
{
	struct pq_net net = net_of(link);
	enum pq_net_status status = net.ops->start_tls(net.ctx, link->conn, link->to.name);

	*again = status == PQ_NET_AGAIN;
	if (status == PQ_NET_OK)
		link->stage = PQ_LINK_OPEN;
	return status == PQ_NET_OK || *again ? pq_result_going_on() : pq_io_failure(status);
}

static struct pq_result step(struct pq_link *link, bool *again)
{
	switch (link->stage) {
	case PQ_LINK_CHECK:
		return check(link);
	case PQ_LINK_PROBE:
		return probe(link);
	case PQ_LINK_RESOLVE:
		return resolve(link, again);
	case PQ_LINK_DIAL:
		return dial(link, again);
	case PQ_LINK_TUNNEL:
		return go_through(link, again);
	case PQ_LINK_TLS:
		return start_tls(link, again);
	case PQ_LINK_CLOSED:
	case PQ_LINK_OPEN:
		break;
	}
	return pq_result_going_on();
}

struct pq_result pq_link_step(struct pq_link *link, bool *again)
{
	struct pq_result result = pq_result_going_on();

	*again = false;
	while (!*again && !pq_result_ended(result) && !pq_link_is_open(link))
		result = step(link, again);
	if (pq_result_ended(result))
		pq_link_close(link);
	return result;
}

struct pq_result pq_link_send(struct pq_link *link, struct pq_view *rest, bool *again)
{
	return pq_io_send(net_of(link), link->conn, rest, again);
}

struct pq_result pq_link_receive(struct pq_link *link, struct pq_buf *in, bool *end, bool *again)
{
	return pq_io_receive(net_of(link), link->conn, in, end, again);
}

void pq_link_close(struct pq_link *link)
{
	struct pq_net net = net_of(link);

	if (link->conn)
		net.ops->close(net.ctx, link->conn);
	link->conn = 0;
	link->stage = PQ_LINK_CLOSED;
}

static void put_in_pool(struct pq_link *link)
{
	unsigned char storage[PQ_MAX_POOL_KEY];
	struct pq_buf key;

	pq_buf_init(&key, storage, sizeof(storage));
	print_key(link, &key);
	if (pq_buf_ok(&key))
		link->conn = pq_pool_put(&link->service->pool, pq_buf_view(&key), link->conn);
}

void pq_link_keep(struct pq_link *link)
{
	if (link->service->keep_alive)
		put_in_pool(link);
	pq_link_close(link);
}

/* SPDX-License-Identifier: MIT */
#include "plugin/host.h"

#include "plugin/bytes.h"

static struct pq_host *host_of(const struct pq_plugin_host *face)
{
	return face->context;
}

static int told(enum pq_net_status status)
{
	switch (status) {
	case PQ_NET_OK:
		return PQ_PLUGIN_OK;
	case PQ_NET_REFUSED:
		return PQ_PLUGIN_REFUSED;
	case PQ_NET_EXHAUSTED:
		return PQ_PLUGIN_EXHAUSTED;
	default:
		return PQ_PLUGIN_FAILED;
	}
}

/* An address literal needs no look-up, and is told no socket layer. */
static int lookup(const struct pq_plugin_host *face, const char *name, struct pq_plugin_address *addresses, size_t cap)
{
	struct pq_host *host = host_of(face);
	struct pq_address found[PQ_MAX_ADDRESSES];
	size_t count = 1;
	enum pq_net_status status = PQ_NET_OK;

	if (!host->busy || !name || !*name || !addresses || !cap)
		return PQ_PLUGIN_BAD_CALL;
	if (!pq_address_parse(pq_view_str(name), &found[0]))
		do
			status = host->net.ops->resolve(host->net.ctx, pq_view_str(name), found, &count);
		while (status == PQ_NET_AGAIN);
	if (status == PQ_NET_END)
		return PQ_PLUGIN_NO_NAME;
	if (status != PQ_NET_OK)
		return told(status);
	count = count < cap ? count : cap;
	for (size_t i = 0; i < count; i++) {
		addresses[i].family = found[i].family;
		memcpy(addresses[i].bytes, found[i].bytes, sizeof(found[i].bytes));
	}
	return (int)count;
}

static long dial(const struct pq_plugin_host *face, enum pq_plugin_transport transport,
		 const struct pq_plugin_address *address, uint16_t port)
{
	struct pq_host *host = host_of(face);
	struct pq_address wanted = { .family = 0 };
	uint32_t conn = 0;
	enum pq_net_status status;

	if (!host->busy || !address || (address->family != 4 && address->family != 6) ||
	    (transport != PQ_PLUGIN_TCP && transport != PQ_PLUGIN_UDP))
		return PQ_PLUGIN_BAD_CALL;
	wanted.family = (uint8_t)address->family;
	memcpy(wanted.bytes, address->bytes, address->family == 6 ? 16 : 4);
	do
		status = host->net.ops->connect(host->net.ctx,
						transport == PQ_PLUGIN_UDP ? PQ_TRANSPORT_UDP : PQ_TRANSPORT_TCP,
						&wanted, port, &conn);
	while (status == PQ_NET_AGAIN);
	if (status == PQ_NET_OK && conn > PQ_PLUGIN_MAX_CONNS) {
		host->net.ops->close(host->net.ctx, conn);
		status = PQ_NET_EXHAUSTED;
	}
	if (status != PQ_NET_OK)
		return told(status);
	host->open[conn] = true;
	return (long)conn;
}

static bool is_open(const struct pq_host *host, long conn)
{
	return host->busy && conn > 0 && conn <= PQ_PLUGIN_MAX_CONNS && host->open[conn];
}

static int start_tls(const struct pq_plugin_host *face, long conn, const char *server_name)
{
	struct pq_host *host = host_of(face);
	enum pq_net_status status;

	if (!is_open(host, conn) || !server_name)
		return PQ_PLUGIN_BAD_CALL;
	do
		status = host->net.ops->start_tls(host->net.ctx, (uint32_t)conn, pq_view_str(server_name));
	while (status == PQ_NET_AGAIN);
	return told(status);
}

static long send_some(const struct pq_plugin_host *face, long conn, const void *data, size_t len)
{
	struct pq_host *host = host_of(face);
	size_t sent = 0;
	enum pq_net_status status;

	if (!is_open(host, conn) || !data || !len)
		return PQ_PLUGIN_BAD_CALL;
	do
		status = host->net.ops->send(host->net.ctx, (uint32_t)conn, pq_view(data, len), &sent);
	while (status == PQ_NET_AGAIN);
	return status == PQ_NET_OK ? (long)sent : told(status);
}

static long receive(const struct pq_plugin_host *face, long conn, void *data, size_t cap)
{
	struct pq_host *host = host_of(face);
	size_t received = 0;
	enum pq_net_status status;

	if (!is_open(host, conn) || !data || !cap)
		return PQ_PLUGIN_BAD_CALL;
	do
		status = host->net.ops->receive(host->net.ctx, (uint32_t)conn, data, cap, &received);
	while (status == PQ_NET_AGAIN);
	if (status == PQ_NET_END)
		return 0;
	return status == PQ_NET_OK ? (long)received : told(status);
}

static void hang_up(const struct pq_plugin_host *face, long conn)
{
	struct pq_host *host = host_of(face);

	if (!is_open(host, conn))
		return;
	host->open[conn] = false;
	host->net.ops->close(host->net.ctx, (uint32_t)conn);
}

static uint64_t now_ms(const struct pq_plugin_host *face)
{
	struct pq_host *host = host_of(face);

	return host->busy ? host->net.ops->now_ms(host->net.ctx) : 0;
}

static void fill_random(const struct pq_plugin_host *face, void *data, size_t len)
{
	struct pq_host *host = host_of(face);

	if (host->busy && data)
		host->net.ops->random(host->net.ctx, data, len);
}

static int port_allowed(const struct pq_plugin_host *face, const char *scheme, uint16_t port)
{
	return scheme && !pq_policy_blocks_port(host_of(face)->policy, pq_scheme_by_name(pq_view_str(scheme)), port);
}

static int header_allowed(const struct pq_plugin_host *face, struct pq_plugin_bytes name, struct pq_plugin_bytes value)
{
	return !pq_policy_forbids_header(host_of(face)->policy, pq_plugin_view_of(name), pq_plugin_view_of(value));
}

static int method_allowed(const struct pq_plugin_host *face, struct pq_plugin_bytes method)
{
	return !pq_policy_forbids_method(host_of(face)->policy, pq_plugin_view_of(method));
}

void pq_host_init(struct pq_host *host, struct pq_net net, const struct pq_policy *policy)
{
	host->face = (struct pq_plugin_host){
		.size = sizeof(host->face),
		.context = host,
		.lookup = lookup,
		.dial = dial,
		.tls = start_tls,
		.send = send_some,
		.receive = receive,
		.close = hang_up,
		.now_ms = now_ms,
		.random = fill_random,
		.port_allowed = port_allowed,
		.header_allowed = header_allowed,
		.method_allowed = method_allowed,
	};
	host->net = net;
	host->policy = policy;
	host->busy = false;
	memset(host->open, 0, sizeof(host->open));
}

void pq_host_hang_up(struct pq_host *host)
{
	for (uint32_t conn = 1; conn <= PQ_PLUGIN_MAX_CONNS; conn++) {
		if (host->open[conn])
			host->net.ops->close(host->net.ctx, conn);
		host->open[conn] = false;
	}
}

/* SPDX-License-Identifier: MIT */
#include "lab/nat_net.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/check.h"
#include "system/clock.h"

#define PATIENCE_MS 1000 /* that an answer which is on its way may need */

/* Names lead to the attacker's server. */
static enum pq_net_status resolve(void *ctx, struct pq_view host, struct pq_address out[static PQ_MAX_ADDRESSES],
				  size_t *count)
{
	const struct pq_nat_net *net = ctx;

	(void)host;
	out[0] = net->world->names.server;
	*count = 1;
	return PQ_NET_OK;
}

static void hang_up(void *ctx, uint32_t conn)
{
	struct pq_nat_net *net = ctx;

	(void)conn;
	pq_nat_net_fini(net);
}

static enum pq_net_status dial(void *ctx, enum pq_transport transport, const struct pq_address *address, uint16_t port,
			       uint32_t *conn)
{
	struct pq_nat_net *net = ctx;
	const struct timeval patience = { .tv_sec = PATIENCE_MS / 1000 };
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port) };
	int on = 1;

	pq_nat_net_fini(net);
	*conn = ++net->dials;
	net->udp = transport == PQ_TRANSPORT_UDP;
	net->file = pq_nat_world_socket(net->world, PQ_NAT_INSIDE, net->udp ? SOCK_DGRAM : SOCK_STREAM, 0, NULL);
	if (net->file < 0)
		return PQ_NET_FAILED;
	memcpy(&to.sin_addr, address->bytes, 4);
	setsockopt(net->file, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	if (!net->udp)
		setsockopt(net->file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (connect(net->file, (struct sockaddr *)&to, sizeof(to)) == 0 && fcntl(net->file, F_SETFL, O_NONBLOCK) == 0)
		return PQ_NET_OK;
	pq_nat_net_fini(net);
	return errno == ECONNREFUSED ? PQ_NET_REFUSED : PQ_NET_FAILED;
}

static void pause_shortly(void)
{
	const struct timespec pause = { .tv_nsec = 100000 };

	nanosleep(&pause, NULL);
}

static enum pq_net_status start_tls(void *ctx, uint32_t conn, struct pq_view name)
{
	struct pq_nat_net *net = ctx;
	uint64_t until = pq_clock_ms() + PATIENCE_MS;
	int state = 0;

	(void)conn;
	(void)name;
	if (!net->tls)
		net->tls = pq_nat_tls_client(net->file);
	while (net->tls && state == 0 && pq_clock_ms() < until) {
		state = pq_nat_tls_shake(net->tls);
		pq_nat_server_read(net->server);
		if (state == 0)
			pause_shortly();
	}
	return state == 1 ? PQ_NET_OK : PQ_NET_FAILED;
}

/* Writes it, and waits until the other end's system has it: what is written next begins another segment. */
static enum pq_net_status write_now(struct pq_nat_net *net, struct pq_view bytes)
{
	bool sent;

	if (!bytes.len)
		return PQ_NET_OK;
	if (net->file < 0)
		return PQ_NET_FAILED;
	net->waits = 0;
	sent = net->tls ? pq_nat_tls_send(net->tls, bytes)
			: send(net->file, bytes.data, bytes.len, MSG_NOSIGNAL) == (ssize_t)bytes.len;
	if (sent && !net->udp && !pq_nat_delivered(net->file)) {
		net->lost = true;
		return PQ_NET_FAILED;
	}
	/* Of two that speak a protocol of their own, one waits for the other. */
	if (sent && net->server->speaks == PQ_NAT_SPEAKS_PLAIN && !net->udp) {
		pq_nat_server_read(net->server);
		pq_nat_server_answer(net->server);
	}
	return sent ? PQ_NET_OK : PQ_NET_FAILED;
}

static enum pq_net_status send_some(void *ctx, uint32_t conn, struct pq_view bytes, size_t *sent)
{
	struct pq_nat_net *net = ctx;

	(void)conn;
	*sent = bytes.len;
	if (net->cuts || net->udp)
		return write_now(net, bytes);
	pq_buf_add(&net->unsent, bytes);
	return pq_buf_ok(&net->unsent) ? PQ_NET_OK : PQ_NET_EXHAUSTED;
}

static long receive_now(struct pq_nat_net *net, unsigned char *data, size_t cap)
{
	if (net->tls)
		return pq_nat_tls_receive(net->tls, data, cap);
	return recv(net->file, data, cap, 0);
}

/* Lets the server read and answer; what it answers may take a moment to come, and so may a datagram that it awaits. */
static long converse(struct pq_nat_net *net, unsigned char *data, size_t cap)
{
	uint64_t until = pq_clock_ms() + PATIENCE_MS;
	long got = receive_now(net, data, cap);
	bool answered = false;

	while (got < 0) {
		pq_nat_server_read(net->server);
		answered = pq_nat_server_answer(net->server) || answered;
		got = receive_now(net, data, cap);
		if (got >= 0 || pq_clock_ms() > until || (!answered && (!net->udp || net->server->turn > 0)))
			return got;
		pause_shortly();
	}
	return got;
}

static enum pq_net_status receive(void *ctx, uint32_t conn, unsigned char *data, size_t cap, size_t *received)
{
	struct pq_nat_net *net = ctx;
	enum pq_net_status status = write_now(net, pq_buf_view(&net->unsent));
	long got;

	(void)conn;
	pq_buf_reset(&net->unsent);
	if (status != PQ_NET_OK || net->file < 0)
		return PQ_NET_FAILED;
	got = converse(net, data, cap);
	if (got > 0) {
		net->waits = 0;
		*received = (size_t)got;
		return PQ_NET_OK;
	}
	net->waits++;
	return got == 0 && !net->udp ? PQ_NET_END : PQ_NET_AGAIN;
}

static uint64_t now_ms(void *ctx)
{
	(void)ctx;
	return pq_clock_ms();
}

static void fill_random(void *ctx, unsigned char *data, size_t len)
{
	const struct pq_nat_net *net = ctx;

	memset(data, 0, len);
	if (!net->zeros)
		pq_check(getrandom(data, len, 0) == (ssize_t)len);
}

static const struct pq_net_ops ops = {
	.resolve = resolve,
	.connect = dial,
	.start_tls = start_tls,
	.send = send_some,
	.receive = receive,
	.close = hang_up,
	.now_ms = now_ms,
	.random = fill_random,
};

struct pq_net pq_nat_net_init(struct pq_nat_net *net)
{
	net->file = -1;
	net->udp = false;
	net->dials = 0;
	net->waits = 0;
	net->lost = false;
	net->tls = NULL;
	pq_buf_init(&net->unsent, net->unsent_bytes, sizeof(net->unsent_bytes));
	return (struct pq_net){ .ops = &ops, .ctx = net };
}

/* What was written and not sent yet is sent: a client that closes has said it. */
void pq_nat_net_fini(struct pq_nat_net *net)
{
	int error = errno;

	if (net->file >= 0 && net->unsent.len)
		write_now(net, pq_buf_view(&net->unsent));
	pq_buf_reset(&net->unsent);
	pq_nat_tls_free(net->tls);
	net->tls = NULL;
	if (net->file >= 0)
		close(net->file);
	net->file = -1;
	errno = error;
}

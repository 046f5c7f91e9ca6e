/* SPDX-License-Identifier: MIT */
#include "lab/place_net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "system/clock.h"

static struct pq_place_conn *conn_of(struct pq_place_net *net, uint32_t number)
{
	for (size_t i = 0; number && i < PQ_PLACE_NET_CONNS; i++)
		if (net->conns[i].number == number)
			return &net->conns[i];
	return NULL;
}

static enum pq_net_status resolve(void *ctx, struct pq_view host, struct pq_address out[static PQ_MAX_ADDRESSES],
				  size_t *count)
{
	const struct pq_place_net *net = ctx;

	for (size_t i = 0; i < net->name_count; i++) {
		if (pq_view_is(host, net->names[i].name) &&
		    pq_address_parse(pq_view_str(net->names[i].address), &out[0])) {
			*count = 1;
			return PQ_NET_OK;
		}
	}
	return PQ_NET_END;
}

/* How a dial went whose file has become writable. */
static enum pq_net_status dialled(int file)
{
	int error = 0;
	socklen_t len = sizeof(error);

	if (getsockopt(file, SOL_SOCKET, SO_ERROR, &error, &len) == 0 && error == 0)
		return PQ_NET_OK;
	return error == ECONNREFUSED ? PQ_NET_REFUSED : PQ_NET_FAILED;
}

static enum pq_net_status reach(struct pq_place_net *net, int file, const struct sockaddr_in *to)
{
	if (connect(file, (const struct sockaddr *)to, sizeof(*to)) == 0)
		return PQ_NET_OK;
	if (errno != EINPROGRESS)
		return errno == ECONNREFUSED ? PQ_NET_REFUSED : PQ_NET_FAILED;
	return net->idle(net->context, file, POLLOUT, net->limit_ms) ? dialled(file) : PQ_NET_FAILED;
}

static enum pq_net_status dial(void *ctx, enum pq_transport transport, const struct pq_address *address, uint16_t port,
			       uint32_t *number)
{
	struct pq_place_net *net = ctx;
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port) };
	enum pq_net_status status;
	size_t slot = 0;
	const int on = 1;
	int file;

	*number = ++net->dials;
	while (slot < PQ_PLACE_NET_CONNS && net->conns[slot].number)
		slot++;
	if (slot == PQ_PLACE_NET_CONNS || transport != PQ_TRANSPORT_TCP || address->family != 4)
		return PQ_NET_FAILED;
	file = net->socket(net->context, AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (file < 0)
		return PQ_NET_FAILED;
	memcpy(&to.sin_addr, address->bytes, 4);
	setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	status = reach(net, file, &to);
	if (status == PQ_NET_OK)
		net->conns[slot] = (struct pq_place_conn){ .number = *number, .file = file };
	else
		close(file);
	return status;
}

/* There is none: a lab's page speaks in the clear. */
static enum pq_net_status start_tls(void *ctx, uint32_t number, struct pq_view name)
{
	(void)ctx;
	(void)number;
	(void)name;
	return PQ_NET_FAILED;
}

static enum pq_net_status send_some(void *ctx, uint32_t number, struct pq_view bytes, size_t *sent)
{
	struct pq_place_net *net = ctx;
	struct pq_place_conn *conn = conn_of(net, number);
	ssize_t len;

	if (!conn)
		return PQ_NET_FAILED;
	if (conn->unanswered && net->patient)
		net->idle(net->context, conn->file, POLLIN, net->quiet_ms);
	len = send(conn->file, bytes.data, bytes.len, MSG_NOSIGNAL);
	if (len < 0 && (errno == EAGAIN || errno == EINTR))
		return net->idle(net->context, conn->file, POLLOUT, net->limit_ms) ? PQ_NET_AGAIN : PQ_NET_EXHAUSTED;
	if (len <= 0)
		return PQ_NET_FAILED;
	conn->unanswered = true;
	*sent = (size_t)len;
	return PQ_NET_OK;
}

/* Nothing for quiet_ms: that is said, until the peer was silent for too long. */
static enum pq_net_status quiet(struct pq_place_net *net, struct pq_place_conn *conn)
{
	conn->silent_ms += net->quiet_ms;
	return conn->silent_ms < net->limit_ms ? PQ_NET_AGAIN : PQ_NET_EXHAUSTED;
}

static enum pq_net_status receive(void *ctx, uint32_t number, unsigned char *data, size_t cap, size_t *received)
{
	struct pq_place_net *net = ctx;
	struct pq_place_conn *conn = conn_of(net, number);
	ssize_t len;

	if (!conn)
		return PQ_NET_FAILED;
	if (!net->idle(net->context, conn->file, POLLIN, net->quiet_ms))
		return quiet(net, conn);
	len = recv(conn->file, data, cap, 0);
	if (len < 0)
		return errno == EAGAIN || errno == EINTR ? PQ_NET_AGAIN : PQ_NET_FAILED;
	if (len == 0)
		return PQ_NET_END;
	conn->unanswered = false;
	conn->silent_ms = 0;
	*received = (size_t)len;
	return PQ_NET_OK;
}

static void hang_up(void *ctx, uint32_t number)
{
	struct pq_place_conn *conn = conn_of(ctx, number);

	if (!conn)
		return;
	close(conn->file);
	*conn = (struct pq_place_conn){ 0 };
}

static uint64_t now_ms(void *ctx)
{
	(void)ctx;
	return pq_clock_ms();
}

static void fill_random(void *ctx, unsigned char *data, size_t len)
{
	(void)ctx;
	while (len) {
		ssize_t got = getrandom(data, len, 0);

		if (got > 0) {
			data += got;
			len -= (size_t)got;
		}
	}
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

struct pq_net pq_place_net(struct pq_place_net *net)
{
	return (struct pq_net){ &ops, net };
}

void pq_place_net_reset(struct pq_place_net *net)
{
	for (size_t i = 0; i < PQ_PLACE_NET_CONNS; i++)
		hang_up(net, net->conns[i].number);
	net->dials = 0;
}

/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/check.h"
#include "posix/calls.h"
#include "posix/parts.h"
#include "system/clock.h"

/*
 * number: of the dial; 0 where the slot is free
 * wrote:  something was written since the last receive that brought something
 */
struct conn {
	uint32_t number;
	int fd;
	enum pq_transport transport;
	bool wrote;
	SSL *ssl;
};

/* What was waited for last: the call, and on which connection. */
enum op { OP_NONE, OP_RESOLVE, OP_CONNECT, OP_TLS, OP_SEND, OP_RECEIVE };

/*
 * dials:    numbers given so far
 * dialling: the slot whose dial is under way, with its destination; NULL: none
 * op, fd, events, since_ms: of the last "again"; OP_NONE if the last call was another
 */
struct pq_posix {
	struct pq_posix_options options;
	SSL_CTX *tls;
	struct pq_posix_names *names;
	struct conn conns[PQ_POSIX_MAX_CONNS];
	uint32_t dials;
	struct conn *dialling;
	struct pq_address address;
	uint16_t port;
	enum op op;
	int fd;
	short events;
	uint64_t since_ms;
	uint64_t opened_ms;
	uint64_t began_ms;
	char trouble[256];
};

static struct conn *conn_of(struct pq_posix *posix, uint32_t number)
{
	for (size_t i = 0; number && i < PQ_POSIX_MAX_CONNS; i++)
		if (posix->conns[i].number == number)
			return &posix->conns[i];
	return NULL;
}

static struct conn *free_slot(struct pq_posix *posix)
{
	for (size_t i = 0; i < PQ_POSIX_MAX_CONNS; i++)
		if (!posix->conns[i].number)
			return &posix->conns[i];
	return NULL;
}

static void release(struct pq_posix *posix, struct conn *conn)
{
	pq_posix_tls_free(conn->ssl);
	if (conn->fd >= 0)
		close(conn->fd);
	if (posix->fd == conn->fd)
		posix->op = OP_NONE;
	*conn = (struct conn){ .fd = -1 };
	if (posix->dialling == conn)
		posix->dialling = NULL;
}

static enum pq_net_status done(struct pq_posix *posix, enum pq_net_status status)
{
	posix->op = OP_NONE;
	return status;
}

static enum pq_net_status fail(struct pq_posix *posix, enum pq_net_status status, const char *what)
{
	snprintf(posix->trouble, sizeof(posix->trouble), "%s: %s", what, strerror(errno));
	return done(posix, status);
}

/* "Again", unless that has been said for limit_ms: then `late`. Nothing that was sent may go on for longer than a request. */
static enum pq_net_status again(struct pq_posix *posix, enum op op, int fd, short events, uint32_t limit_ms,
				enum pq_net_status late)
{
	uint64_t now_ms = pq_clock_ms();

	if (posix->op != op || posix->fd != fd)
		posix->since_ms = now_ms;
	posix->op = op;
	posix->fd = fd;
	posix->events = events;
	if (now_ms - posix->since_ms < limit_ms && now_ms - posix->began_ms < posix->options.request_ms)
		return PQ_NET_AGAIN;
	snprintf(posix->trouble, sizeof(posix->trouble), "nothing happened for %llu ms",
		 (unsigned long long)(now_ms - posix->since_ms));
	return done(posix, late);
}

static enum pq_net_status resolve(void *ctx, struct pq_view host, struct pq_address out[static PQ_MAX_ADDRESSES],
				  size_t *count)
{
	struct pq_posix *posix = ctx;
	enum pq_net_status status =
		pq_posix_names_ask(posix->names, host, out, count, posix->trouble, sizeof(posix->trouble));

	if (status != PQ_NET_AGAIN)
		return done(posix, status);
	status = again(posix, OP_RESOLVE, -1, 0, UINT32_MAX, PQ_NET_FAILED);
	if (status != PQ_NET_AGAIN)
		pq_posix_names_cancel(posix->names);
	return status;
}

/* Not the dial under way, which somebody gave up: it is closed, and has had its number. */
static bool is_under_way(struct pq_posix *posix, enum pq_transport transport, const struct pq_address *address,
			 uint16_t port)
{
	if (!posix->dialling)
		return false;
	if (posix->dialling->transport == transport && pq_address_eq(&posix->address, address) && posix->port == port)
		return true;
	release(posix, posix->dialling);
	return false;
}

/* A dial that ended at once, or one that is under way now. */
static enum pq_net_status begin_dial(struct pq_posix *posix, enum pq_transport transport,
				     const struct pq_address *address, uint16_t port, uint32_t *number)
{
	struct conn *conn = free_slot(posix);
	bool connected = false;
	int fd;

	if (!conn)
		return done(posix, PQ_NET_EXHAUSTED);
	fd = pq_posix_dial(transport, address, port, &connected);
	*number = ++posix->dials;
	if (fd < 0)
		return fail(posix, errno == ECONNREFUSED ? PQ_NET_REFUSED : PQ_NET_FAILED, "connect");
	*conn = (struct conn){ .number = *number, .fd = fd, .transport = transport };
	if (connected)
		return done(posix, PQ_NET_OK);
	posix->dialling = conn;
	posix->address = *address;
	posix->port = port;
	return again(posix, OP_CONNECT, fd, POLLOUT, posix->options.connect_ms, PQ_NET_FAILED);
}

/* Late or not, a dial was made: it fails, so that it is written down. */
static enum pq_net_status dial(void *ctx, enum pq_transport transport, const struct pq_address *address, uint16_t port,
			       uint32_t *number)
{
	struct pq_posix *posix = ctx;
	struct conn *conn;
	enum pq_net_status status;

	if (!is_under_way(posix, transport, address, port))
		return begin_dial(posix, transport, address, port, number);
	conn = posix->dialling;
	*number = conn->number;
	status = pq_posix_dialled(conn->fd);
	if (status == PQ_NET_AGAIN)
		status = again(posix, OP_CONNECT, conn->fd, POLLOUT, posix->options.connect_ms, PQ_NET_FAILED);
	else
		status = status == PQ_NET_OK ? done(posix, status) : fail(posix, status, "connect");
	if (status == PQ_NET_OK)
		posix->dialling = NULL;
	else if (status != PQ_NET_AGAIN)
		release(posix, conn);
	return status;
}

static enum pq_net_status start_tls(void *ctx, uint32_t number, struct pq_view name)
{
	struct pq_posix *posix = ctx;
	struct conn *conn = conn_of(posix, number);
	short events = POLLIN;
	enum pq_net_status status;

	if (!conn)
		return done(posix, PQ_NET_FAILED);
	if (!conn->ssl)
		conn->ssl = pq_posix_tls_new(posix->tls, conn->fd, name);
	if (!conn->ssl) {
		snprintf(posix->trouble, sizeof(posix->trouble), "a name that TLS can ask for");
		return done(posix, PQ_NET_FAILED);
	}
	status = pq_posix_tls_shake(conn->ssl, &events, posix->trouble, sizeof(posix->trouble));
	if (status == PQ_NET_AGAIN)
		return again(posix, OP_TLS, conn->fd, events, posix->options.connect_ms, PQ_NET_FAILED);
	return done(posix, status);
}

static enum pq_net_status send_some(void *ctx, uint32_t number, struct pq_view bytes, size_t *sent)
{
	struct pq_posix *posix = ctx;
	struct conn *conn = conn_of(posix, number);
	short events = POLLOUT;
	enum pq_net_status status;

	if (!conn)
		return done(posix, PQ_NET_FAILED);
	if (conn->ssl)
		status = pq_posix_tls_send(conn->ssl, bytes, sent, &events, posix->trouble, sizeof(posix->trouble));
	else
		status = pq_posix_send(conn->fd, bytes, sent);
	if (status == PQ_NET_AGAIN)
		return again(posix, OP_SEND, conn->fd, events, posix->options.silence_ms, PQ_NET_EXHAUSTED);
	if (status == PQ_NET_OK)
		conn->wrote = true;
	else if (!conn->ssl)
		return fail(posix, status, "send");
	return done(posix, status);
}

static enum pq_net_status receive_now(struct pq_posix *posix, struct conn *conn, unsigned char *data, size_t cap,
				      size_t *received, short *events)
{
	if (conn->ssl)
		return pq_posix_tls_receive(conn->ssl, data, cap, received, events, posix->trouble,
					    sizeof(posix->trouble));
	return pq_posix_receive(conn->fd, conn->transport == PQ_TRANSPORT_UDP, data, cap, received);
}

/*
 * Whoever is waited for has pause_ms to begin, of which the first "again" takes what he needs. What came may still be
 * nothing (an empty datagram, a part of a TLS record): those who send no end of it use up the time of the request.
 */
static bool pauses(struct pq_posix *posix, struct conn *conn, short events)
{
	struct pollfd file = { .fd = conn->fd, .events = events };
	bool came;

	if (!conn->wrote || pq_clock_ms() - posix->began_ms >= posix->options.request_ms)
		return false;
	came = poll(&file, 1, (int)posix->options.pause_ms) > 0;
	conn->wrote = came;
	return came;
}

static enum pq_net_status receive(void *ctx, uint32_t number, unsigned char *data, size_t cap, size_t *received)
{
	struct pq_posix *posix = ctx;
	struct conn *conn = conn_of(posix, number);
	short events = POLLIN;
	enum pq_net_status status;

	if (!conn)
		return done(posix, PQ_NET_FAILED);
	do
		status = receive_now(posix, conn, data, cap, received, &events);
	while (status == PQ_NET_AGAIN && pauses(posix, conn, events));
	if (status == PQ_NET_AGAIN)
		return again(posix, OP_RECEIVE, conn->fd, events, posix->options.silence_ms, PQ_NET_EXHAUSTED);
	conn->wrote = false;
	if (status != PQ_NET_OK && status != PQ_NET_END && !conn->ssl)
		return fail(posix, status, "receive");
	return done(posix, status);
}

static void hang_up(void *ctx, uint32_t number)
{
	struct conn *conn = conn_of(ctx, number);

	if (conn)
		release(ctx, conn);
}

PQ_SYSCALLS(service, clock_gettime)

static uint64_t now_ms(void *ctx)
{
	const struct pq_posix *posix = ctx;

	return pq_clock_ms() - posix->opened_ms;
}

PQ_SYSCALLS(service, getrandom)

static void fill_random(void *ctx, unsigned char *data, size_t len)
{
	(void)ctx;
	while (len) {
		ssize_t got = getrandom(data, len, 0);

		pq_check(got > 0 || errno == EINTR);
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

static void set_default(uint32_t *ms, uint32_t otherwise)
{
	if (!*ms)
		*ms = otherwise;
}

enum pq_err pq_posix_open(struct pq_posix **out, const struct pq_posix_options *options, struct pq_diag *diag)
{
	struct pq_posix *posix = calloc(1, sizeof(*posix));
	char text[256];

	if (!posix)
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for sockets");
	posix->options = *options;
	set_default(&posix->options.connect_ms, 10000);
	set_default(&posix->options.silence_ms, 30000);
	set_default(&posix->options.request_ms, 120000);
	set_default(&posix->options.pause_ms, 200);
	for (size_t i = 0; i < PQ_POSIX_MAX_CONNS; i++)
		posix->conns[i].fd = -1;
	posix->opened_ms = pq_clock_ms();
	posix->tls = pq_posix_tls_context(options->authority_file, text, sizeof(text));
	if (posix->tls)
		posix->names = pq_posix_names_new(options, posix->options.connect_ms / 2, text, sizeof(text));
	if (!posix->names) {
		pq_posix_close(posix);
		return pq_diag_set(diag, PQ_ERR_IO, 0, 0, text);
	}
	pq_posix_begin(posix);
	*out = posix;
	return PQ_ERR_OK;
}

void pq_posix_close(struct pq_posix *posix)
{
	if (!posix)
		return;
	if (posix->names)
		pq_posix_reset(posix);
	pq_posix_names_free(posix->names);
	SSL_CTX_free(posix->tls);
	free(posix);
}

struct pq_net pq_posix_net(struct pq_posix *posix)
{
	return (struct pq_net){ .ops = &ops, .ctx = posix };
}

void pq_posix_begin(struct pq_posix *posix)
{
	posix->began_ms = pq_clock_ms();
	posix->op = OP_NONE;
	posix->trouble[0] = '\0';
}

void pq_posix_reset(struct pq_posix *posix)
{
	for (size_t i = 0; i < PQ_POSIX_MAX_CONNS; i++)
		if (posix->conns[i].number)
			release(posix, &posix->conns[i]);
	pq_posix_names_cancel(posix->names);
	posix->dials = 0;
	posix->opened_ms = pq_clock_ms();
	pq_posix_begin(posix);
}

static uint64_t left_ms(uint64_t since_ms, uint32_t limit_ms, uint64_t now)
{
	uint64_t passed_ms = now - since_ms;

	return passed_ms >= limit_ms ? 0 : limit_ms - passed_ms;
}

void pq_posix_waits(struct pq_posix *posix, struct pq_posix_waits *out)
{
	bool dials = posix->op == OP_CONNECT || posix->op == OP_TLS;
	uint64_t now = pq_clock_ms();
	uint64_t most_ms = left_ms(posix->began_ms, posix->options.request_ms, now);
	uint64_t own_ms;

	if (posix->op == OP_RESOLVE) {
		pq_posix_names_waits(posix->names, out);
		own_ms = (uint64_t)out->timeout_ms;
	} else {
		own_ms = left_ms(posix->since_ms, dials ? posix->options.connect_ms : posix->options.silence_ms, now);
		out->count = posix->op != OP_NONE;
		out->files[0] = (struct pollfd){ .fd = posix->fd, .events = posix->events };
	}
	out->timeout_ms = (int)(own_ms < most_ms ? own_ms : most_ms) + 1;
}

const char *pq_posix_trouble(const struct pq_posix *posix)
{
	return posix->trouble;
}

size_t pq_posix_open_conns(const struct pq_posix *posix)
{
	size_t count = 0;

	for (size_t i = 0; i < PQ_POSIX_MAX_CONNS; i++)
		count += posix->conns[i].number != 0;
	return count;
}

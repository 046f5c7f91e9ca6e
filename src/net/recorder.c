/* SPDX-License-Identifier: MIT */
#include "net/recorder.h"

static enum pq_net_status resolve(void *ctx, struct pq_view host, struct pq_address out[static PQ_MAX_ADDRESSES],
				  size_t *count)
{
	struct pq_recorder *self = ctx;
	enum pq_net_status status = self->inner.ops->resolve(self->inner.ctx, host, out, count);

	if (status != PQ_NET_AGAIN)
		pq_transcript_resolve(self->transcript, host, out, status == PQ_NET_OK ? *count : 0);
	return status;
}

static enum pq_dialled dialled_as(enum pq_net_status status)
{
	if (status == PQ_NET_OK)
		return PQ_DIALLED_OK;
	return status == PQ_NET_REFUSED ? PQ_DIALLED_REFUSED : PQ_DIALLED_FAILED;
}

static enum pq_net_status dial(void *ctx, enum pq_transport transport, const struct pq_address *address, uint16_t port,
			       uint32_t *conn)
{
	struct pq_recorder *self = ctx;
	enum pq_net_status status = self->inner.ops->connect(self->inner.ctx, transport, address, port, conn);

	if (status != PQ_NET_AGAIN && status != PQ_NET_EXHAUSTED)
		pq_transcript_dial(self->transcript, *conn, transport, address, port, dialled_as(status));
	return status;
}

static enum pq_net_status start_tls(void *ctx, uint32_t conn, struct pq_view name)
{
	struct pq_recorder *self = ctx;
	enum pq_net_status status = self->inner.ops->start_tls(self->inner.ctx, conn, name);

	if (status == PQ_NET_OK)
		pq_transcript_tls(self->transcript, conn, name);
	return status;
}

static enum pq_net_status send_some(void *ctx, uint32_t conn, struct pq_view bytes, size_t *sent)
{
	struct pq_recorder *self = ctx;
	enum pq_net_status status = self->inner.ops->send(self->inner.ctx, conn, bytes, sent);

	if (status == PQ_NET_OK)
		pq_transcript_send(self->transcript, conn, pq_view_slice(bytes, 0, *sent));
	return status;
}

static enum pq_net_status receive(void *ctx, uint32_t conn, unsigned char *data, size_t cap, size_t *received)
{
	struct pq_recorder *self = ctx;
	enum pq_net_status status = self->inner.ops->receive(self->inner.ctx, conn, data, cap, received);

	if (status == PQ_NET_OK)
		pq_transcript_receive(self->transcript, conn, pq_view(data, *received));
	return status;
}

static void hang_up(void *ctx, uint32_t conn)
{
	struct pq_recorder *self = ctx;

	self->inner.ops->close(self->inner.ctx, conn);
	pq_transcript_close(self->transcript, conn);
}

static uint64_t now_ms(void *ctx)
{
	struct pq_recorder *self = ctx;
	uint64_t now = self->inner.ops->now_ms(self->inner.ctx);

	pq_transcript_time(self->transcript, now);
	return now;
}

static void fill_random(void *ctx, unsigned char *data, size_t len)
{
	struct pq_recorder *self = ctx;

	self->inner.ops->random(self->inner.ctx, data, len);
	pq_transcript_random(self->transcript, pq_view(data, len));
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

struct pq_net pq_recorder_init(struct pq_recorder *recorder, struct pq_net inner, struct pq_transcript *transcript)
{
	recorder->inner = inner;
	recorder->transcript = transcript;
	return (struct pq_net){ .ops = &ops, .ctx = recorder };
}

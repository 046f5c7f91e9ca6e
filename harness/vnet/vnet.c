/* SPDX-License-Identifier: MIT */
#include "vnet/vnet.h"

#include "vnet/parts.h"

/* A read from a silent server lets time pass: it costs as much of the budget as so many operations. */
#define SILENCE 1024

/* So does a read while the server waits for the client, but a look at a kept connection must not be dear. */
#define WAITING 64

/*
 * The choice for one operation: 0 is "all at once".
 * again:  say "again"; limit: move at most so many bytes, 0 for no limit
 */
struct choice {
	bool again;
	size_t limit;
};

/* Consumes the operation's byte; false when the budget is used up. */
static bool begin(struct pq_vnet *vnet, struct choice *choice)
{
	unsigned char byte = 0;

	if (++vnet->operations > PQ_VNET_MAX_OPERATIONS || vnet->traffic > PQ_VNET_MAX_TRAFFIC)
		return false;
	if (vnet->schedule.len) {
		byte = vnet->schedule.data[0];
		vnet->schedule = pq_view_from(vnet->schedule, 1);
	}
	choice->again = (byte & 3) == 3;
	choice->limit = byte >> 2;
	return true;
}

static size_t bounded(size_t len, struct choice choice)
{
	return choice.limit && len > choice.limit ? choice.limit : len;
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How much of len bytes one operation moves: a datagram is never cut. */
static size_t moved(const struct pq_vnet_conn *conn, size_t len, struct choice choice)
{
	return conn->transport == PQ_TRANSPORT_UDP ? len : bounded(len, choice);
}

/* Whether the server takes another byte; if not, it reads what it has, and the next send finds room. */
static bool has_room(struct pq_vnet_conn *conn)
{
	if (conn->unread < PQ_VNET_WINDOW)
		return true;
	conn->unread = 0;
	return false;
}

static struct pq_vnet_conn *conn_of(struct pq_vnet *vnet, uint32_t conn)
{
	if (conn == 0 || conn > vnet->dials || !vnet->conns[conn - 1].open)
		return NULL;
	return &vnet->conns[conn - 1];
}

static enum pq_net_status resolve(void *ctx, struct pq_view host, struct pq_address out[static PQ_MAX_ADDRESSES],
				  size_t *count)
{
	struct choice choice;

	if (!begin(ctx, &choice))
		return PQ_NET_EXHAUSTED;
	return choice.again ? PQ_NET_AGAIN : pq_vnet_lookup(ctx, host, out, count);
}

static enum pq_net_status dial(void *ctx, enum pq_transport transport, const struct pq_address *address, uint16_t port,
			       uint32_t *conn)
{
	struct pq_vnet *vnet = ctx;
	struct pq_vnet_conn *slot;
	struct choice choice;
	enum pq_net_status status;

	(void)address;
	(void)port;
	if (!begin(vnet, &choice) || vnet->dials == PQ_VNET_MAX_CONNS)
		return PQ_NET_EXHAUSTED;
	if (choice.again)
		return PQ_NET_AGAIN;
	slot = &vnet->conns[vnet->dials++];
	status = pq_vnet_serve(vnet, slot);
	slot->open = status == PQ_NET_OK;
	slot->transport = transport;
	*conn = vnet->dials;
	return status;
}

static enum pq_net_status start_tls(void *ctx, uint32_t conn, struct pq_view name)
{
	struct choice choice;

	(void)name;
	if (!begin(ctx, &choice))
		return PQ_NET_EXHAUSTED;
	if (!conn_of(ctx, conn))
		return PQ_NET_FAILED;
	return choice.again ? PQ_NET_AGAIN : PQ_NET_OK;
}

static enum pq_net_status send_some(void *ctx, uint32_t conn, struct pq_view bytes, size_t *sent)
{
	struct pq_vnet *vnet = ctx;
	struct pq_vnet_conn *slot = conn_of(vnet, conn);
	struct choice choice;

	if (!begin(vnet, &choice))
		return PQ_NET_EXHAUSTED;
	if (!slot)
		return PQ_NET_FAILED;
	if (choice.again || !has_room(slot))
		return PQ_NET_AGAIN;
	*sent = moved(slot, smaller(bytes.len, PQ_VNET_WINDOW - slot->unread), choice);
	vnet->traffic += *sent;
	slot->unread += *sent;
	pq_vnet_hear(vnet, slot, conn, pq_view_slice(bytes, 0, *sent));
	return PQ_NET_OK;
}

static enum pq_net_status receive(void *ctx, uint32_t conn, unsigned char *data, size_t cap, size_t *received)
{
	struct pq_vnet *vnet = ctx;
	struct pq_vnet_conn *slot = conn_of(vnet, conn);
	struct choice choice;
	enum pq_net_status status;
	size_t len;

	if (!begin(vnet, &choice))
		return PQ_NET_EXHAUSTED;
	if (!slot)
		return PQ_NET_FAILED;
	status = choice.again ? PQ_NET_AGAIN : pq_vnet_speak(vnet, slot);
	if (status == PQ_NET_END && slot->transport == PQ_TRANSPORT_UDP)
		status = PQ_NET_AGAIN;
	if (status == PQ_NET_AGAIN && !choice.again)
		vnet->operations += slot->spoken_to ? SILENCE : WAITING;
	if (status != PQ_NET_OK)
		return status;
	len = moved(slot, smaller(slot->piece.len, cap), choice);
	memcpy(data, slot->piece.data, len);
	slot->piece = pq_view_from(slot->piece, slot->transport == PQ_TRANSPORT_UDP ? SIZE_MAX : len);
	vnet->traffic += len;
	*received = len;
	return PQ_NET_OK;
}

static void hang_up(void *ctx, uint32_t conn)
{
	struct pq_vnet_conn *slot = conn_of(ctx, conn);

	if (slot)
		slot->open = false;
}

/* A clock that advances by one with each operation, and by each pause. */
static uint64_t now_ms(void *ctx)
{
	const struct pq_vnet *vnet = ctx;

	return vnet->operations + vnet->paused_ms;
}

/* SplitMix64 (Steele, Lea, Flood 2014): small, seeded by one number, and the same on every machine. */
static uint64_t draw(struct pq_vnet *vnet)
{
	uint64_t z = vnet->random += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static void fill_random(void *ctx, unsigned char *data, size_t len)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < len; i++) {
		if (i % 8 == 0)
			bits = draw(ctx);
		data[i] = (unsigned char)(bits >> (i % 8 * 8));
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

struct pq_net pq_vnet_init(struct pq_vnet *vnet, const struct pq_scenario *scenario)
{
	vnet->scenario = scenario;
	vnet->schedule = pq_scenario_bytes_of(scenario, PQ_WORD_SCHEDULE, "");
	vnet->random = pq_scenario_number_of(scenario, PQ_WORD_ENTROPY, 1);
	vnet->traffic = 0;
	vnet->operations = 0;
	vnet->dials = 0;
	vnet->paused_ms = 0;
	vnet->answer = pq_vnet_next_answer(scenario, PQ_ANSWER_TO_ANY, 0);
	vnet->preflight = pq_vnet_next_answer(scenario, PQ_ANSWER_TO_PREFLIGHT, 0);
	vnet->has_answers = vnet->answer < scenario->line_count;
	vnet->heard_conn = 0;
	vnet->heard_len = 0;
	vnet->control = false;
	memset(vnet->answered, 0, scenario->line_count);
	pq_buf_init(&vnet->bytes, vnet->storage, sizeof(vnet->storage));
	return (struct pq_net){ .ops = &ops, .ctx = vnet };
}

void pq_vnet_begin_control(struct pq_vnet *vnet)
{
	vnet->control = true;
	/* The budget begins anew, the clock goes on. */
	vnet->paused_ms += vnet->operations;
	vnet->operations = 0;
	vnet->traffic = 0;
}

void pq_vnet_pause(struct pq_vnet *vnet, uint64_t ms)
{
	vnet->paused_ms += ms;
}

/* SPDX-License-Identifier: MIT */
#include "sink/journal.h"

static void write_event(struct pq_loop *loop, const struct pq_event *event)
{
	pq_writer_time(&loop->log, loop->now_ms);
	pq_writer_event(&loop->log, event);
}

void pq_journal_dial(struct pq_loop *loop, const struct pq_arrival *arrival, enum pq_dialled dialled)
{
	struct pq_event event = {
		.kind = PQ_EVENT_DIAL,
		.conn = arrival->conn,
		.transport = arrival->transport,
		.addresses = &arrival->address,
		.address_count = 1,
		.port = arrival->port,
		.dialled = dialled,
	};

	write_event(loop, &event);
}

void pq_journal_tls(struct pq_loop *loop, const struct pq_arrival *arrival)
{
	struct pq_event event = { .kind = PQ_EVENT_TLS, .conn = arrival->conn, .text = arrival->server_name };

	write_event(loop, &event);
}

void pq_journal_bytes(struct pq_loop *loop, const struct pq_arrival *arrival, enum pq_event_kind kind,
		      struct pq_view bytes, uint64_t *so_far)
{
	uint64_t room = *so_far < PQ_SINK_MAX_LOGGED ? PQ_SINK_MAX_LOGGED - *so_far : 0;
	struct pq_view part = pq_view_slice(bytes, 0, (size_t)room);

	*so_far += bytes.len;
	if (part.len == 0)
		return;
	pq_writer_time(&loop->log, loop->now_ms);
	pq_writer_bytes(&loop->log, kind, arrival->conn, part);
}

void pq_journal_close(struct pq_loop *loop, const struct pq_arrival *arrival, uint64_t so_far)
{
	struct pq_event event = { .kind = PQ_EVENT_CLOSE, .conn = arrival->conn };

	pq_writer_time(&loop->log, loop->now_ms);
	if (so_far > PQ_SINK_MAX_LOGGED)
		pq_writer_left_out(&loop->log, arrival->conn, so_far - PQ_SINK_MAX_LOGGED);
	write_event(loop, &event);
}

/* SPDX-License-Identifier: MIT */
/* What happens to an arrival, as lines of the log: of a connection, a stream of HTTP/2, a flow of UDP. */
#ifndef PQ_SINK_JOURNAL_H
#define PQ_SINK_JOURNAL_H

#include "sink/loop.h"

void pq_journal_dial(struct pq_loop *loop, const struct pq_arrival *arrival, enum pq_dialled dialled);

/* A TLS handshake is over. */
void pq_journal_tls(struct pq_loop *loop, const struct pq_arrival *arrival);

/* kind: SEND or RECEIVE. *so_far counts all bytes of the arrival; those over PQ_SINK_MAX_LOGGED are left out. */
void pq_journal_bytes(struct pq_loop *loop, const struct pq_arrival *arrival, enum pq_event_kind kind,
		      struct pq_view bytes, uint64_t *so_far);

/* The end, and before it how many bytes were left out. */
void pq_journal_close(struct pq_loop *loop, const struct pq_arrival *arrival, uint64_t so_far);

#endif

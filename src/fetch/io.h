/* SPDX-License-Identifier: MIT */
/* Bytes out and in over a connection, with the network errors that they may end in. */
#ifndef PQ_FETCH_IO_H
#define PQ_FETCH_IO_H

#include "fetch/result.h"
#include "net/net.h"

/* The network error that a failed call of the socket layer stands for; not for OK, AGAIN and END. */
struct pq_result pq_io_failure(enum pq_net_status status);

/* Sends a part of *rest, which is not empty, and takes it off. UNSET, with *again if nothing could be sent yet. */
struct pq_result pq_io_send(struct pq_net net, uint32_t conn, struct pq_view *rest, bool *again);

/* Appends what comes to in. UNSET, with *again if nothing has come yet, *end if nothing will; LIMIT if in is full. */
struct pq_result pq_io_receive(struct pq_net net, uint32_t conn, struct pq_buf *in, bool *end, bool *again);

#endif

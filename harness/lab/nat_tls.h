/* SPDX-License-Identifier: MIT */
/* TLS between two sockets of the same process. Whose certificate it is matters to no packet filter, and is not looked at. */
#ifndef PQ_LAB_NAT_TLS_H
#define PQ_LAB_NAT_TLS_H

#include <stdbool.h>

#include "base/view.h"

struct pq_nat_tls;

/* Over a connected socket that does not block; NULL if that fails. */
struct pq_nat_tls *pq_nat_tls_client(int file);
struct pq_nat_tls *pq_nat_tls_server(int file);
void pq_nat_tls_free(struct pq_nat_tls *tls);

/* Goes on with the handshake: 1 once it is done, 0 while the other side's turn is awaited, -1 if it failed. */
int pq_nat_tls_shake(struct pq_nat_tls *tls);

/* Sends all of it; false if that fails. */
bool pq_nat_tls_send(struct pq_nat_tls *tls, struct pq_view bytes);

/* Bytes read; 0: the end; -1: none yet, or it failed. */
long pq_nat_tls_receive(struct pq_nat_tls *tls, void *data, size_t cap);

#endif

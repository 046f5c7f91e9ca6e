/* SPDX-License-Identifier: MIT */
/* What a layer takes from the TLS of its process. */
#ifndef PQ_SINK_CONTEXT_H
#define PQ_SINK_CONTEXT_H

#include <openssl/ssl.h>

struct pq_tls;

/* The context of all its sessions; the session's application data is its connection. */
SSL_CTX *pq_tls_context(struct pq_tls *tls);

#endif

/* SPDX-License-Identifier: MIT */
/* TLS of servers that are whoever they are taken for: a certificate for each name that is asked for. */
#ifndef PQ_LOOPBACK_CERTIFY_H
#define PQ_LOOPBACK_CERTIFY_H

#include <openssl/ssl.h>

struct pq_certify;

/* dir: has what pq_sink_authority made. NULL if it has not, or without memory. */
struct pq_certify *pq_certify_new(const char *dir);
void pq_certify_free(struct pq_certify *certify);

/* The app data of a connection is its struct pq_address: who has no name is taken for that, if it has a family. */
SSL_CTX *pq_certify_context(struct pq_certify *certify);

#endif

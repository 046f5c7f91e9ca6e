/* SPDX-License-Identifier: MIT */
/* X.509 certificates of one run (RFC 5280): its authority, and the leaves that it signs for names and addresses. */
#ifndef PQ_SINK_CERTIFICATE_H
#define PQ_SINK_CERTIFICATE_H

#include <openssl/x509.h>

#include "base/address.h"
#include "base/view.h"

/* A new EC key on P-256; NULL without memory. */
EVP_PKEY *pq_certificate_key(void);

/* A self-signed authority, valid for a month; NULL if that fails. */
X509 *pq_certificate_authority(EVP_PKEY *key);

/* A server's certificate for a DNS name or, if that is empty, for an address. NULL if that fails. */
X509 *pq_certificate_leaf(X509 *authority, EVP_PKEY *authority_key, EVP_PKEY *key, struct pq_view name,
			  const struct pq_address *address);

#endif

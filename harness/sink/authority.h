/* SPDX-License-Identifier: MIT */
/* Reading what pq_sink_authority wrote. */
#ifndef PQ_SINK_AUTHORITY_H
#define PQ_SINK_AUTHORITY_H

#include "sink/certificate.h"
#include "sink/sink.h"

/* False if there is none; on true both are the caller's. */
bool pq_authority_read(const char *dir, X509 **certificate, EVP_PKEY **key);

#endif

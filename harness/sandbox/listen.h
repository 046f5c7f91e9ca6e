/* SPDX-License-Identifier: MIT */
/* Who listens in the calling process's network namespace. */
#ifndef PQ_SANDBOX_LISTEN_H
#define PQ_SANDBOX_LISTEN_H

#include <stdbool.h>
#include <stdint.h>

/* Whether somebody listens on that TCP port: over IPv6 and IPv4 or, if `one` is enough, over one of them. */
bool pq_listens(uint16_t port, bool one);

#endif

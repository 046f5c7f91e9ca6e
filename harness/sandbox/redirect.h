/* SPDX-License-Identifier: MIT */
/* The packet filter of the sandbox: every TCP dial is led to the sink. */
#ifndef PQ_SANDBOX_REDIRECT_H
#define PQ_SANDBOX_REDIRECT_H

#include <stdint.h>

#include "sandbox/nft.h"

/* Starts nft with the rules, in the calling process's network namespace. False with errno: ENOENT if there is none. */
bool pq_redirect_begin(struct pq_nft *nft, uint16_t port);

#endif

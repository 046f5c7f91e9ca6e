/* SPDX-License-Identifier: MIT */
/* The packet filter of the sandbox: every TCP dial is led to the sink. */
#ifndef PQ_SANDBOX_REDIRECT_H
#define PQ_SANDBOX_REDIRECT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* nft at work. process: -1 if it could not be started. */
struct pq_redirect {
	pid_t process;
	int complaint;
};

/* Starts nft with the rules, in the calling process's network namespace. False with errno: ENOENT if there is none. */
bool pq_redirect_begin(struct pq_redirect *redirect, uint16_t port);

/* Waits until it is done. False with what it said in text. */
bool pq_redirect_end(struct pq_redirect *redirect, char *text, size_t size);

#endif

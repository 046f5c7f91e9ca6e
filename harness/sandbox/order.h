/* SPDX-License-Identifier: MIT */
/* What program to start, as a file that can be handed to another process: argument list, environment and folder. */
#ifndef PQ_SANDBOX_ORDER_H
#define PQ_SANDBOX_ORDER_H

#include "sandbox/sandbox.h"

/*
 * argv, environment: NULL-terminated, as execve(2) takes them
 * user:              empty: who the keeper is
 */
struct pq_order {
	char **argv;
	char **environment;
	char *directory;
	char *user;
	bool lingers;
	char *storage;
};

/* A descriptor of a file without a name; -1 with errno. */
int pq_order_write(const struct pq_program *program);

/* False with errno. */
bool pq_order_read(struct pq_order *order, int file);
void pq_order_fini(struct pq_order *order);

#endif

/* SPDX-License-Identifier: MIT */
/* The day on which the program runs, UTC: what expires is measured against it. */
#ifndef PQ_CLI_TODAY_H
#define PQ_CLI_TODAY_H

#include <stddef.h>

#define PQ_TODAY_SIZE 16

/* YYYY-MM-DD. */
void pq_today(char out[static PQ_TODAY_SIZE]);

#endif

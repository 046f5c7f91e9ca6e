/* SPDX-License-Identifier: MIT */
/* What processes hold, as /proc tells it; where that may not be read it is 0. */
#ifndef PQ_TESTS_SERVICE_HOLDINGS_H
#define PQ_TESTS_SERVICE_HOLDINGS_H

#include <stddef.h>
#include <sys/types.h>

/* The process of that name that this one has started; 0: none. */
pid_t holdings_process(const char *name);

/* Entries of its list of descriptors. */
size_t holdings_files(pid_t pid);

/* Private memory in KiB. */
unsigned long holdings_memory(pid_t pid);

#endif

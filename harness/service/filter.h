/* SPDX-License-Identifier: MIT */
/*
 * System-call filters (seccomp(2)): a process may make the calls of a list, and each other one is told to whoever holds
 * the filter's listener, before it happens and without ever happening.
 */
#ifndef PQ_SERVICE_FILTER_H
#define PQ_SERVICE_FILTER_H

#include <stdbool.h>
#include <stddef.h>

/* The lists, made from the PQ_SYSCALLS lines of the sources (posix/calls.h); they end with NULL. */
extern const char *const pq_calls_service[];
extern const char *const pq_calls_renderer[];

/*
 * Closes the filter over the calling process, for good. Of the calls that are on the list, some are allowed with some
 * arguments only: socket for IPv4 and IPv6, mmap and mprotect without execution, sendmsg over `over` if that is not -1.
 * Returns the listener; -1 with why not, and what to enable, in text.
 */
int pq_filter_close(const char *const *calls, int over, char *text, size_t size);

/* The next call that was refused; its name, such as "connect", in name. False if there is none now. */
bool pq_filter_next(int listener, char *name, size_t size);

/* The same, and the call fails with EPERM where it was made; for tests. */
bool pq_filter_refuse(int listener, int *number);

/* The number of the call of that name on this machine; -1 if it has none. */
int pq_filter_number(const char *name);

#endif

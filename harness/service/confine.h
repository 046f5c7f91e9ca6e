/* SPDX-License-Identifier: MIT */
/*
 * Closing a process of ours: namespaces, Landlock, the filter of system calls, in this order, for each needs calls
 * that the next one takes away. Whatever the process needs from the system beyond its list is opened before.
 */
#ifndef PQ_SERVICE_CONFINE_H
#define PQ_SERVICE_CONFINE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * calls:       that it may make
 * network:     it keeps the network that it is in, and may dial; otherwise it gets one in which there is nothing
 * over:        as of pq_filter_close
 * best_effort: what the machine does not have is gone without, and told
 */
struct pq_confinement {
	const char *const *calls;
	bool network;
	int over;
	bool best_effort;
};

/*
 * True with the filter's listener (-1 without a filter) and in text what had to be gone without; "" if nothing. False
 * with why not in text.
 */
bool pq_confine(const struct pq_confinement *confinement, int *listener, char *text, size_t size);

/* Only these descriptors stay open, as 0 to 2 (/dev/null) and from 3 on in this order; false with errno. */
bool pq_confine_files(const int *files, size_t count);

#endif

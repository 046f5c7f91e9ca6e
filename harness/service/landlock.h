/* SPDX-License-Identifier: MIT */
/* Landlock (landlock(7)): takes the file system away from the calling process, for good. */
#ifndef PQ_SERVICE_LANDLOCK_H
#define PQ_SERVICE_LANDLOCK_H

#include <stdbool.h>
#include <stddef.h>

/*
 * No file can be opened, made, removed or executed from now on; files that are open stay so. Where the kernel knows
 * how, TCP ports cannot be bound any more, and without dials not be connected to either. False with why not, and what
 * to enable, in text.
 */
bool pq_landlock_close(bool dials, char *text, size_t size);

#endif

/* SPDX-License-Identifier: MIT */
/* The compiled-in descriptions' texts, generated from services/ by cmake/embed.cmake; service.h has the functions to reach them. */
#ifndef PQ_LAB_BUILTIN_H
#define PQ_LAB_BUILTIN_H

#include <stddef.h>

/*
 * name: file name without its ending
 * text: len bytes, not terminated
 */
struct pq_builtin_service {
	const char *name;
	const unsigned char *text;
	size_t len;
};

extern const struct pq_builtin_service pq_builtin_services[];
extern const size_t pq_builtin_services_count;

#endif

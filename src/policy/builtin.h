/* SPDX-License-Identifier: MIT */
/* The built-in policy texts, generated from builtin/ by cmake/embed.cmake; policy.h has the functions to reach them. */
#ifndef PQ_POLICY_BUILTIN_H
#define PQ_POLICY_BUILTIN_H

#include <stddef.h>

/*
 * name: file name without its ending
 * text: len bytes, not terminated
 */
struct pq_builtin_policy {
	const char *name;
	const unsigned char *text;
	size_t len;
};

extern const struct pq_builtin_policy pq_builtin_policies[];
extern const size_t pq_builtin_policies_count;

#endif

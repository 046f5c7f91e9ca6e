/* SPDX-License-Identifier: MIT */
/* The compiled-in descriptions of proxies, generated from proxies/ by cmake/embed.cmake; proxy_setting.h reaches them. */
#ifndef PQ_LAB_PROXY_BUILTIN_H
#define PQ_LAB_PROXY_BUILTIN_H

#include <stddef.h>

/*
 * name: file name without its ending
 * text: len bytes, not terminated
 */
struct pq_builtin_proxy {
	const char *name;
	const unsigned char *text;
	size_t len;
};

extern const struct pq_builtin_proxy pq_builtin_proxies[];
extern const size_t pq_builtin_proxies_count;

#endif

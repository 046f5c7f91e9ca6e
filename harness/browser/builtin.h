/* SPDX-License-Identifier: MIT */
/* The compiled-in recipes' texts, generated from recipes/ by cmake/embed.cmake; recipe.h has the functions to reach them. */
#ifndef PQ_BROWSER_BUILTIN_H
#define PQ_BROWSER_BUILTIN_H

#include <stddef.h>

/*
 * name: file name without its ending
 * text: len bytes, not terminated
 */
struct pq_builtin_recipe {
	const char *name;
	const unsigned char *text;
	size_t len;
};

extern const struct pq_builtin_recipe pq_builtin_recipes[];
extern const size_t pq_builtin_recipes_count;

#endif

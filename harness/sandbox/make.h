/* SPDX-License-Identifier: MIT */
/* The steps that make a sandbox of the namespaces which the calling process, their first one, is in. */
#ifndef PQ_SANDBOX_MAKE_H
#define PQ_SANDBOX_MAKE_H

#include <stdbool.h>
#include <stddef.h>

#include "sandbox/keeper.h"
#include "sandbox/places.h"

/* False with why not, and what to enable, in text. */
bool pq_make(const struct pq_keeper *keeper, struct pq_places *places, char *text, size_t size);

#endif

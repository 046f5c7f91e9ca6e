/* SPDX-License-Identifier: MIT */
/* What an import says of ports, by readers that are slow and plain. */
#ifndef PQ_FUZZ_LISTED_H
#define PQ_FUZZ_LISTED_H

#include "import/import.h"

/* The entry's first port stands as a number on its line, in whatever base, and its last port there or behind it. */
bool pq_fuzz_port_stands(struct pq_view text, const struct pq_import_item *item);

/* Something of it counts: a port or a name that a policy can hold. */
bool pq_fuzz_lists_anything(const struct pq_import *import);

/* Both refuse the same ports, around each border of the first one. */
bool pq_fuzz_same_ports(const struct pq_import *import, const struct pq_import *other);

#endif

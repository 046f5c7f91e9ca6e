/* SPDX-License-Identifier: MIT */
/* Ports as text: "25,6665-6669", and ",..." where there is no room for all. */
#ifndef PQ_REPORT_RANGES_H
#define PQ_REPORT_RANGES_H

#include "policy/policy.h"

/* Appends one range to out, of which *len bytes are in use; false, with ",..." in its place, if it does not fit. */
bool pq_ranges_add(char *out, size_t size, size_t *len, unsigned int first, unsigned int last);

/* All ports of the set; size is at least 8. Returns how many ranges were left out. */
size_t pq_ranges_of_set(const struct pq_port_map *set, char *out, size_t size);

#endif

/* SPDX-License-Identifier: MIT */
/* What a list that was found is: by its name, by the function around it, by its entries. */
#ifndef PQ_IMPORT_SCAN_CLASS_H
#define PQ_IMPORT_SCAN_CLASS_H

#include "import/classify.h"
#include "import/scan.h"

/* The strongest that is said of it. */
struct pq_class pq_scan_class(const struct pq_scan *scan, const struct pq_scan_list *list);

/* Its entries are numbers, or strings of digits. */
bool pq_scan_is_ports(const struct pq_scan *scan, const struct pq_scan_list *list);

/* It is kept: it is of some class, or has the name that is wanted. */
bool pq_scan_worth(const struct pq_scan *scan, const struct pq_scan_list *list);

/* Its own name says that it is a list of ports or names, whatever is in it, or it is the one that is wanted. */
bool pq_scan_called_list(const struct pq_scan *scan, const struct pq_scan_list *list);

/* A string of digits, or of two such with a hyphen between, as ports; false for anything else. */
bool pq_scan_text_ports(struct pq_view text, uint32_t *first, uint32_t *last);

#endif

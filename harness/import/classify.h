/* SPDX-License-Identifier: MIT */
/* What a name says of a list, and what its entries say. */
#ifndef PQ_IMPORT_CLASSIFY_H
#define PQ_IMPORT_CLASSIFY_H

#include "import/import.h"

/* How sure it is. */
enum pq_class_strength {
	PQ_CLASS_NONE,
	PQ_CLASS_CONTENT, /* only its entries say so */
	PQ_CLASS_WEAK,    /* its name speaks of ports, and not of what becomes of them */
	PQ_CLASS_NAMED,   /* its name says so, or that of the function around it */
	PQ_CLASS_KNOWN,   /* it is the name that the format has */
	PQ_CLASS_WANTED   /* it is the one that was asked for */
};

/* why: a sentence for a note where the strength is CONTENT or WEAK, or the role is a guess; else NULL */
struct pq_class {
	enum pq_class_strength strength;
	enum pq_import_kind kind;
	enum pq_import_role role;
	const char *why;
};

/* Of a list of ports, and of a list of names, by what it is called. */
struct pq_class pq_classify_ports(struct pq_view name);
struct pq_class pq_classify_names(struct pq_view name);

/* Of the function that compares beginnings (prefixes) or whole names with strings. */
struct pq_class pq_classify_tests(struct pq_view function, bool prefixes);

/* A header that Fetch forbids; a method that it forbids; a name such as X-HTTP-Method. */
bool pq_classify_known_header(struct pq_view name);
bool pq_classify_known_method(struct pq_view name);
bool pq_classify_known_override(struct pq_view name);

/* A port that about every list of bad ports has. */
bool pq_classify_known_port(uint32_t port);

#endif

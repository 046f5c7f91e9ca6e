/* SPDX-License-Identifier: MIT */
/* Texts that are compiled in, by cmake/embed.cmake: packages.sh, the page of the packet-filter lab. */
#ifndef PQ_LAB_TEXTS_H
#define PQ_LAB_TEXTS_H

#include <stddef.h>

/* bytes: len of them, not terminated */
struct pq_lab_text {
	const char *name;
	const unsigned char *bytes;
	size_t len;
};

extern const struct pq_lab_text pq_lab_texts[];
extern const size_t pq_lab_texts_count;

#endif

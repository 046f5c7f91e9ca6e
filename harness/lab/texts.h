/* SPDX-License-Identifier: MIT */
/* Texts that are compiled in, by cmake/embed.cmake: packages.sh, the page of the packet-filter lab. */
#ifndef PQ_LAB_TEXTS_H
#define PQ_LAB_TEXTS_H

#include "base/view.h"

/* bytes: len of them, not terminated */
struct pq_lab_text {
	const char *name;
	const unsigned char *bytes;
	size_t len;
};

extern const struct pq_lab_text pq_lab_texts[];
extern const size_t pq_lab_texts_count;

/* The text of that name, with its ending; empty if there is none. */
struct pq_view pq_lab_text_find(const char *name);

#endif

/* SPDX-License-Identifier: MIT */
/* The files of pages/, compiled in, and how their blanks are filled. */
#ifndef PQ_AUDIT_PAGES_H
#define PQ_AUDIT_PAGES_H

#include "base/buf.h"

/*
 * name: file name
 * text: len bytes, not terminated
 */
struct pq_page {
	const char *name;
	const unsigned char *text;
	size_t len;
};

extern const struct pq_page pq_pages[];
extern const size_t pq_pages_count;

/* The file of that name, which there must be. */
struct pq_view pq_page(const char *name);

/* name: what stands between braces; value: what is put there. */
struct pq_blank {
	const char *name;
	struct pq_view value;
};

/* Appends text with each {name} filled in; other braces stay. */
void pq_page_fill(struct pq_buf *out, struct pq_view text, const struct pq_blank *blanks, size_t count);

/* Appends the script that a page's task is run by, the one that a runtime without a document runs, the service worker's. */
void pq_page_runner(struct pq_buf *out);
void pq_page_runtime(struct pq_buf *out);
void pq_page_service_worker(struct pq_buf *out);

#endif

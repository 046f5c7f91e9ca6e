/* SPDX-License-Identifier: MIT */
/*
 * application/x-www-form-urlencoded and text/plain bodies (URL 5.2, HTML 4.10.21.6 and .8).
 * In both, a file stands for its name, and newlines of names and values are normalised to CRLF first.
 */
#ifndef PQ_REQUEST_BODY_H
#define PQ_REQUEST_BODY_H

#include "base/buf.h"
#include "request/entry.h"

void pq_body_urlencoded(const struct pq_form_entry *entries, size_t count, struct pq_buf *out);

/* The urlencoded serialiser of URLSearchParams: nothing is normalised. */
void pq_body_params(const struct pq_form_entry *entries, size_t count, struct pq_buf *out);

void pq_body_text_plain(const struct pq_form_entry *entries, size_t count, struct pq_buf *out);

#endif

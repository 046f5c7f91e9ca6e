/* SPDX-License-Identifier: MIT */
/* What the parts of the HAR reader share: members of an entry, and secrets. */
#ifndef PQ_CONVERT_HAR_ENTRY_H
#define PQ_CONVERT_HAR_ENTRY_H

#include <jansson.h>

#include "convert/har.h"

/*
 * root:     of the JSON; entries: its array
 * absorbed: of each entry, that it is part of another one
 */
struct pq_har {
	json_t *root;
	json_t *entries;
	bool *absorbed;
};

/* har.c: string member of an object; empty if it has none. */
struct pq_view pq_har_text(const json_t *object, const char *name);
/* The same as a C string. */
const char *pq_har_string(const json_t *object, const char *name);

/*
 * har_secrets.c: the value, or what stands in its place: of cookies each value, of Authorization what stands behind the
 * scheme, of headers whose names speak of a secret all of it. *replaced is set where it is another one.
 */
const char *pq_har_header_value(struct pq_sketch *sketch, const char *name, const char *value, bool *replaced);

/* har_answer.c: the answers of the entry and of those that its redirects lead to, which are absorbed. */
void pq_har_answers(struct pq_har *har, size_t index, const struct pq_har_options *options, struct pq_sketch *sketch,
		    bool *replaced);

/* har_check.c: whether all that is looked at is there and has its type; as pq_har_open. */
enum pq_err pq_har_check(const json_t *root, struct pq_diag *diag);

#endif

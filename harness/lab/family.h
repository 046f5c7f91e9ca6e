/* SPDX-License-Identifier: MIT */
/*
 * How browsers of a family write the head of a request: which lines, in which order, with which values where the values
 * are the browser's own; and the shape of a multipart boundary. Taken from what Chromium 156, Firefox ESR 153 and
 * WebKitGTK's MiniBrowser write.
 */
#ifndef PQ_LAB_FAMILY_H
#define PQ_LAB_FAMILY_H

#include "base/buf.h"
#include "result/lab_class.h"

/*
 * name:     as of a recipe
 * lines:    by form, header lines in their order up to a NULL: "Name: value", or "Name", whose value is the request's own
 * boundary: what a boundary begins with; digits: what its other characters are of, digit_len of them; random: how many
 */
struct pq_lab_family {
	const char *name;
	const char *const *lines[PQ_LAB_FORM_COUNT];
	const char *boundary;
	const char *digits;
	size_t digit_count;
	size_t random;
};

size_t pq_lab_family_count(void);
const struct pq_lab_family *pq_lab_family_at(size_t index);
/* NULL if there is none. */
const struct pq_lab_family *pq_lab_family_by_name(const char *name);

/*
 * Writes the request as this family would: `head` (with its empty line) and body are what the model wrote. The boundary
 * is derived from the model's, and as random as it; the length is counted anew. *head_len: of the new head. False if the
 * head lacks what the family's lines take from it. Overflow shows in out.
 */
bool pq_lab_dress(const struct pq_lab_family *family, enum pq_lab_form form, struct pq_view head, struct pq_view body,
		  struct pq_buf *out, size_t *head_len);

#endif

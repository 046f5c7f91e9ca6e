/* SPDX-License-Identifier: MIT */
/*
 * What a lab saw in one case, step by step: who sent what to whom. Every lab keeps these with its results, so that a case
 * can be told afterwards by whoever has only the result.
 */
#ifndef PQ_RESULT_LAB_STEP_H
#define PQ_RESULT_LAB_STEP_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/view.h"

#define PQ_MAX_LAB_STEPS 256       /* steps of one case; a reader refuses more, a lab keeps no more */
#define PQ_MAX_LAB_STEP_BYTES 8192 /* bytes of one step; what is beyond is cut */

/*
 * from, to: who, in the lab's own words, such as "page", "proxy", "attacker's server"; to is NULL where nobody is spoken to
 * bytes:    len of them, as they were sent; NULL where the step is no sending
 * cut:      there were more bytes than are kept
 * note:     what happened, as a sentence; NULL where the bytes say it
 */
struct pq_lab_step {
	char *from;
	char *to;
	unsigned char *bytes;
	size_t len;
	bool cut;
	char *note;
};

/* In the order in which they happened. All zero is a list without steps; full: steps were left out. */
struct pq_lab_steps {
	struct pq_lab_step *rows;
	size_t count;
	bool full;
};

/* Appends copies; to and note may be NULL. False without memory. A step beyond the maximum is left out, which `full` says. */
bool pq_lab_step_add(struct pq_lab_steps *steps, const char *from, const char *to, struct pq_view bytes,
		     const char *note);

/* Releases them; the list is empty then. */
void pq_lab_steps_fini(struct pq_lab_steps *steps);

/* An array of {"from", "to", "bytes", "cut", "note"}, bytes as an argument of base/text.h; NULL without memory. */
json_t *pq_lab_steps_json(const struct pq_lab_steps *steps);

/*
 * Reads such an array into an empty list: SYNTAX, LIMIT or NO_SPACE with *diag saying what was expected of which step (path:
 * where the array stands, such as "settings[1].rows[2].steps"); the list is empty then.
 */
enum pq_err pq_lab_steps_read(struct pq_lab_steps *steps, const json_t *array, const char *path, struct pq_diag *diag);

#endif

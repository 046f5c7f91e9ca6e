/* SPDX-License-Identifier: MIT */
/*
 * What the packet-filter lab found: for each helper, way and shape, whether a hole was opened and used, and what kept it
 * shut. Data, as it is written and read as JSON; reports run nothing.
 */
#ifndef PQ_RESULT_LAB_NAT_H
#define PQ_RESULT_LAB_NAT_H

#include <stdint.h>
#include <stdio.h>

#include "result/lab_step.h"

#define PQ_LAB_NAT_FORMAT "pratique-lab-nat 1"
#define PQ_MAX_LAB_NAT_ROWS 4096 /* rows of one result */

/* In rising weight. */
enum pq_lab_nat_outcome {
	PQ_LAB_NAT_VOID,        /* nothing is stated: reason says why */
	PQ_LAB_NAT_UNREACHABLE, /* no page's bytes get there: reason says why */
	PQ_LAB_NAT_NOT_DIALLED,
	PQ_LAB_NAT_NONE,   /* no hole */
	PQ_LAB_NAT_OPENED, /* a hole that nobody outside came through */
	PQ_LAB_NAT_USED,   /* somebody outside came through */
	PQ_LAB_NAT_OUTCOME_COUNT
};

/*
 * helper:   the kernel's, by the lab's name; port: where it reads along
 * way:      how the page has bytes written; "plain" for the control, the helper's own protocol spoken from inside
 * shape:    how they became segments; setting: what is on, such as "policy fetch"
 * expected: what is stated of such a row; varies: kernels differ, and a hole is no deviation
 * hole:     as the kernel tells it; NULL: none
 * padding:  bytes before the command, computed from the segments that were learnt
 * begins:   a segment began with the command
 * blocked_by: what kept it shut; NULL: nothing did, or nothing was to be kept
 * reason:   of VOID and UNREACHABLE; NULL otherwise
 */
struct pq_lab_nat_row {
	char *helper;
	uint16_t port;
	char *way;
	char *shape;
	char *setting;
	enum pq_lab_nat_outcome outcome;
	enum pq_lab_nat_outcome expected;
	bool varies;
	char *hole;
	size_t padding;
	bool begins;
	char *blocked_by;
	char *reason;
	struct pq_lab_steps steps;
};

/*
 * subject: whose bytes: "model", or a browser with its version
 * kernel:  release of the kernel; date: YYYY-MM-DD
 * unhelped: all rows were run without any helper
 */
struct pq_lab_nat {
	char *subject;
	char *kernel;
	char *date;
	bool unhelped;
	struct pq_lab_nat_row *rows;
	size_t row_count;
};

/* Appends an empty row; NULL without memory, or if there are PQ_MAX_LAB_NAT_ROWS. Valid until the next one. */
struct pq_lab_nat_row *pq_lab_nat_add(struct pq_lab_nat *result);

/* Puts a copy in the place of *text, which is freed; NULL stays NULL. False without memory. */
bool pq_lab_nat_set(char **text, const char *copy);

void pq_lab_nat_fini(struct pq_lab_nat *result);

/* "used", "none", ...; static */
const char *pq_lab_nat_outcome_name(enum pq_lab_nat_outcome outcome);

/* Whether the row is not as is stated of such rows. What is void, or out of reach, states nothing. */
bool pq_lab_nat_deviates(const struct pq_lab_nat_row *row);

/* One line of JSON; false if writing failed or memory is short. */
bool pq_lab_nat_write(const struct pq_lab_nat *result, FILE *out);

/* Reads it into an empty result: SYNTAX, VERSION, LIMIT or NO_SPACE with *diag filled; it is empty then. */
enum pq_err pq_lab_nat_read(struct pq_lab_nat *result, struct pq_view text, struct pq_diag *diag);

#endif

/* SPDX-License-Identifier: MIT */
/* What the service lab found, as data: by service, form, client and way of writing. */
#ifndef PQ_RESULT_LAB_SERVICES_H
#define PQ_RESULT_LAB_SERVICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "result/lab_class.h"
#include "result/lab_step.h"

#define PQ_MAX_LAB_ATTEMPTS 256 /* attempts of one case */
#define PQ_MAX_LAB_CASES (PQ_LAB_FORM_COUNT * PQ_LAB_CLIENT_COUNT * PQ_LAB_SHAPE_COUNT)
#define PQ_MAX_LAB_SERVICES 1024            /* services of one result */
#define PQ_MAX_LAB_RESULT_TEXT (256u << 20) /* bytes of a result as JSON */

/* family: whose head it had; padding: bytes by which its URL's path was longer */
struct pq_lab_tried {
	char *family;
	uint32_t padding;
	enum pq_lab_class class;
};

/*
 * class:   by majority of the attempts with that padding, k of n of them; VOID with a reason
 * tried:   tried_count attempts, with all paddings
 * steps:   of one attempt that had the class, with the positive control and what was seen of the effect
 */
struct pq_lab_case {
	enum pq_lab_form form;
	enum pq_lab_client client;
	enum pq_lab_shape shape;
	enum pq_lab_class class;
	uint32_t padding;
	uint32_t k;
	uint32_t n;
	char *reason;
	struct pq_lab_tried *tried;
	size_t tried_count;
	struct pq_lab_steps steps;
};

/*
 * name, group, port, counts_for, by_default, where, note: as described; user, start: how it ran
 * prepare:  what was run before; NULL: nothing
 * configuration: the files that were written for it, each behind a line with its name; NULL: none
 * packages: as Debian's package and version, "beanstalkd 1.12-2"; NULL: none is needed, or it is not known
 * sink:     the service itself did not run: a silent sink stood in its place, and there was no positive control
 * reason:   why nothing ran; NULL
 * expected: by form; has_expected says of which
 * cases:    case_count of them
 */
struct pq_lab_served {
	char *name;
	char *group;
	char *packages;
	uint16_t port;
	uint16_t counts_for;
	bool by_default;
	char *where;
	char *user;
	char *start;
	char *prepare;
	char *configuration;
	char *note;
	bool sink;
	char *reason;
	bool has_expected[PQ_LAB_FORM_COUNT];
	enum pq_lab_class expected[PQ_LAB_FORM_COUNT];
	struct pq_lab_case cases[PQ_MAX_LAB_CASES];
	size_t case_count;
};

/* date: YYYY-MM-DD (UTC); version: pratique's; browser: whose bytes they were, NULL for the model's */
struct pq_lab_services {
	char *date;
	char *version;
	char *browser;
	struct pq_lab_served **rows;
	size_t count;
};

/* An empty one on the heap; NULL without memory. */
struct pq_lab_served *pq_lab_served_new(void);
void pq_lab_served_free(struct pq_lab_served *served);

/* Takes the row over; false without memory, and the row stays the caller's. */
bool pq_lab_services_add(struct pq_lab_services *services, struct pq_lab_served *served);
void pq_lab_services_fini(struct pq_lab_services *services);

/* Adds an attempt; false without memory or over PQ_MAX_LAB_ATTEMPTS. */
bool pq_lab_case_add(struct pq_lab_case *row, const char *family, uint32_t padding, enum pq_lab_class class);

/*
 * Class, k and n from the attempts with that padding: the class of most of them, and of two as frequent the stronger one if
 * it is not EXECUTES. VOID attempts do not count, unless there are no others.
 */
void pq_lab_case_settle(struct pq_lab_case *row, uint32_t padding);

/*
 * The case that stands for a form: one that EXECUTES if there is one, else the strongest of the patient client's, for the
 * other one closes by itself; of two of the same class the more unanimous one. NULL if the form was not tried.
 */
const struct pq_lab_case *pq_lab_form_case(const struct pq_lab_served *served, enum pq_lab_form form);

/* The forms whose class is another than the expected one, as bits 1 << form; VOID forms are none of them, and a sink has none. */
unsigned int pq_lab_differences(const struct pq_lab_served *served);

/* The strongest class of all its forms. */
enum pq_lab_class pq_lab_served_class(const struct pq_lab_served *served);

/* As JSON (pratique-lab-services 1), with a line feed behind it; false without memory, or where out fails. */
bool pq_lab_services_write(const struct pq_lab_services *services, FILE *out);

/* Reads that: SYNTAX, VERSION, LIMIT or NO_SPACE with *diag filled; *services is empty then. */
enum pq_err pq_lab_services_read(struct pq_lab_services *services, struct pq_view text, struct pq_diag *diag);

#endif

/* SPDX-License-Identifier: MIT */
/* Results of the labs, whichever they are: reading a file of any of them, and one name for each case. */
#ifndef PQ_RESULT_LAB_ANY_H
#define PQ_RESULT_LAB_ANY_H

#include "result/lab_nat.h"
#include "result/lab_proxy.h"
#include "result/lab_services.h"

#define PQ_MAX_LAB_TEXT (256u << 20) /* bytes of a result of any lab as JSON */

enum pq_lab_kind { PQ_LAB_OF_SERVICES, PQ_LAB_OF_NAT, PQ_LAB_OF_PROXY, PQ_LAB_KIND_COUNT };

/* All zero is none of them. */
struct pq_lab_any {
	struct pq_lab_services services;
	struct pq_lab_nat nat;
	struct pq_lab_proxy_result proxy;
};

void pq_lab_any_fini(struct pq_lab_any *any);

/*
 * Reads the result of any lab, which its "format" tells, into one that is empty: SYNTAX, VERSION, LIMIT or NO_SPACE with
 * *diag filled; it is empty then.
 */
enum pq_err pq_lab_any_read(struct pq_lab_any *any, struct pq_view text, struct pq_diag *diag);

#define PQ_LAB_NAME_SIZE 256

/*
 * text: parts joined by slashes, each of small letters, digits and hyphens, but for a form's letter:
 *           services/SERVICE/FORM/CLIENT/SHAPE     services/beanstalkd/T/patient/whole
 *           nat/HELPER/WAY/SHAPE/SETTING           nat/ftp/form-text-plain/split, without a setting: policy none
 *           proxy/SETTING/CASE                     proxy/squid-accel/host
 *       what could not be run at all has the first two parts only
 * at:   which service, row or setting; row: which of its cases; of NAT, and of what was not run, 0
 * rank: how much an attacker has got: the class or the outcome; 0 for a control
 */
struct pq_lab_name {
	char text[PQ_LAB_NAME_SIZE];
	enum pq_lab_kind lab;
	size_t at;
	size_t row;
	unsigned int rank;
};

struct pq_lab_names {
	struct pq_lab_name *rows;
	size_t count;
};

/* The names of all cases, in the results' order; false without memory, and then there are none. */
bool pq_lab_names_of(const struct pq_lab_any *any, struct pq_lab_names *out);
void pq_lab_names_fini(struct pq_lab_names *names);

/*
 * The case that is meant. Parts may be left out at the end, and each may be shortened at its end, in letters of either case.
 * Of several cases the one with more parts that are whole, then the one of higher rank, then the first. NULL: none.
 */
const struct pq_lab_name *pq_lab_names_find(const struct pq_lab_names *names, const char *wanted);

/* How many parts of `wanted`, from its first one on, begin some name. */
size_t pq_lab_names_known_parts(const struct pq_lab_names *names, const char *wanted);

/* Whether the name can be what is meant, or what `wanted` begins: any name for "". */
bool pq_lab_name_fits(const struct pq_lab_name *name, const char *wanted);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The packet-filter lab: for each helper of the kernel its rows, run one after the other in one world.
 *
 * A helper's rows are its control (its own protocol, spoken from inside, opens a hole that is used), then each way in each of
 * its shapes, then what must keep the hole shut: the policies, Silverlight's range, and the helper's rule removed. A helper
 * whose control fails is VOID, and nothing else of it is run.
 */
#ifndef PQ_LAB_NAT_H
#define PQ_LAB_NAT_H

#include "base/err.h"
#include "lab/nat_browser.h"
#include "lab/nat_helper.h"
#include "result/lab_nat.h"

/*
 * helpers:  helper_count that are wanted, in order, each once
 * unhelped: behind the controls the helpers' rules are removed
 * browser:  is asked in the model's place, once with the helpers' ports allowed by its switch and once without that; NULL: none
 * stop:     set by a signal handler: the result is of what was run until then; may be NULL
 */
struct pq_nat_options {
	const struct pq_nat_helper *const *helpers;
	size_t helper_count;
	bool unhelped;
	const struct pq_nat_browser_options *browser;
	const volatile int *stop;
};

/*
 * Appends a row for each case to the result, whose subject and date are the caller's. IO with *diag saying what is
 * missing if no world can be made, or the browser does not start; NO_SPACE without memory.
 */
enum pq_err pq_nat_run(struct pq_lab_nat *result, const struct pq_nat_options *options, struct pq_diag *diag);

/*
 * Appends the rows that a run of all helpers with the model has, void and with nothing but what names them: nothing is run.
 * False without memory.
 */
bool pq_nat_plan(struct pq_lab_nat *result);

#endif

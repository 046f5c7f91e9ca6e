/* SPDX-License-Identifier: MIT */
/* The steps of a lab's case in a page: who sent what to whom. */
#ifndef PQ_REPORT_LAB_STEPS_H
#define PQ_REPORT_LAB_STEPS_H

#include <stdio.h>

#include "result/lab_step.h"

/* A list of them, folded up below the summary, plain words of our own; nothing where there are none. What was sent is text and never markup. */
void pq_lab_steps_html(const struct pq_lab_steps *steps, const char *summary, FILE *out);

#endif

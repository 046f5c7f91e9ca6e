/* SPDX-License-Identifier: MIT */
/* What the service lab found, for people: a table, and a page. */
#ifndef PQ_REPORT_LAB_SERVICES_H
#define PQ_REPORT_LAB_SERVICES_H

#include <stdio.h>

#include "result/lab_services.h"

/* One row a service, one column a form; below it what was not unanimous, what differs from what is expected, what is void. */
void pq_lab_services_table(const struct pq_lab_services *services, FILE *out);

/* A page that needs nothing else; false without memory, or where out fails. */
bool pq_lab_services_html(const struct pq_lab_services *services, FILE *out);

#endif

/* SPDX-License-Identifier: MIT */
/* The parts of a dossier that are about what was run, in Markdown. */
#ifndef PQ_REPORT_LAB_EVIDENCE_PARTS_H
#define PQ_REPORT_LAB_EVIDENCE_PARTS_H

#include <stdio.h>

#include "policies/evidence.h"

/* Attacks, packet filters and remarks that name the port; nothing where there are none. */
void pq_evidence_put_facts(const struct pq_evidence_port *port, FILE *out);

/* How a service ran, what it made of each case, and who sent what in those that execute. */
void pq_evidence_put_service(const struct pq_evidence_service *service, FILE *out);

/* What the port's other services did; nothing where there are none. */
void pq_evidence_put_others(const struct pq_evidence_port *port, FILE *out);

/* What was not tested. */
void pq_evidence_put_limits(const struct pq_evidence_port *port, FILE *out);

/* The commands that come to such a dossier. */
void pq_evidence_put_again(const struct pq_evidence_port *port, FILE *out);

#endif

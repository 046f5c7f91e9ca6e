/* SPDX-License-Identifier: MIT */
/* What the service lab saw beside who blocks what: as a table, as JSON, as a page, and as a dossier for one port. */
#ifndef PQ_REPORT_LAB_EVIDENCE_H
#define PQ_REPORT_LAB_EVIDENCE_H

#include "policies/evidence.h"
#include "report/terminal.h"

/*
 * date:    YYYY-MM-DD, when this is told; version: pratique's
 * files:   where the evidence's results were read from, in their order
 */
struct pq_lab_evidence_about {
	const struct pq_evidence *evidence;
	const char *date;
	const char *version;
	const char *const *files;
};

/* By port what its services did and who blocks it; below it what follows from that. */
void pq_lab_evidence_terminal(const struct pq_lab_evidence_about *about, const struct pq_terminal *terminal);

/* One JSON document (pratique-lab-evidence 1); false without memory, or where out fails. */
bool pq_lab_evidence_json(const struct pq_lab_evidence_about *about, FILE *out);

/* A page that needs nothing else; false where out fails. */
bool pq_lab_evidence_html(const struct pq_lab_evidence_about *about, FILE *out);

/*
 * A port that executes (pq_evidence_is_gap), told for people who decide on a list of ports, in Markdown; false where out
 * fails.
 */
bool pq_lab_evidence_dossier(const struct pq_lab_evidence_about *about, const struct pq_evidence_port *port, FILE *out);

#endif

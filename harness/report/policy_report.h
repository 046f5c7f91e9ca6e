/* SPDX-License-Identifier: MIT */
/*
 * What policies come to, for a person and for a program: how two differ, how the list of blocked ports grew and who had
 * how much of it, and why one port is on it. JSON is printed as lines, one object each.
 */
#ifndef PQ_REPORT_POLICY_REPORT_H
#define PQ_REPORT_POLICY_REPORT_H

#include <stdio.h>

#include "policies/diff.h"
#include "policies/why.h"
#include "report/terminal.h"

/*
 * One of two policies that are compared.
 * name:   as the user gave it
 * policy: it
 */
struct pq_report_side {
	const char *name;
	const struct pq_policy *policy;
};

void pq_report_policy_diff(const struct pq_policy_diff *diff, const struct pq_report_side sides[static 2],
			   const struct pq_states *states, const struct pq_terminal *terminal);
void pq_report_policy_diff_json(const struct pq_policy_diff *diff, const struct pq_report_side sides[static 2],
				const struct pq_states *states, FILE *out);

/* The list's whole history, and the products beside it; with reasons: why each change was made, and where. */
void pq_report_timeline(const struct pq_states *states, bool reasons, const struct pq_terminal *terminal);
void pq_report_timeline_json(const struct pq_states *states, FILE *out);

/* The same for one port: when it came, and which products block it at the dates of their sources. */
void pq_report_timeline_port(const struct pq_states *states, uint16_t port, const struct pq_terminal *terminal);
void pq_report_timeline_port_json(const struct pq_states *states, uint16_t port, FILE *out);

/* The same for one product: count states of it, the oldest first. */
void pq_report_timeline_product(const struct pq_states *states, const struct pq_state *product, size_t count,
				const struct pq_terminal *terminal);
void pq_report_timeline_product_json(const struct pq_states *states, const struct pq_state *product, size_t count,
				     FILE *out);

void pq_report_why(const struct pq_why *why, const struct pq_terminal *terminal);
void pq_report_why_json(const struct pq_why *why, FILE *out);

#endif

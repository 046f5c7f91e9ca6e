/* SPDX-License-Identifier: MIT */
/* What the proxy lab found, for a person. */
#ifndef PQ_REPORT_LAB_PROXY_H
#define PQ_REPORT_LAB_PROXY_H

#include "report/terminal.h"
#include "result/lab_proxy.h"

/*
 * What became of all the cases of a kind at one setting, in one word: the outcome of the control; of forged names "secret"
 * if one was fetched; of the others "breach", "held" or "void", whichever is worst but that one case held outweighs voids.
 */
const char *pq_lab_proxy_word(const struct pq_lab_proxy_setting *setting, enum pq_lab_proxy_kind kind);

/* A row for each setting, then breaches, differences and voids with their reasons, then the sum. */
void pq_lab_proxy_terminal(const struct pq_lab_proxy_result *result, const struct pq_terminal *terminal);

/* One page of its own, which asks nobody for anything; false if the stream failed. */
bool pq_lab_proxy_html(const struct pq_lab_proxy_result *result, FILE *out);

#endif

/* SPDX-License-Identifier: MIT */
/* The verb `lab`: one table of labs, one file lab_NAME.c each. */
#ifndef PQ_CLI_LAB_H
#define PQ_CLI_LAB_H

int pq_cli_lab_evidence(int argc, char **argv);
int pq_cli_lab_explain(int argc, char **argv);
int pq_cli_lab_nat(int argc, char **argv);
int pq_cli_lab_proxy(int argc, char **argv);
int pq_cli_lab_services(int argc, char **argv);

#endif

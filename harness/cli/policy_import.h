/* SPDX-License-Identifier: MIT */
/* "policy import": lists in source code as policy text. */
#ifndef PQ_CLI_POLICY_IMPORT_H
#define PQ_CLI_POLICY_IMPORT_H

int pq_cli_policy_import(int argc, char **argv);

#endif

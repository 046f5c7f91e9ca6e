/* SPDX-License-Identifier: MIT */
/* "policy check" and "policy drift": files that are compared with a policy. */
#ifndef PQ_CLI_POLICY_CHECK_H
#define PQ_CLI_POLICY_CHECK_H

#include <stdbool.h>
#include <stddef.h>

int pq_cli_policy_check(int argc, char **argv);
int pq_cli_policy_drift(int argc, char **argv);

/* The index of a format's name, PQ_IMPORT_AUTO for NULL and "auto"; false after a complaint. */
bool pq_policy_format(const char *name, size_t *format);

#endif

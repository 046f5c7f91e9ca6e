/* SPDX-License-Identifier: MIT */
/* The words of `pratique policy` that tell of policies: each gets itself as argv[0], and returns an exit code. */
#ifndef PQ_CLI_POLICY_TELL_H
#define PQ_CLI_POLICY_TELL_H

#include <stdbool.h>
#include <stdint.h>

#include "policies/states.h"

int pq_cli_policy_diff(int argc, char **argv);
int pq_cli_policy_timeline(int argc, char **argv);
int pq_cli_policy_why(int argc, char **argv);

/* The built-in policies beside the list; as with pq_memory, there is no going on without memory. */
struct pq_states *pq_cli_states(void);

/* Reads a port; false if the text is no number from 0 to 65535. */
bool pq_cli_port(const char *text, uint16_t *port);

#endif

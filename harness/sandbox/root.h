/* SPDX-License-Identifier: MIT */
/*
 * A file system of a sandbox's own: what is unpacked in other folders lies over the machine's, and what a program writes
 * goes nowhere but into memory.
 *
 * Theory of operation. Nothing may lie over `/` itself, for the layers are below it; so each of its folders (usr, etc, var
 * and their like) becomes an overlay: the layers' own on top, the machine's below. Where programs write, an upper
 * folder on a tmpfs takes it. /run, /tmp and /dev are new ones; all the rest is read-only from then on.
 */
#ifndef PQ_SANDBOX_ROOT_H
#define PQ_SANDBOX_ROOT_H

#include <stdbool.h>

#include "sandbox/sandbox.h"

/*
 * In the calling process's mount and UTS namespaces, which must be new ones, before anything else is mounted there. False
 * with errno and *what, a static string, saying what failed.
 */
bool pq_root_make(const struct pq_sandbox_root *root, const char **what);

/* Of RFC 2544: for tests of a network, and nobody's. */
#define PQ_ROOT_ADDRESS "198.18.0.2"

/*
 * In the calling process's network namespace, whose /proc is mounted: any user may listen on any port, and besides loopback
 * there is an address, without which programs that ask for AI_ADDRCONFIG find none at all. False as above.
 */
bool pq_root_network(const char **what);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The sandbox's network, made by netlink in the calling process's network
 * namespace: every address of IPv4 and IPv6 is local; connections come from a
 * public address of a second interface, without which WebRTC gathers no
 * candidates. Or a plain one, with its own loopback and nothing else.
 */
#ifndef PQ_SANDBOX_NETWORK_H
#define PQ_SANDBOX_NETWORK_H

#include <stdbool.h>

/* False with errno and *what, a static string, saying what failed. Without IPv6 in the kernel there is none inside. */
bool pq_network_up(bool everything_local, const char **what);

/* Settings of /proc/sys/net; those that cannot be set stay as they are. */
void pq_network_settings(void);

#endif

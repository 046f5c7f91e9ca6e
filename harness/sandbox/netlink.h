/* SPDX-License-Identifier: MIT */
/*
 * Interfaces, addresses and routes of the calling process's network namespace,
 * by netlink. Each call says false with errno if the kernel refuses.
 */
#ifndef PQ_SANDBOX_NETLINK_H
#define PQ_SANDBOX_NETLINK_H

#include <stdbool.h>
#include <stdint.h>

struct mnl_socket;

/* A socket and the request under way, in its buffer. The socket stays in the namespace in which it was opened. */
struct pq_netlink {
	struct mnl_socket *socket;
	unsigned int sequence;
	char buffer[4096];
};

bool pq_netlink_open(struct pq_netlink *line);

/* Keeps errno. */
void pq_netlink_close(struct pq_netlink *line);

bool pq_netlink_up(struct pq_netlink *line, const char *interface);

/* An interface that leads nowhere. */
bool pq_netlink_dummy(struct pq_netlink *line, const char *interface);

/* Two interfaces with a wire between them; the other one is made in the namespace of the file `place`, or here if that is -1. */
bool pq_netlink_pair(struct pq_netlink *line, const char *interface, const char *other, int place);

/* From now on what leaves there is cut into packets before it does, and not by whoever takes it. */
bool pq_netlink_cut(struct pq_netlink *line, const char *interface);

/* family: AF_INET or AF_INET6; address: as text */
bool pq_netlink_address(struct pq_netlink *line, const char *interface, int family, const char *address,
			unsigned char prefix_len);

/* local 0.0.0.0/0, or local ::/0, dev lo src SOURCE: more exact routes, as of 127.0.0.0/8, keep their own source. */
bool pq_netlink_all_local(struct pq_netlink *line, int family, const char *source);

/* TO/PREFIX_LEN via VIA, of IPv4 */
bool pq_netlink_route(struct pq_netlink *line, const char *to, unsigned char prefix_len, const char *via);

#endif

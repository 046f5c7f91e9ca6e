/* SPDX-License-Identifier: MIT */
/* Socket addresses as the project's addresses. */
#ifndef PQ_SINK_SOCKET_H
#define PQ_SINK_SOCKET_H

#include <stdint.h>
#include <sys/socket.h>

#include "base/address.h"

/* Family 0 and port 0 for families other than IPv4 and IPv6. */
void pq_socket_address(const struct sockaddr_storage *from, struct pq_address *address, uint16_t *port);

#endif

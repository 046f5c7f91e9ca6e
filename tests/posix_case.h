/* SPDX-License-Identifier: MIT */
/*
 * The socket layer over the system, and what tests of it share. Nothing of it blocks, so that a test plays both sides
 * of a connection: what the other side does while the layer says "again" is a function.
 */
#ifndef PQ_TESTS_POSIX_CASE_H
#define PQ_TESTS_POSIX_CASE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "posix/posix.h"

/* Opened with those options; the test fails if that fails. */
struct pq_posix *posix_case_open(const struct pq_posix_options *options);

/* Waits a moment for what the last "again" waits for. */
void posix_case_wait(struct pq_posix *posix);

/* A listener on that address, and the port that it got. */
int posix_case_listen(const char *address, int kind, uint16_t *port);

struct pq_address posix_case_address(const char *text);

/* Dials until the dial has ended; after one that was OK, *peer is the server's end, if peer is not NULL. */
enum pq_net_status posix_case_dial(struct pq_posix *posix, const char *address, uint16_t port, int listener,
				   uint32_t *conn, int *peer);

/* Receives until something came or it ended. */
enum pq_net_status posix_case_receive(struct pq_posix *posix, uint32_t conn, unsigned char *data, size_t cap,
				      size_t *received);

/* Descriptors that this process has open. */
unsigned int posix_case_descriptors(void);

#endif

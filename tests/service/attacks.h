/* SPDX-License-Identifier: MIT */
/* What a hostile renderer does to the network service at the other end of its socket; all of it is drawn from a seed. */
#ifndef PQ_TESTS_SERVICE_ATTACKS_H
#define PQ_TESTS_SERVICE_ATTACKS_H

#include <stddef.h>
#include <stdint.h>

/* Draws come from here: the same seed and session, the same draws. */
void attacks_seed(uint64_t seed, uint64_t session);
uint32_t attacks_draw(uint32_t below);

/* The port of a server on loopback that answers nothing at /silent. */
void attacks_server(uint16_t port);

struct attack {
	const char *name;
	void (*run)(int socket);
};

extern const struct attack attacks[];
extern const size_t attack_count;

/* Requests that are refused, more than the socket takes. */
void attack_flood(int socket);
/* Descriptors, 60 in a message. */
void attack_pass_descriptors(int socket);

#endif

/* SPDX-License-Identifier: MIT */
/* Results for tests: small ones with a bit of everything, hostile strings, and large ones. */
#ifndef PQ_TESTS_RESULT_FIXTURE_H
#define PQ_TESTS_RESULT_FIXTURE_H

#include "result/result.h"

/* Judgements as the monitor numbers them. */
#define FIXTURE_HELD 2
#define FIXTURE_VIOLATED 3

/* Strings that break out of what they are put into: markup, JSON, XML, terminals, text formats. */
extern const struct pq_view fixture_hostile[];
extern const size_t fixture_hostile_count;

/* A result without any entry, whose control was seen. */
struct pq_result *fixture_empty(void);

struct pq_result_vector *fixture_vector(struct pq_result *result, const char *name, enum pq_tested tested);
/* Of the result's last vector. */
struct pq_result_port *fixture_port(struct pq_result *result, uint16_t number, enum pq_finding finding);
struct pq_result_case *fixture_case(struct pq_result *result, const char *suite, const char *name,
				    enum pq_rule violated);
struct pq_result_dial *fixture_dial(struct pq_result *result, const char *name, const char *address, uint16_t port);

/* One that resembles a real audit: sweeps, vectors, cases, spaces, dials, notes, a baseline. */
struct pq_result *fixture_audit(void);

/* The same, with each of its strings one of the hostile ones. */
struct pq_result *fixture_hostile_audit(void);

/* sweeps of all ports, with findings that change at every port if `worst`; vectors over 250 ports each. */
struct pq_result *fixture_large(size_t sweeps, size_t vectors, bool worst);

#endif

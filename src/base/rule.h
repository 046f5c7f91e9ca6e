/* SPDX-License-Identifier: MIT */
/*
 * The vocabulary that scenario, transcript, model and monitor share: names of
 * rules, sides and outcomes. Only names live here; what a rule means is decided
 * by whoever enforces it and, independently, by the monitor.
 */
#ifndef PQ_BASE_RULE_H
#define PQ_BASE_RULE_H

#include "base/view.h"

/* Ids are stable: they stand in scenarios, reports and crash reports. */
enum pq_rule {
	PQ_RULE_NONE,
	PQ_RULE_UNSAFE_PORT,
	PQ_RULE_WRONG_DESTINATION,
	PQ_RULE_OVER_BLOCK,
	PQ_RULE_FORBIDDEN_HEADER,
	PQ_RULE_MALFORMED_HEADER,
	PQ_RULE_FORBIDDEN_METHOD,
	PQ_RULE_HOST_MISMATCH,
	PQ_RULE_REQUEST_SPLIT,
	PQ_RULE_BAD_FRAMING,
	PQ_RULE_MULTIPART_INJECTION,
	PQ_RULE_WEAK_BOUNDARY,
	PQ_RULE_UNMASKED_FRAME,
	PQ_RULE_CREDENTIAL_LEAK,
	PQ_RULE_SOCKET_OUTSIDE_SERVICE,
	PQ_RULE_COUNT
};

/* Which side refused a request, or let it through. */
enum pq_side {
	PQ_SIDE_UNKNOWN, /* the subject does not show it */
	PQ_SIDE_PAGE,    /* the page-side API, in the renderer */
	PQ_SIDE_SERVICE, /* the network service */
	PQ_SIDE_COUNT
};

/* How one request ended. */
enum pq_outcome {
	PQ_OUTCOME_UNSET,
	PQ_OUTCOME_DONE,    /* a response arrived */
	PQ_OUTCOME_BLOCKED, /* refused, and a rule is the stated reason */
	PQ_OUTCOME_ERROR,   /* a network error without a rule behind it */
	PQ_OUTCOME_COUNT
};

/* Static names such as "unsafe_port", "page", "blocked"; "none", "unknown", "unset" for zero. */
const char *pq_rule_name(enum pq_rule rule);
const char *pq_side_name(enum pq_side side);
const char *pq_outcome_name(enum pq_outcome outcome);

/* The rule with that name; PQ_RULE_NONE if there is none. */
enum pq_rule pq_rule_by_name(struct pq_view name);

#endif

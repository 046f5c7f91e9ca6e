/* SPDX-License-Identifier: MIT */
/* What stands on a line of a policy text behind its word: one function for each shape of word.h. */
#ifndef PQ_POLICY_ARGUMENT_H
#define PQ_POLICY_ARGUMENT_H

#include "base/text.h"
#include "policy/policy.h"

/* Fills the reader's diag for a part of its text; returns err. */
enum pq_err pq_policy_fail_at(const struct pq_text *text, enum pq_err err, struct pq_view part, const char *expected);

/* Takes the rest of the line, without blanks at its end. What is kept as written may not steer a terminal: SYNTAX. */
enum pq_err pq_policy_read_rest(struct pq_text *text, struct pq_view *out);

/*
 * Reads what follows the word of entry->kind, up to the line's end. Port ranges go into policy->ranges.
 * SYNTAX, RANGE or LIMIT.
 */
enum pq_err pq_policy_read_arguments(struct pq_text *text, struct pq_policy *policy, struct pq_entry *entry);

#endif

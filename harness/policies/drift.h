/* SPDX-License-Identifier: MIT */
/*
 * Has the standard moved on? A newer text of it against a policy of ours: the
 * same comparison as a check, told from the other side. What the text has and we have not is missing in ours.
 */
#ifndef PQ_POLICIES_DRIFT_H
#define PQ_POLICIES_DRIFT_H

#include "policies/check.h"

/* What one finding comes to for the policy: a line to add to its text, or to take out. */
struct pq_policies_step {
	bool add;
	size_t line;      /* of the standard's text */
	const char *text; /* the policy's line, without a line feed; owned by the check's store */
};

/*
 * The steps of a check whose file is the standard's text, in its order; at most `room` are written. Returns how many
 * there are. Findings that are about the text alone (duplicates, what was not read) are none.
 */
size_t pq_policies_drift(struct pq_policies_check *check, const struct pq_import *standard,
			 struct pq_policies_step *steps, size_t room);

#endif

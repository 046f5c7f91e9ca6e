/* SPDX-License-Identifier: MIT */
#include "policies/rules.h"

#include <assert.h>

#include "base/check.h"

#define ROW(kind) [PQ_ROW_##kind - PQ_ROW_FIRST_OF_LISTS]

#define ADD "Add it to the list, or accept it in a baseline with a reason and a day."
#define REMOVE "Remove it if it is not meant: pages lose what the standard gives them. Else accept it in a baseline."

static const struct pq_policies_rule rows[] = {
	ROW(MISSING_PORT) = { "A port that the policy blocks must be in the list.", ADD, "CWE-918", true },
	ROW(EXTRA_PORT) = { "A port that the policy allows should not be in the list.", REMOVE, "CWE-684", false },
	ROW(EXEMPT_PORT) = { "An exception must not let through what the policy blocks.",
			     "Remove the exception, or accept it in a baseline with a reason and a day.", "CWE-918",
			     true },
	ROW(DUPLICATE_PORT) = { "A port should stand in a list once.",
				"Remove one; perhaps another port was meant in its place.", "CWE-1041", false },
	ROW(UNSORTED) = { "A list that is searched by bisection must be in order.",
			  "Put it in order, and assert the order when compiling.", "CWE-1025", true },
	ROW(ZERO_TERMINATOR_CUTS) = { "A list that ends with 0 must not hold port 0.",
				      "Test port 0 beside the list, or give the list a length.", "CWE-170", true },
	ROW(SIGNEDNESS_SPOILS) = { "Every port must fit into the type of the list's elements.",
				   "Use an unsigned type of 16 bits.", "CWE-194", true },
	ROW(MISSING_HEADER) = { "A header that the policy forbids must be in the list.", ADD, "CWE-183", true },
	ROW(EXTRA_HEADER) = { "A header that the policy allows should not be in the list.", REMOVE, "CWE-684", false },
	ROW(MISSING_PREFIX) = { "A prefix that the policy forbids must be in the list.", ADD, "CWE-183", true },
	ROW(EXTRA_PREFIX) = { "A prefix that the policy allows should not be in the list.", REMOVE, "CWE-684", false },
	ROW(MISSING_METHOD) = { "A method that the policy forbids must be in the list.", ADD, "CWE-183", true },
	ROW(EXTRA_METHOD) = { "A method that the policy allows should not be in the list.", REMOVE, "CWE-684", false },
	ROW(MISSING_OVERRIDE) = { "A header that overrides the method must be in the list.", ADD, "CWE-183", true },
	ROW(EXTRA_OVERRIDE) = { "A header that the policy does not know to override the method should not be in the "
				"list.",
				REMOVE, "CWE-684", false },
	ROW(DUPLICATE_NAME) = { "A name should stand in a list once.",
				"Remove one; perhaps another name was meant in its place.", "CWE-1041", false },
	ROW(CONDITIONAL) = { "What the policy refuses must be in the list on every side of a conditional.",
			     "List it outside of the conditional, or accept it in a baseline.", "CWE-1188", true },
	ROW(UNREAD) = { "Every entry of a list must be read, or the list is not known.",
			"Write the entry as a number or a string, or accept it in a baseline.", "CWE-1059", false },
};
static_assert(sizeof(rows) / sizeof(rows[0]) == PQ_POLICIES_RULES, "a row for each rule");

const struct pq_policies_rule *pq_policies_rule(enum pq_row_kind kind)
{
	pq_check(pq_row_is_of_lists(kind));
	return &rows[kind - PQ_ROW_FIRST_OF_LISTS];
}

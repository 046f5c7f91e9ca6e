/* SPDX-License-Identifier: MIT */
#include "lab/marker.h"

#define DIGITS 36u
#define STEP 7919u /* odd and no multiple of 3, so each number comes once; neighbours differ in several places */

static uint64_t marker_count(void)
{
	uint64_t count = 1;

	for (int i = 1; i < PQ_MARKER_LEN; i++)
		count *= DIGITS;
	return count;
}

void pq_markers_init(struct pq_markers *markers, uint64_t seed)
{
	markers->next = seed % marker_count();
}

void pq_marker_next(struct pq_markers *markers, char marker[static PQ_MARKER_LEN + 1])
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	uint64_t rest = markers->next;

	marker[0] = 'q';
	for (int i = 1; i < PQ_MARKER_LEN; i++, rest /= DIGITS)
		marker[i] = digits[rest % DIGITS];
	marker[PQ_MARKER_LEN] = '\0';
	markers->next = (markers->next + STEP) % marker_count();
}

/* SPDX-License-Identifier: MIT */
#include "report/nearest.h"

#include <string.h>

#define LONGEST 40 /* longer words are not names of ours */

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Insertions, deletions, replacements and swaps of neighbours ("optimal string alignment"). */
static size_t distance(const char *a, const char *b)
{
	size_t rows[LONGEST + 1][LONGEST + 1];
	size_t a_len = strlen(a);
	size_t b_len = strlen(b);

	for (size_t i = 0; i <= a_len; i++)
		rows[i][0] = i;
	for (size_t j = 0; j <= b_len; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		for (size_t j = 1; j <= b_len; j++) {
			size_t best = rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]);

			best = least(best, least(rows[i - 1][j], rows[i][j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				best = least(best, rows[i - 2][j - 2] + 1);
			rows[i][j] = best;
		}
	}
	return rows[a_len][b_len];
}

const char *pq_nearest(const char *wanted, const char *const *names, size_t count)
{
	const char *nearest = NULL;
	size_t best = strlen(wanted) / 3 + 2; /* one edit in a short word, two in "policy" */

	if (strlen(wanted) > LONGEST)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		size_t edits = strlen(names[i]) <= LONGEST ? distance(wanted, names[i]) : best;

		if (edits < best && edits < strlen(names[i])) {
			best = edits;
			nearest = names[i];
		}
	}
	return nearest;
}

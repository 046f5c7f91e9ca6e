/* SPDX-License-Identifier: MIT */
#include "common/reading.h"

bool pq_fuzz_tells_place(const struct pq_diag *diag, struct pq_view text)
{
	size_t len = strnlen(diag->expected, sizeof(diag->expected)), lines = 1;

	for (size_t i = 0; i < text.len; i++)
		lines += text.data[i] == '\n';
	for (size_t i = 0; i < len; i++)
		if (diag->expected[i] < ' ' || diag->expected[i] > '~')
			return false;
	return len > 0 && len < sizeof(diag->expected) && diag->line <= lines;
}

/* SPDX-License-Identifier: MIT */
#include "planted/table.h"

/* Puts a time in its place among those that are sorted already. */
static void insert(uint64_t *times, size_t count, uint64_t time)
{
	while (count > 0 && times[count - 1] > time) {
		times[count] = times[count - 1];
		count--;
	}
	times[count] = time;
}

struct pq_plant_row pq_plant_row_of(const struct pq_plant *plant, const struct pq_trial *trials, size_t count)
{
	struct pq_plant_row row = { .done = (unsigned int)count, .median_ms = UINT64_MAX, .worst_ms = UINT64_MAX };
	uint64_t times[PQ_PLANT_REPETITIONS];

	for (size_t i = 0; i < count; i++) {
		bool detected = pq_trial_detected(&trials[i], plant);

		row.reached += trials[i].reached > 0;
		row.triggered += trials[i].triggered > 0;
		row.detected += detected;
		row.mutated |= trials[i].mutated > 0;
		row.executions += trials[i].executions;
		row.cpu_ms += trials[i].cpu_ms;
		insert(times, i, detected ? trials[i].cpu_ms : UINT64_MAX);
	}
	if (count == 0)
		return row;
	row.worst_ms = times[count - 1];
	row.median_ms = times[count / 2];
	if (count % 2 == 0 && row.median_ms != UINT64_MAX)
		row.median_ms = (times[count / 2 - 1] + times[count / 2]) / 2;
	return row;
}

/* SPDX-License-Identifier: MIT */
#include "sink/said.h"

/* By a hash: an answer counts whichever of those with the same one it is. */
static _Atomic uint16_t *slot_of(struct pq_sink_counters *counters, const struct pq_address *asker, uint16_t port,
				 struct pq_view message)
{
	uint32_t hash = 2166136261u ^ port;

	for (size_t i = 0; i < sizeof(asker->bytes); i++)
		hash = (hash ^ asker->bytes[i]) * 16777619u;
	for (size_t i = 0; i < 2 && i < message.len; i++)
		hash = (hash ^ message.data[i]) * 16777619u;
	return &counters->said[hash % PQ_SINK_SAID];
}

void pq_said_note(struct pq_sink_counters *counters, const struct pq_address *asker, uint16_t port,
		  struct pq_view message)
{
	atomic_fetch_add(slot_of(counters, asker, port, message), 1);
}

bool pq_said_take(struct pq_sink_counters *counters, const struct pq_address *asker, uint16_t port,
		  struct pq_view message)
{
	_Atomic uint16_t *slot = slot_of(counters, asker, port, message);
	uint16_t count = atomic_load(slot);

	while (count && !atomic_compare_exchange_weak(slot, &count, (uint16_t)(count - 1)))
		;
	return count > 0;
}

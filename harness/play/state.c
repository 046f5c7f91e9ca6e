/* SPDX-License-Identifier: MIT */
#include "play/state.h"

#include <sys/mman.h>
#include <time.h>

static size_t size_for(uint32_t count)
{
	return sizeof(struct pq_play_state) + count * sizeof(((struct pq_play_state *)0)->states[0]);
}

struct pq_play_state *pq_play_state_new(uint32_t count)
{
	struct pq_play_state *state =
		mmap(NULL, size_for(count), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (state == MAP_FAILED)
		return NULL;
	state->count = count;
	return state;
}

void pq_play_state_free(struct pq_play_state *state)
{
	if (state)
		munmap(state, size_for(state->count));
}

uint64_t pq_play_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

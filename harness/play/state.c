/* SPDX-License-Identifier: MIT */
#include "play/state.h"

#include <sys/mman.h>

struct pq_play_state *pq_play_state_new(void)
{
	struct pq_play_state *state =
		mmap(NULL, sizeof(*state), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return state == MAP_FAILED ? NULL : state;
}

void pq_play_state_free(struct pq_play_state *state)
{
	if (state)
		munmap(state, sizeof(*state));
}

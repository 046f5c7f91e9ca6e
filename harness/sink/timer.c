/* SPDX-License-Identifier: MIT */
/* A binary heap; each timer knows its slot, so that it can be stopped. */
#include <stdlib.h>

#include "sink/loop.h"

static void put(struct pq_loop *loop, size_t at, struct pq_timer *timer)
{
	loop->timers[at] = timer;
	timer->slot = at + 1;
}

static void sift_up(struct pq_loop *loop, size_t at, struct pq_timer *timer)
{
	while (at > 0 && loop->timers[(at - 1) / 2]->due_ms > timer->due_ms) {
		put(loop, at, loop->timers[(at - 1) / 2]);
		at = (at - 1) / 2;
	}
	put(loop, at, timer);
}

static void sift_down(struct pq_loop *loop, size_t at, struct pq_timer *timer)
{
	for (;;) {
		size_t child = at * 2 + 1;

		if (child + 1 < loop->timer_count && loop->timers[child + 1]->due_ms < loop->timers[child]->due_ms)
			child++;
		if (child >= loop->timer_count || loop->timers[child]->due_ms >= timer->due_ms)
			break;
		put(loop, at, loop->timers[child]);
		at = child;
	}
	put(loop, at, timer);
}

bool pq_timer_set(struct pq_loop *loop, struct pq_timer *timer, uint64_t due_ms)
{
	pq_timer_stop(loop, timer);
	if (loop->timer_count == loop->timer_cap) {
		size_t cap = loop->timer_cap ? loop->timer_cap * 2 : 64;
		struct pq_timer **timers = realloc(loop->timers, cap * sizeof(struct pq_timer *));

		if (!timers)
			return false;
		loop->timers = timers;
		loop->timer_cap = cap;
	}
	timer->due_ms = due_ms;
	sift_up(loop, loop->timer_count++, timer);
	return true;
}

void pq_timer_stop(struct pq_loop *loop, struct pq_timer *timer)
{
	size_t at = timer->slot;
	struct pq_timer *last;

	if (at == 0)
		return;
	timer->slot = 0;
	last = loop->timers[--loop->timer_count];
	if (last == timer)
		return;
	sift_down(loop, at - 1, last);
	sift_up(loop, last->slot - 1, last);
}

int pq_timer_run(struct pq_loop *loop, int limit_ms)
{
	while (loop->timer_count > 0) {
		struct pq_timer *timer = loop->timers[0];

		if (timer->due_ms > loop->now_ms) {
			uint64_t wait = timer->due_ms - loop->now_ms;

			return wait < (uint64_t)limit_ms ? (int)wait : limit_ms;
		}
		pq_timer_stop(loop, timer);
		timer->due(loop, timer);
	}
	return limit_ms;
}

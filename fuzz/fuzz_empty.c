/* SPDX-License-Identifier: MIT */
/*
 * Not a test: the floor that the other targets' speed is compared with. It
 * links all that `scenario` links, so that the engine's coverage map has the
 * same size, and does nothing with its input.
 */
#include "common/road.h"
#include "common/target.h"

static struct pq_fuzz_road road;

static void open_road(void)
{
	pq_fuzz_road_open(&road, true);
}

static void one(struct pq_view input)
{
	/* No input is that long; the linker does not know. */
	if (input.len == SIZE_MAX)
		pq_fuzz_road_run(&road, input);
}

const struct pq_fuzz_target pq_fuzz_target = { "empty", open_road, one };

/* SPDX-License-Identifier: MIT */
/*
 * Surface:  the mutator under an engine.
 * Property: planted, and false: no form carries the random digits that the model draws for its boundary. No plain
 *           mutation meets 32 of them; the mutator asks the model for them.
 * Targets:  the way from the mutator through the engine to the target.
 * Input:    scenario text, read leniently.
 */
#include "common/road.h"
#include "common/target.h"

PQ_FUZZ_PROPERTY(pq_mutator_canary, "the planted canary was found: a form carries what the model draws")

static struct pq_fuzz_road road;

static void open_road(void)
{
	pq_fuzz_road_open(&road, true);
}

/* Neither memcmp, to which engines listen, nor a way out at the first difference, which they see: nothing is learnt. */
static bool has(struct pq_view text, struct pq_view digits)
{
	bool found = false;

	for (size_t i = 0; i + digits.len <= text.len; i++) {
		unsigned int difference = 0;

		for (size_t k = 0; k < digits.len; k++)
			difference |= text.data[i + k] ^ (unsigned int)digits.data[k];
		found |= difference == 0;
	}
	return found;
}

static void look_for(struct pq_view digits)
{
	for (size_t i = 0; i < road.scenario.line_count; i++)
		for (size_t k = 0; k < road.lines[i].argc; k++)
			if (road.lines[i].word == PQ_WORD_FIELD && has(road.lines[i].args[k].bytes, digits))
				pq_mutator_canary();
}

static void one(struct pq_view input)
{
	pq_fuzz_road_drive(&road, input);
	for (size_t i = 0; i < road.transcript.count; i++) {
		unsigned char bytes[128];
		struct pq_buf digits = { bytes, 0, sizeof(bytes), false };

		if (road.events[i].kind != PQ_EVENT_RANDOM || road.events[i].bytes.len != 16)
			continue;
		pq_buf_add_hex(&digits, road.events[i].bytes);
		look_for(pq_buf_view(&digits));
	}
}

const struct pq_fuzz_target pq_fuzz_target = { "mutator_canary", open_road, one };

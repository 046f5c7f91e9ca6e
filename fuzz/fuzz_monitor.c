/* SPDX-License-Identifier: MIT */
/*
 * Surface:  the judge itself; this target links a second copy of it that has coverage.
 * Property: a breach that is put into an innocent transcript is caught, by the right rule.
 * Targets:  pq_judge_run and all rules.
 * Input:    bytes that pick the innocent, the breach and its variant; then what varies letter by letter.
 */
#include "common/breach.h"
#include "common/innocents.h"
#include "common/road.h"
#include "common/target.h"

PQ_FUZZ_PROPERTY(pq_monitor_accuses_the_innocent, "the judge finds a breach in an innocent transcript")
PQ_FUZZ_PROPERTY(pq_monitor_misses_a_breach, "the judge did not catch a breach that was put in")

static struct pq_fuzz_road road;
static struct pq_transcript injected;
static struct pq_event events[PQ_ROAD_EVENTS];
static struct pq_address addresses[PQ_ROAD_ADDRESSES];
static unsigned char bytes[PQ_ROAD_TRANSCRIPT];

static void open_road(void)
{
	pq_fuzz_road_open(&road, false);
	pq_transcript_init(&injected, events, PQ_ROAD_EVENTS, addresses, PQ_ROAD_ADDRESSES, bytes, sizeof(bytes));
}

static void one(struct pq_view input)
{
	static unsigned char scratch_bytes[16384];
	size_t innocent = pq_fuzz_byte(&input) % pq_innocent_count();
	size_t breach = pq_fuzz_byte(&input) % pq_breach_count();
	struct pq_address address;
	struct pq_buf scratch;
	struct pq_spice spice = { pq_fuzz_byte(&input), input, &scratch, &address };

	pq_buf_init(&scratch, scratch_bytes, sizeof(scratch_bytes));
	pq_fuzz_road_run(&road, pq_innocent_at(innocent));
	if (road.verdict.violation_total > 0 || road.verdict.outcome != PQ_CASE_ALLOWED)
		pq_monitor_accuses_the_innocent();
	if (!pq_breach_inject(breach, &road.transcript, &spice, &injected))
		return;
	pq_judge_run(&road.judge, &road.scenario, &injected, &road.verdict);
	if (road.verdict.rules[pq_breach_rule(breach)] != PQ_VIOLATED)
		pq_monitor_misses_a_breach();
}

const struct pq_fuzz_target pq_fuzz_target = { "monitor", open_road, one };

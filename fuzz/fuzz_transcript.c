/* SPDX-License-Identifier: MIT */
/*
 * Surface:  transcripts that somebody else wrote.
 * Property: a printed transcript reads and prints as itself; the judge survives
 *           every transcript, whatever scenario it is said to belong to.
 * Targets:  pq_transcript_parse, pq_transcript_print, pq_judge_run.
 * Input:    scenario text, read leniently; from the line "pratique-transcript 1" on, transcript text.
 */
#include "common/road.h"
#include "common/target.h"

PQ_FUZZ_PROPERTY(pq_transcript_prints_itself, "a printed transcript reads or prints as another")

static struct pq_fuzz_road road;
static struct pq_transcript again;
static struct pq_event events[PQ_ROAD_EVENTS];
static struct pq_address addresses[PQ_ROAD_ADDRESSES];
static unsigned char bytes[PQ_ROAD_TRANSCRIPT];

static void open_road(void)
{
	pq_fuzz_road_open(&road, false);
	pq_transcript_init(&again, events, PQ_ROAD_EVENTS, addresses, PQ_ROAD_ADDRESSES, bytes, sizeof(bytes));
}

static size_t find_transcript(struct pq_view input)
{
	static const struct pq_view first_line = PQ_VIEW("pratique-transcript 1");
	size_t at = 0;

	while (at < input.len && !pq_view_starts(pq_view_from(input, at), first_line))
		at = pq_view_find(input, '\n', at) + 1;
	return at < input.len ? at : input.len;
}

static void check_printed(void)
{
	static unsigned char first_bytes[1u << 20], second_bytes[1u << 20];
	struct pq_buf first, second;

	pq_buf_init(&first, first_bytes, sizeof(first_bytes));
	pq_buf_init(&second, second_bytes, sizeof(second_bytes));
	pq_transcript_print(&road.transcript, &first);
	if (!pq_buf_ok(&first))
		return;
	if (pq_transcript_parse(&again, pq_buf_view(&first), NULL) != PQ_ERR_OK)
		pq_transcript_prints_itself();
	pq_transcript_print(&again, &second);
	if (!pq_view_eq(pq_buf_view(&first), pq_buf_view(&second)))
		pq_transcript_prints_itself();
}

static void one(struct pq_view input)
{
	size_t at = find_transcript(input);

	pq_scenario_parse(&road.scenario, pq_view_slice(input, 0, at), PQ_READING_LENIENT, NULL);
	if (pq_transcript_parse(&road.transcript, pq_view_from(input, at), NULL) != PQ_ERR_OK)
		return;
	check_printed();
	pq_fuzz_road_judge(&road);
}

const struct pq_fuzz_target pq_fuzz_target = { "transcript", open_road, one };

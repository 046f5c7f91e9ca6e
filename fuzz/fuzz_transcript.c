/* SPDX-License-Identifier: MIT */
/*
 * Surface:  scenarios and transcripts that somebody else wrote.
 * Property: what is printed reads and prints as itself; a refusal says where; the judge survives every transcript,
 *           whatever scenario it is said to belong to, and whatever is known of the subject.
 * Targets:  pq_scenario_parse, pq_scenario_print, pq_transcript_parse, pq_transcript_print, pq_judge_run.
 * Input:    scenario text, read strictly and leniently; from the line "pratique-transcript 1" on, transcript text.
 *           A comment "# shows N" tells the judge what the subject shows: its lowest six bits are enum pq_capability,
 *           64: which headers it writes by itself is not known, 128: the transcript is cut short; the next bits are
 *           rules that are not judged; the highest of 32: it shows its processes. A judge line names the policy.
 */
#include "base/ascii.h"
#include "common/reading.h"
#include "common/road.h"
#include "common/target.h"

PQ_FUZZ_PROPERTY(pq_transcript_prints_itself, "a printed transcript reads or prints as another")
PQ_FUZZ_PROPERTY(pq_scenario_prints_itself, "a printed scenario reads or prints as another")
PQ_FUZZ_PROPERTY(pq_refusal_tells_no_place, "a refusal names no line of the text, or nothing that was expected")

#define SHOWN PQ_SHOWS_ALL
#define OWN_UNKNOWN 64u
#define CUT_SHORT 128u
#define PROCESSES (UINT32_C(1) << 31)

static struct pq_fuzz_road road;
static struct pq_judge strange; /* of a subject whose own headers are not known */
static struct pq_transcript again;
static struct pq_event events[PQ_ROAD_EVENTS];
static struct pq_address addresses[PQ_ROAD_ADDRESSES];
static unsigned char bytes[PQ_ROAD_TRANSCRIPT];

static void open_road(void)
{
	pq_fuzz_road_open(&road, false);
	if (pq_judge_init(&strange) != PQ_ERR_OK)
		pq_fuzz_cannot("a second judge cannot be opened");
	pq_judge_run(&strange, &road.scenario, &road.transcript, &road.verdict);
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

static void check_scenario(struct pq_view text)
{
	static unsigned char first_bytes[1u << 20], second_bytes[1u << 20];
	struct pq_diag diag = { .line = 0 };
	struct pq_buf first, second;

	if (pq_scenario_parse(&road.scenario, text, PQ_READING_STRICT, &diag) != PQ_ERR_OK) {
		if (!pq_fuzz_tells_place(&diag, text))
			pq_refusal_tells_no_place();
		return;
	}
	pq_buf_init(&first, first_bytes, sizeof(first_bytes));
	pq_buf_init(&second, second_bytes, sizeof(second_bytes));
	pq_scenario_print(&road.scenario, &first);
	if (!pq_buf_ok(&first))
		return;
	if (pq_scenario_parse(&road.scenario, pq_buf_view(&first), PQ_READING_STRICT, NULL) != PQ_ERR_OK)
		pq_scenario_prints_itself();
	pq_scenario_print(&road.scenario, &second);
	if (!pq_view_eq(pq_buf_view(&first), pq_buf_view(&second)))
		pq_scenario_prints_itself();
}

/* What the last comment of that kind says; a subject that shows all if there is none. */
static uint64_t find_shown(void)
{
	static const struct pq_view word = PQ_VIEW("# shows ");
	uint64_t shown = SHOWN;

	for (size_t i = 0; i < road.scenario.line_count; i++)
		if (road.lines[i].word == PQ_WORD_COMMENT && pq_view_starts(road.lines[i].args[0].bytes, word))
			pq_ascii_decimal(pq_view_from(road.lines[i].args[0].bytes, word.len), UINT32_MAX, &shown);
	return shown;
}

static void judge(void)
{
	static const struct pq_view fetch = PQ_VIEW("fetch");
	size_t named = pq_scenario_find(&road.scenario, PQ_WORD_JUDGE, 0);
	uint64_t shown = find_shown();
	struct pq_judge *judge = shown & OWN_UNKNOWN ? &strange : &road.judge;

	if (named < road.scenario.line_count)
		pq_judge_policy_builtin(&judge->policy, road.lines[named].args[0].bytes);
	judge->capabilities = (shown & SHOWN) | (shown & PROCESSES ? PQ_SHOWS_PROCESSES : 0);
	judge->rules = ~(uint32_t)(shown >> 8);
	road.transcript.truncated |= (shown & CUT_SHORT) != 0;
	pq_judge_run(judge, &road.scenario, &road.transcript, &road.verdict);
	if (named < road.scenario.line_count)
		pq_judge_policy_builtin(&judge->policy, fetch);
}

static void one(struct pq_view input)
{
	size_t at = find_transcript(input);
	struct pq_view text = pq_view_slice(input, 0, at);
	struct pq_diag diag = { .line = 0 };

	check_scenario(text);
	pq_scenario_parse(&road.scenario, text, PQ_READING_LENIENT, NULL);
	if (pq_transcript_parse(&road.transcript, pq_view_from(input, at), &diag) != PQ_ERR_OK) {
		if (!pq_fuzz_tells_place(&diag, pq_view_from(input, at)))
			pq_refusal_tells_no_place();
		return;
	}
	check_printed();
	judge();
}

const struct pq_fuzz_target pq_fuzz_target = { "transcript", open_road, one };

/* SPDX-License-Identifier: MIT */
#include "common/road.h"

#include <stdlib.h>

#include "common/environment.h"
#include "common/target.h"

/* The policy that drives the model; about 100 KiB, read once, and read-only from then on. */
static struct pq_policy driving;

/* Bits of the rules to judge: all but those that the environment names. */
static uint32_t wanted_rules(void)
{
	const char *names = getenv(PQ_IGNORE_ENV);
	uint32_t rules = ~0u;

	while (names && *names) {
		size_t len = strcspn(names, ",");

		rules &= ~(1u << pq_rule_by_name(pq_view(names, len)));
		names += len + (names[len] == ',');
	}
	return rules;
}

void pq_fuzz_road_open(struct pq_fuzz_road *road, bool fatal)
{
	size_t fetch = pq_policy_builtin_find(pq_view_str("fetch"));
	struct pq_diag diag;

	if (pq_policy_parse(&driving, pq_policy_builtin_text(fetch), &diag) != PQ_ERR_OK)
		pq_fuzz_cannot(diag.expected);
	road->kind = pq_subject_by_name("model");
	road->subject = road->kind->open(&driving, &diag);
	if (!road->subject)
		pq_fuzz_cannot(diag.expected);
	if (pq_judge_init(&road->judge) != PQ_ERR_OK)
		pq_fuzz_cannot("the judge cannot be opened; are ICU's data files missing?");
	road->judge.capabilities = road->kind->capabilities;
	road->judge.own_headers = road->kind->own_headers;
	road->judge.fatal = fatal ? pq_fuzz_fatal : NULL;
	road->judge.rules = wanted_rules();
	pq_scenario_init(&road->scenario, road->lines, PQ_ROAD_LINES, road->args, PQ_ROAD_ARGS, road->bytes,
			 PQ_ROAD_BYTES);
	pq_transcript_init(&road->transcript, road->events, PQ_ROAD_EVENTS, road->addresses, PQ_ROAD_ADDRESSES,
			   road->transcript_bytes, PQ_ROAD_TRANSCRIPT);
}

const struct pq_policy *pq_fuzz_road_policy(void)
{
	return &driving;
}

/* Nobody asks whether a mutated scenario comes out as its seed did; looking for what was expected takes time. */
static void ignore_expectations(struct pq_fuzz_road *road)
{
	for (size_t i = 0; i < road->scenario.line_count; i++)
		if (road->lines[i].word == PQ_WORD_EXPECT)
			road->lines[i].word = PQ_WORD_COMMENT;
}

void pq_fuzz_road_drive(struct pq_fuzz_road *road, struct pq_view text)
{
	pq_scenario_parse(&road->scenario, text, PQ_READING_LENIENT, NULL);
	ignore_expectations(road);
	if (road->kind->run(road->subject, &road->scenario, &road->transcript) != PQ_ERR_OK)
		pq_fuzz_cannot("the model could not be run");
}

void pq_fuzz_road_judge(struct pq_fuzz_road *road)
{
	pq_judge_run(&road->judge, &road->scenario, &road->transcript, &road->verdict);
}

void pq_fuzz_road_run(struct pq_fuzz_road *road, struct pq_view text)
{
	pq_fuzz_road_drive(road, text);
	pq_fuzz_road_judge(road);
}

size_t pq_fuzz_road_dials(const struct pq_fuzz_road *road)
{
	size_t dials = 0;

	for (size_t i = 0; i < road->transcript.count; i++)
		dials += road->transcript.events[i].kind == PQ_EVENT_DIAL;
	return dials;
}

/* SPDX-License-Identifier: MIT */
#include "common/road.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/environment.h"
#include "common/place.h"
#include "common/target.h"
#include "plugin/plugged.h"

/* The policies that drive the model; about 150 KiB each, read once, and read-only from then on. */
static struct pq_policy driving[PQ_ROAD_POLICIES];
static struct pq_view policy_names[PQ_ROAD_POLICIES];

/* Index of the built-in policy "fetch". */
static size_t fetch;

/* The road whose transcript is being judged, for the one sentence that a judge gives away. */
static const struct pq_fuzz_road *judged;

/* The judge's sentence and, on a line behind it, where the rule was broken. */
static void report_breach(const char *text)
{
	const struct pq_verdict *verdict = &judged->verdict;
	size_t last = verdict->violation_total < PQ_MAX_VIOLATIONS ? verdict->violation_total : PQ_MAX_VIOLATIONS;
	char place[PQ_PLACE_SIZE], whole[1024];

	pq_place_of(&judged->scenario, &judged->transcript, &verdict->violations[last - 1], place);
	snprintf(whole, sizeof(whole), "%splace %s\n", text, place);
	pq_fuzz_fatal(whole);
}

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

static void open_subject(struct pq_fuzz_road *road, size_t policy)
{
	struct pq_diag diag;

	if (policy >= PQ_ROAD_POLICIES)
		pq_fuzz_cannot("there are more built-in policies than PQ_ROAD_POLICIES");
	if (pq_policy_parse(&driving[policy], pq_policy_builtin_text(policy), &diag) != PQ_ERR_OK)
		pq_fuzz_cannot(diag.expected);
	policy_names[policy] = pq_view_str(pq_policy_builtin_name(policy));
	if (road->plugin)
		road->plugged[policy] = pq_plugged_new(road->plugin, &driving[policy], &diag);
	else
		road->subjects[policy] = road->kind->open(&driving[policy], NULL, &diag);
	if (!road->plugged[policy] && !road->subjects[policy])
		pq_fuzz_cannot(diag.expected);
}

/* What the judge reads once and keeps would else be part of the first execution alone. */
static void judge_nothing(struct pq_fuzz_road *road)
{
	pq_judge_run(&road->judge, &road->scenario, &road->transcript, &road->verdict);
}

void pq_fuzz_road_open(struct pq_fuzz_road *road, bool fatal)
{
	pq_fuzz_road_open_with(road, fatal, NULL);
}

/* What is shown of what is asked. */
static void open_judge(struct pq_fuzz_road *road)
{
	struct pq_plugin_traits traits;

	if (pq_judge_init(&road->judge) != PQ_ERR_OK)
		pq_fuzz_cannot("the judge cannot be opened; are ICU's data files missing?");
	road->judge.capabilities = road->kind->capabilities;
	road->judge.own_headers = road->kind->own_headers;
	if (!road->plugin)
		return;
	traits = pq_plugin_traits_of(road->plugin);
	road->judge.capabilities = traits.capabilities;
	road->judge.own_headers = traits.own_headers;
}

void pq_fuzz_road_open_with(struct pq_fuzz_road *road, bool fatal, const struct pq_plugin *plugin)
{
	road->kind = pq_subject_by_name("model");
	road->plugin = plugin;
	fetch = pq_policy_builtin_find(pq_view_str("fetch"));
	road->policy = fetch;
	for (size_t i = 0; i < pq_policy_builtin_count(); i++)
		open_subject(road, i);
	open_judge(road);
	road->judge.fatal = fatal ? report_breach : NULL;
	road->judge.rules = wanted_rules();
	pq_scenario_init(&road->scenario, road->lines, PQ_ROAD_LINES, road->args, PQ_ROAD_ARGS, road->bytes,
			 PQ_ROAD_BYTES);
	pq_transcript_init(&road->transcript, road->events, PQ_ROAD_EVENTS, road->addresses, PQ_ROAD_ADDRESSES,
			   road->transcript_bytes, PQ_ROAD_TRANSCRIPT);
	judge_nothing(road);
}

const struct pq_policy *pq_fuzz_road_policy(void)
{
	return &driving[fetch];
}

/* Nobody asks whether a mutated scenario comes out as its seed did; looking for what was expected takes time. */
static void ignore_expectations(struct pq_fuzz_road *road)
{
	for (size_t i = 0; i < road->scenario.line_count; i++)
		if (road->lines[i].word == PQ_WORD_EXPECT)
			road->lines[i].word = PQ_WORD_COMMENT;
}

/*
 * Whether all that is asked for are raw sockets. A policy for them forbids no header and no method, and a model that
 * obeys it writes for a renderer what other rules than the policy's then find.
 */
static bool asks_for_sockets_alone(const struct pq_scenario *scenario)
{
	for (size_t i = 0; i < scenario->line_count; i++)
		if (pq_word_is_request(scenario->lines[i].word) && scenario->lines[i].word != PQ_WORD_SOCKET &&
		    (scenario->lines[i].word != PQ_WORD_CONTROL || pq_scenario_end_of(scenario, i) > i + 1))
			return false;
	return true;
}

/* The judge takes the policy that its line names, and the model the same one. */
static size_t wanted_policy(const struct pq_scenario *scenario)
{
	size_t at = pq_scenario_find(scenario, PQ_WORD_JUDGE, 0);
	size_t policy;

	if (at == scenario->line_count || !asks_for_sockets_alone(scenario))
		return fetch;
	policy = pq_policy_builtin_find(scenario->lines[at].args[0].bytes);
	return policy == SIZE_MAX ? fetch : policy;
}

static void choose_policy(struct pq_fuzz_road *road)
{
	size_t policy = wanted_policy(&road->scenario);

	if (policy == road->policy)
		return;
	road->policy = policy;
	pq_judge_policy_builtin(&road->judge.policy, policy_names[policy]);
}

static enum pq_err run_subject(struct pq_fuzz_road *road)
{
	if (!road->plugin)
		return road->kind->run(road->subjects[road->policy], &road->scenario, &road->transcript);
	road->unfit = pq_plugin_unfit(road->plugin->perform != NULL, &road->scenario) != NULL;
	pq_transcript_reset(&road->transcript);
	if (road->unfit)
		return PQ_ERR_OK;
	return pq_plugged_run(road->plugged[road->policy], &road->scenario, &road->transcript);
}

void pq_fuzz_road_drive(struct pq_fuzz_road *road, struct pq_view text)
{
	pq_scenario_parse(&road->scenario, text, PQ_READING_LENIENT, NULL);
	ignore_expectations(road);
	choose_policy(road);
	if (run_subject(road) != PQ_ERR_OK)
		pq_fuzz_cannot("the model could not be run");
}

/* Whether the judge saw all that happened. What is void for another reason than its requests and controls is not. */
static bool is_whole(const struct pq_fuzz_road *road)
{
	const struct pq_verdict *verdict = &road->verdict;

	if (road->transcript.truncated)
		return false;
	return verdict->outcome != PQ_CASE_VOID || !verdict->requests || verdict->controls_done < verdict->controls;
}

void pq_fuzz_road_judge(struct pq_fuzz_road *road)
{
	judged = road;
	if (road->unfit)
		return;
	pq_judge_run(&road->judge, &road->scenario, &road->transcript, &road->verdict);
	pq_fuzz_note_run(road->verdict.requests, is_whole(road));
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

/* SPDX-License-Identifier: MIT */
#include "differ/differ.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/environment.h"
#include "common/place.h"
#include "common/plugged_in.h"
#include "common/road.h"
#include "common/target.h"
#include "monitor/rules.h"

/*
 * model, other: both open; the judge of the first is not asked
 * fatal:  how a breach dies
 * ours, theirs: the steps of the request that is being compared
 */
static const struct pq_differ_kind *kind;
static struct pq_fuzz_road model, other;
static void (*fatal)(const char *text);
static struct pq_steps ours, theirs;

/* What is told of a difference, behind the line that names it. */
static char told[4096];
static size_t told_len;

#define DIFFERS(property)                                              \
	__attribute__((noinline, noreturn)) static void property(void) \
	{                                                              \
		pq_fuzz_fatal(told);                                   \
		__builtin_trap();                                      \
	}

DIFFERS(pq_differ_dial)
DIFFERS(pq_differ_message)
DIFFERS(pq_differ_follow)
DIFFERS(pq_differ_refusal)

void pq_differ_open(const struct pq_differ_kind *its_kind)
{
	/* What the program is linked with is named here: a linker leaves out what is referred to weakly alone. */
	const struct pq_plugin *plugin = getenv(PQ_PLUGIN_ENV) ? pq_fuzz_plugged_in() : pq_plugin();

	kind = its_kind;
	if (!plugin || !plugin->perform)
		pq_fuzz_cannot("there is no network stack to compare the model with");
	pq_accepted_open();
	pq_fuzz_road_open(&model, false);
	pq_fuzz_road_open_with(&other, true, plugin);
	fatal = other.judge.fatal;
	other.judge.fatal = NULL;
}

__attribute__((format(printf, 1, 2))) static void tell(const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(told + told_len, sizeof(told) - told_len, format, args);
	va_end(args);
	told_len += (size_t)len < sizeof(told) - told_len ? (size_t)len : sizeof(told) - told_len - 1;
}

static void tell_step(const char *who, const struct pq_steps *steps, size_t at)
{
	const struct pq_step *step = &steps->at[at];
	struct pq_view head = pq_view(step->head, at < steps->count ? step->head_len : 0);

	if (at >= steps->count) {
		tell("  %s made no such step\n", who);
		return;
	}
	head = pq_view_slice(head, 0, pq_view_find(head, '\r', 0));
	tell("  %s dialled port %u, and wrote \"%.*s\" for \"%.*s\"\n", who, step->dial->port,
	     (int)(head.len < 200 ? head.len : 200), (const char *)step->head,
	     (int)(pq_step_host(step).len < 200 ? pq_step_host(step).len : 200),
	     pq_step_host(step).len ? (const char *)pq_step_host(step).data : "");
}

static void place_of(const struct pq_differ_case *its, char place[static PQ_PLACE_SIZE])
{
	snprintf(place, PQ_PLACE_SIZE, "%s%s: %s", pq_word_name(its->scenario->lines[its->line].word),
		 its->differing.step ? " hop" : "", its->differing.what);
}

static _Noreturn void die(const struct pq_differ_case *its)
{
	switch (its->differing.kind) {
	case PQ_DIFFER_DIAL:
		pq_differ_dial();
	case PQ_DIFFER_MESSAGE:
		pq_differ_message();
	case PQ_DIFFER_FOLLOW:
		pq_differ_follow();
	default:
		pq_differ_refusal();
	}
}

static void compare(struct pq_differ_case *its, uint32_t request)
{
	char place[PQ_PLACE_SIZE];

	pq_steps_of(its->model, request, &ours);
	pq_steps_of(its->other, request, &theirs);
	its->differing = pq_steps_differ(&ours, &theirs);
	its->before =
		its->differing.step && its->differing.step <= theirs.count ? &theirs.at[its->differing.step - 1] : NULL;
	if (its->differing.kind == PQ_DIFFER_NOT || pq_explained(kind, its))
		return;
	place_of(its, place);
	if (pq_accepted(kind->name, pq_difference_name(its->differing.kind), place))
		return;
	told_len = 0;
	tell("ASSERTION FAILED: pq_%s\n", pq_difference_name(its->differing.kind));
	tell("request %u, step %zu: model and %s differ, and nothing explains it\nplace %s\n", request,
	     its->differing.step + 1, kind->name, place);
	tell_step("the model", &ours, its->differing.step);
	tell_step(kind->name, &theirs, its->differing.step);
	die(its);
}

/* Attacking requests in their order; behind one that differs the next have another world. */
static void compare_all(struct pq_differ_case *its)
{
	uint32_t request = 0;

	for (size_t at = pq_scenario_find_request(its->scenario, 0); at < its->scenario->line_count;
	     at = pq_scenario_find_request(its->scenario, at + 1)) {
		request++;
		if (its->scenario->lines[at].word == PQ_WORD_CONTROL)
			continue;
		its->line = at;
		compare(its, request);
		if (its->differing.kind != PQ_DIFFER_NOT)
			return;
	}
}

/* Dies as the judge lets it die: in the function that is named after the rule. */
static void die_of_breach(struct pq_violation violation)
{
	struct pq_report_ctx ctx = { .verdict = &other.verdict,
				     .fatal = fatal,
				     .rule = violation.rule,
				     .event = violation.event,
				     .request = violation.request,
				     .detail = pq_view_str(violation.detail) };

	/* Its place is read off the last one that was recorded. */
	other.verdict.violation_total = 0;
	pq_rule_report(&ctx);
}

static void judge(struct pq_differ_case *its)
{
	pq_fuzz_road_judge(&other);
	for (size_t i = 0; i < other.verdict.violation_total && i < PQ_MAX_VIOLATIONS; i++) {
		const struct pq_violation *violation = &other.verdict.violations[i];
		char place[PQ_PLACE_SIZE];

		its->breach = violation;
		pq_place_of(&other.scenario, &other.transcript, violation, place);
		if (!pq_explained(kind, its) && !pq_accepted(kind->name, pq_rule_name(violation->rule), place))
			die_of_breach(*violation);
	}
	its->breach = NULL;
}

void pq_differ_one(struct pq_view input)
{
	struct pq_differ_case its = { .scenario = &other.scenario,
				      .model = &model.transcript,
				      .other = &other.transcript };

	pq_fuzz_road_drive(&other, input);
	if (other.unfit)
		return;
	pq_fuzz_road_drive(&model, input);
	pq_fuzz_count_dials(pq_fuzz_road_dials(&other));
	judge(&its);
	if (!model.transcript.truncated && !other.transcript.truncated)
		compare_all(&its);
}

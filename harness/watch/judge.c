/* SPDX-License-Identifier: MIT */
/* The end of a case: it is judged, and what was found is compared with the baseline and told. */
#include "common/place.h"
#include "monitor/run.h"
#include "watch/state.h"

/* What was found in one case. */
struct found {
	size_t breaches;
	size_t accepted;
};

/* Tells of one violation; fatal if nothing accepts it and the harness wants that. True if it is accepted. */
static bool tell(struct pq_watch *watch, const struct pq_violation *violation)
{
	struct pq_watch_breach breach = { .rule = pq_rule_name(violation->rule), .sentence = violation->detail };
	struct pq_watcher_said said;
	char place[PQ_PLACE_SIZE];

	pq_place_of(&watch->scenario, &watch->transcript, violation, place);
	breach.place = place;
	breach.request = violation->request;
	pq_watcher_accept(watch, violation, &breach, &said);
	if (watch->options.report)
		watch->options.report(watch->options.context, &breach);
	if (!breach.accepted)
		pq_watcher_die(watch, violation, &breach);
	return breach.accepted != NULL;
}

/* Tells of what the verdict holds, and returns the bits of the rules that it was about. */
static uint32_t tell_all(struct pq_watch *watch, const struct pq_verdict *verdict, struct found *found)
{
	size_t count = verdict->violation_total < PQ_MAX_VIOLATIONS ? verdict->violation_total : PQ_MAX_VIOLATIONS;
	uint32_t rules = 0;

	for (size_t i = 0; i < count; i++) {
		enum pq_rule rule = verdict->violations[i].rule;
		bool accepted = tell(watch, &verdict->violations[i]);

		found->accepted += accepted;
		found->breaches += !accepted;
		rules |= UINT32_C(1) << rule;
		if (!accepted)
			watch->judgements[rule] = PQ_WATCH_VIOLATED;
		else if (watch->judgements[rule] != PQ_WATCH_VIOLATED)
			watch->judgements[rule] = PQ_WATCH_ACCEPTED;
	}
	return rules;
}

static void judge(struct pq_watch *watch, uint32_t rules)
{
	watch->judge.rules = rules;
	pq_judge_run(&watch->judge, &watch->scenario, &watch->transcript, &watch->verdict);
}

/* What the monitor says of a rule that nothing has broken; of a part of a case nothing is claimed. */
static enum pq_watch_judgement said_of(const struct pq_watch *watch, enum pq_rule rule)
{
	switch (watch->verdict.rules[rule]) {
	case PQ_NOT_APPLICABLE:
		return watch->transcript.truncated ? PQ_WATCH_NOT_JUDGED : PQ_WATCH_NOT_APPLICABLE;
	case PQ_HELD:
		return watch->transcript.truncated ? PQ_WATCH_NOT_JUDGED : PQ_WATCH_HELD;
	default:
		return PQ_WATCH_NOT_JUDGED;
	}
}

/*
 * The monitor keeps the first violations of a case only. Where the baseline accepts all of these, it is asked again
 * without their rules: one that is accepted over and over hides no other. True if it has hidden others of its own.
 */
static bool ask_again(struct pq_watch *watch, struct found *found, uint32_t seen)
{
	bool hidden = false;

	while (!found->breaches && watch->verdict.violation_total > PQ_MAX_VIOLATIONS) {
		hidden = true;
		judge(watch, watch->rules & ~seen);
		seen |= tell_all(watch, &watch->verdict, found);
	}
	return hidden;
}

static bool is_partial(const struct pq_watch *watch)
{
	return watch->transcript.truncated || watch->judge.state->lost;
}

enum pq_watch_err pq_watch_end(struct pq_watch *watch)
{
	struct found found = { 0, 0 };
	uint32_t seen;
	bool hidden;

	pq_watcher_begin(watch);
	watch->over = true;
	for (enum pq_rule rule = PQ_RULE_NONE; rule < PQ_RULE_COUNT; rule++)
		watch->judgements[rule] = PQ_WATCH_NOT_JUDGED;
	if (watch->misused)
		return PQ_WATCH_BAD_CALL;
	judge(watch, watch->rules);
	for (enum pq_rule rule = PQ_RULE_NONE + 1; rule < PQ_RULE_COUNT; rule++)
		watch->judgements[rule] = said_of(watch, rule);
	seen = tell_all(watch, &watch->verdict, &found);
	hidden = ask_again(watch, &found, seen);
	if (found.breaches)
		return PQ_WATCH_BREACH;
	return hidden || is_partial(watch) ? PQ_WATCH_PARTIAL : PQ_WATCH_OK;
}

void pq_watch_forget(struct pq_watch *watch)
{
	pq_watcher_clear(watch);
}

enum pq_watch_judgement pq_watch_judgement(const struct pq_watch *watch, const char *rule)
{
	return watch->judgements[pq_rule_by_name(pq_view_str(rule ? rule : ""))];
}

/* SPDX-License-Identifier: MIT */
#include "monitor/expect.h"

#include <assert.h>

#include "monitor/bytes.h"
#include "monitor/report.h"

const char *pq_judgement_name(enum pq_judgement judgement)
{
	static const char *const names[] = { "not judged", "not applicable", "held", "violated" };

	static_assert(sizeof(names) / sizeof(names[0]) == PQ_JUDGEMENT_COUNT, "a name for each judgement");
	return names[judgement];
}

const char *pq_case_name(enum pq_case verdict)
{
	static const char *const names[] = { "unset", "blocked", "allowed", "error", "void" };

	static_assert(sizeof(names) / sizeof(names[0]) == PQ_CASE_COUNT, "a name for each case");
	return names[verdict];
}

/* Where a subject does not show outcomes, a response that came back is one. */
static enum pq_outcome outcome_of(const struct pq_judge_state *run, const struct pq_asked *asked)
{
	if (asked->outcome != PQ_NO_EVENT)
		return run->transcript->events[asked->outcome].outcome;
	if (pq_run_shows(run, PQ_SHOWS_OUTCOMES))
		return PQ_OUTCOME_UNSET;
	return asked->last_status ? PQ_OUTCOME_DONE : PQ_OUTCOME_ERROR;
}

static bool control_succeeded(const struct pq_judge_state *run, const struct pq_asked *asked)
{
	return outcome_of(run, asked) == PQ_OUTCOME_DONE &&
	       (asked->dials || asked->messages || !pq_run_shows(run, PQ_SHOWS_DIALS));
}

/* How many attacking requests ended so. */
static size_t count_outcomes(const struct pq_judge_state *run, enum pq_outcome outcome)
{
	size_t count = 0;

	for (size_t i = 0; i < run->asked_count; i++)
		count += !run->asked[i].control && outcome_of(run, &run->asked[i]) == outcome;
	return count;
}

static void count_requests(const struct pq_judge_state *run)
{
	struct pq_verdict *verdict = run->verdict;

	verdict->controls = verdict->controls_done = verdict->requests = 0;
	for (size_t i = 0; i < run->asked_count; i++) {
		if (run->asked[i].control)
			verdict->controls_done += control_succeeded(run, &run->asked[i]);
		verdict->controls += run->asked[i].control;
		verdict->requests += !run->asked[i].control;
	}
}

static bool has_missing_outcome(const struct pq_judge_state *run)
{
	for (size_t i = 0; i < run->asked_count; i++)
		if (outcome_of(run, &run->asked[i]) == PQ_OUTCOME_UNSET)
			return true;
	return false;
}

/* A refusal, an error or a silence proves nothing unless something else shows that the subject works at all. */
static bool wants_control(const struct pq_judge_state *run)
{
	for (size_t i = run->expect_first; i < run->scenario->line_count; i++) {
		const struct pq_line *line = &run->scenario->lines[i];
		uint32_t expected = pq_line_number(line, 0);

		if (line->word == PQ_WORD_EXPECT && (expected == PQ_EXPECT_BLOCKED || expected == PQ_EXPECT_ERROR ||
						     expected == PQ_EXPECT_DROPPED || expected == PQ_EXPECT_UNSENT))
			return true;
	}
	return false;
}

/* Why nothing can be said; NULL if something can. */
static const char *find_void(const struct pq_judge_state *run)
{
	const struct pq_verdict *verdict = run->verdict;
	bool partial = run->transcript->truncated || run->lost;

	if (partial && !verdict->violation_total)
		return run->lost ? "the case is larger than the judge can hold" : "the transcript is truncated";
	if (!verdict->requests)
		return "the scenario has no attacking request";
	if (verdict->controls_done < verdict->controls)
		return "a control did not succeed";
	if (!verdict->controls && wants_control(run))
		return "what is expected needs a control, and there is none";
	if (!partial && has_missing_outcome(run))
		return "the transcript lacks the outcome of a request";
	return NULL;
}

static enum pq_case find_case(const struct pq_judge_state *run)
{
	if (count_outcomes(run, PQ_OUTCOME_BLOCKED))
		return PQ_CASE_BLOCKED;
	return count_outcomes(run, PQ_OUTCOME_ERROR) ? PQ_CASE_ERROR : PQ_CASE_ALLOWED;
}

/* Whether an attacking request ended as the line says: refused for that rule, or with that network error. */
static bool ended_so(const struct pq_judge_state *run, enum pq_outcome outcome, const struct pq_line *line)
{
	for (size_t i = 0; i < run->asked_count; i++) {
		const struct pq_asked *asked = &run->asked[i];
		const struct pq_event *event;

		if (asked->control || asked->outcome == PQ_NO_EVENT)
			continue;
		event = &run->transcript->events[asked->outcome];
		if (event->outcome != outcome)
			continue;
		if (outcome == PQ_OUTCOME_BLOCKED ? event->rule == (enum pq_rule)pq_line_number(line, 1)
						  : pq_bytes_same(event->text, pq_line_bytes(line, 1)))
			return true;
	}
	return false;
}

static bool was_dropped(struct pq_judge_state *run, struct pq_view name)
{
	for (size_t i = 0; i < run->transcript->count; i++) {
		const struct pq_event *event = &run->transcript->events[i];
		const struct pq_asked *asked = pq_run_asked(run, event->request);

		if (event->kind == PQ_EVENT_DROPPED && asked && !asked->control &&
		    pq_bytes_same_nocase(event->text, name))
			return true;
	}
	return false;
}

static bool was_sent(struct pq_judge_state *run, struct pq_view bytes)
{
	for (size_t i = 0; i <= run->conn_last; i++) {
		struct pq_conn *conn = &run->conns[i];

		if (conn->run != run->run || (conn->asked && conn->asked->control))
			continue;
		if (pq_bytes_contain(pq_run_sent_on(run, conn), bytes))
			return true;
	}
	return false;
}

/* Why the line does not hold; NULL if it does. */
static const char *find_unmet(struct pq_judge_state *run, const struct pq_line *line)
{
	struct pq_view what = pq_line_bytes(line, 1);
	uint32_t rule = pq_line_number(line, 1);

	switch (pq_line_number(line, 0)) {
	case PQ_EXPECT_ALLOWED:
		return count_outcomes(run, PQ_OUTCOME_DONE) == run->verdict->requests
			       ? NULL
			       : "not every attacking request got its response";
	case PQ_EXPECT_BLOCKED:
		return ended_so(run, PQ_OUTCOME_BLOCKED, line) ? NULL : "no attacking request was refused for ";
	case PQ_EXPECT_ERROR:
		return ended_so(run, PQ_OUTCOME_ERROR, line) ? NULL : "no attacking request ended with the error ";
	case PQ_EXPECT_DROPPED:
		return was_dropped(run, what) ? NULL : "nothing was dropped under the name ";
	case PQ_EXPECT_SENT:
		return was_sent(run, what) ? NULL : "no attacking connection sent ";
	case PQ_EXPECT_UNSENT:
		return was_sent(run, what) ? "an attacking connection sent " : NULL;
	case PQ_EXPECT_VIOLATION:
		return rule < PQ_RULE_COUNT && run->verdict->rules[rule] == PQ_VIOLATED
			       ? NULL
			       : "the judge found no breach of ";
	default:
		return "the judge does not know this expectation";
	}
}

static void find_first_unmet(struct pq_judge_state *run)
{
	struct pq_verdict *verdict = run->verdict;
	const struct pq_scenario *scenario = run->scenario;

	for (size_t i = run->expect_first; i < scenario->line_count; i++) {
		const struct pq_line *line = &scenario->lines[i];
		const char *why = line->word == PQ_WORD_EXPECT ? find_unmet(run, line) : NULL;
		struct pq_buf *detail;

		if (!why)
			continue;
		detail = pq_detail(run, why);
		if (line->argc > 1)
			pq_detail_quote(detail, pq_line_bytes(line, 1));
		verdict->unmet = line->text_line;
		pq_report_copy(verdict->unmet_why, sizeof(verdict->unmet_why), pq_buf_view(detail));
		return;
	}
}

void pq_expect_conclude(struct pq_judge_state *run)
{
	struct pq_verdict *verdict = run->verdict;
	const char *why;

	count_requests(run);
	why = find_void(run);
	verdict->outcome = why ? PQ_CASE_VOID : find_case(run);
	pq_report_copy(verdict->void_why, sizeof(verdict->void_why), pq_view_str(why ? why : ""));
	verdict->unmet = 0;
	verdict->unmet_why[0] = '\0';
	find_first_unmet(run);
}

/* SPDX-License-Identifier: MIT */
#include "monitor/monitor.h"

#include <assert.h>
#include <stdlib.h>
#include <unicode/uidna.h>

#include "monitor/asked.h"
#include "monitor/expect.h"
#include "monitor/path.h"
#include "monitor/rules.h"

static const struct pq_view default_page = PQ_VIEW("http://page.example/");

enum pq_err pq_judge_init(struct pq_judge *judge)
{
	UErrorCode error = U_ZERO_ERROR;
	struct pq_judge_state *run = malloc(sizeof(*run));

	if (!run)
		return PQ_ERR_NO_SPACE;
	run->idna = uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII |
					    UIDNA_NONTRANSITIONAL_TO_UNICODE,
				    &error);
	if (U_FAILURE(error)) {
		free(run);
		return PQ_ERR_IDNA;
	}
	run->run = 0;
	run->own_source = NULL;
	run->own_count = 0;
	run->reader.idna = run->idna;
	run->reader.text = &run->text;
	for (size_t i = 0; i < PQ_MAX_JUDGED_CONNS; i++)
		run->conns[i].run = 0;
	judge->state = run;
	judge->capabilities = PQ_SHOWS_ALL;
	judge->rules = ~UINT32_C(0);
	judge->own_headers = NULL;
	judge->fatal = NULL;
	return pq_judge_policy_builtin(&judge->policy, pq_view("fetch", 5));
}

void pq_judge_fini(struct pq_judge *judge)
{
	if (!judge->state)
		return;
	uidna_close(judge->state->idna);
	free(judge->state);
	judge->state = NULL;
}

static uint32_t active_rules(const struct pq_judge *judge)
{
	uint32_t active = 0;

	for (enum pq_rule rule = PQ_RULE_NONE + 1; rule < PQ_RULE_COUNT; rule++) {
		unsigned int needs = pq_rule_info(rule)->needs;

		if ((judge->rules >> rule & 1) && (judge->capabilities & needs) == needs)
			active |= UINT32_C(1) << rule;
	}
	return active;
}

/* The list is read once, and not before every case. */
static void read_own_headers(struct pq_judge_state *run, const char *const *list)
{
	run->known_own = list != NULL;
	if (list == run->own_source)
		return;
	run->own_source = list;
	run->own_count = 0;
	for (size_t i = 0; list && i < PQ_MAX_OWN_HEADERS && list[i]; i++)
		run->own_names[run->own_count++] = pq_view_str(list[i]);
}

static void begin(struct pq_judge *judge, const struct pq_scenario *scenario, const struct pq_transcript *transcript,
		  struct pq_verdict *verdict)
{
	struct pq_judge_state *run = judge->state;

	run->run++;
	run->judge = judge;
	run->scenario = scenario;
	run->transcript = transcript;
	run->verdict = verdict;
	run->active = active_rules(judge);
	run->applied = 0;
	run->unproven = 0;
	run->lost = false;
	run->work = 0;
	read_own_headers(run, judge->own_headers);
	run->page_text = default_page;
	run->page = NULL;
	run->proxied = false;
	run->proxy = NULL;
	run->keep_alive = false;
	run->logins = false;
	run->expect_first = SIZE_MAX;
	pq_buf_init(&run->text, run->text_bytes, sizeof(run->text_bytes));
	pq_buf_init(&run->sent, run->sent_bytes, sizeof(run->sent_bytes));
	run->asked_count = 0;
	run->header_count = 0;
	run->conn_last = 0;
	run->exchange_count = 0;
	run->url_count = 0;
	run->offer_count = 0;
	run->paused_ms = 0;
	run->time_ms = 0;
	run->reads_clock = false;
	run->jar.count = 0;
	run->jar.overflow = false;
	verdict->violation_total = 0;
	verdict->dials = 0;
	for (enum pq_rule rule = PQ_RULE_NONE; rule < PQ_RULE_COUNT; rule++)
		verdict->rules[rule] = PQ_NOT_JUDGED;
}

/* What was written before the dial has begun already, and so has what the server begins. */
static bool has_begun(const struct pq_exchange *exchange, size_t dial)
{
	return !exchange->sends.count || exchange->sends.first < dial ||
	       (exchange->receives.count && exchange->receives.first < exchange->sends.first);
}

/* A dial: what came before it is over, and from here on bytes may be written. */
static void on_dial(struct pq_judge_state *run, struct pq_asked *asked, const struct pq_event *event, size_t at)
{
	struct pq_conn *conn = pq_run_conn(run, event->conn);

	run->places.count = 0;
	if (asked) {
		pq_run_settle(run, asked, true);
		pq_run_current(run, asked);
		asked->dials++;
		run->verdict->dials += !asked->control;
		pq_path_of(asked)->dial(run, asked, at);
	} else {
		run->verdict->dials++;
	}
	if (asked && conn && conn->dial == at) {
		conn->url = asked->current;
		if (conn->first && !conn->under_way && conn->first->asked == asked && has_begun(conn->first, at))
			pq_run_begin(run, conn);
	}
	pq_rules_dial(run, asked, at);
}

static void on_resolve(struct pq_judge_state *run, struct pq_asked *asked, size_t at)
{
	run->places.count = 0;
	if (asked) {
		const struct pq_path *path = pq_path_of(asked);

		pq_run_settle(run, asked, true);
		pq_run_current(run, asked);
		(path->resolve ? path->resolve : path->dial)(run, asked, at);
	}
	pq_rules_resolve(run, asked, at);
}

/* Bytes are judged when they are over; but with the first ones of a message its time begins. */
static void on_send(struct pq_judge_state *run, const struct pq_event *event, size_t at)
{
	struct pq_conn *conn = pq_run_conn(run, event->conn);
	const struct pq_exchange *next;

	if (!conn)
		return;
	next = conn->under_way ? conn->under_way->next : conn->first;
	if (next && next->sends.count && next->sends.first == at)
		pq_run_begin(run, conn);
}

static void on_receive(struct pq_judge_state *run, struct pq_asked *asked, const struct pq_event *event, size_t at)
{
	const struct pq_conn *conn = pq_run_conn(run, event->conn);

	if (!asked)
		return;
	/*
	 * What is read off a connection on which it has asked nothing is no answer to this request, nor is what is left
	 * on one that it used before.
	 */
	if (!conn || !conn->under_way || conn->under_way->asked != asked ||
	    (asked->open && asked->open != conn->under_way))
		return;
	asked->unread = at;
	asked->unread_of = conn->under_way;
}

static void on_outcome(struct pq_judge_state *run, struct pq_asked *asked, const struct pq_event *event, size_t at)
{
	const struct pq_exchange *open = asked->open;

	pq_run_settle(run, asked, event->outcome == PQ_OUTCOME_DONE);
	if (event->outcome == PQ_OUTCOME_DONE && open)
		pq_judge_taken_answer(run, asked, open, at);
	if (asked->outcome != PQ_NO_EVENT)
		return;
	asked->outcome = at;
	if (event->outcome == PQ_OUTCOME_BLOCKED)
		pq_rules_refusal(run, asked, at);
}

/* Who tells of a call shows processes, whatever else is known of it. */
static void on_call(struct pq_judge_state *run, size_t at)
{
	run->active |= run->judge->rules & UINT32_C(1) << PQ_RULE_SOCKET_OUTSIDE_SERVICE;
	pq_rules_process(run, at);
}

static void walk(struct pq_judge_state *run)
{
	const struct pq_transcript *transcript = run->transcript;

	for (size_t i = 0; i < transcript->count; i++) {
		const struct pq_event *event = &transcript->events[i];
		struct pq_asked *asked = pq_run_asked(run, event->request);

		switch (event->kind) {
		case PQ_EVENT_DIAL:
			on_dial(run, asked, event, i);
			break;
		case PQ_EVENT_RESOLVE:
			on_resolve(run, asked, i);
			break;
		case PQ_EVENT_RECEIVE:
			on_receive(run, asked, event, i);
			break;
		case PQ_EVENT_SEND:
			on_send(run, event, i);
			break;
		case PQ_EVENT_TIME:
			run->time_ms = event->time_ms;
			break;
		case PQ_EVENT_REQUEST:
			if (asked && asked->begins == PQ_NO_EVENT)
				asked->begins = asked->draws_from = i;
			pq_rules_process(run, i);
			break;
		case PQ_EVENT_CALL:
			on_call(run, i);
			break;
		case PQ_EVENT_DROPPED:
			if (asked)
				pq_rules_dropped(run, asked, i);
			break;
		case PQ_EVENT_OUTCOME:
			if (asked)
				on_outcome(run, asked, event, i);
			break;
		default:
			break;
		}
	}
}

/* Requests without an outcome, and exchanges that belong to no dial. */
static void settle_rest(struct pq_judge_state *run)
{
	for (size_t i = 0; i < run->asked_count; i++)
		if (run->asked[i].outcome == PQ_NO_EVENT)
			pq_run_settle(run, &run->asked[i], false);
	for (size_t i = 0; i < run->exchange_count; i++)
		pq_run_settle_exchange(run, &run->exchanges[i]);
	for (size_t i = 0; i <= run->conn_last; i++)
		if (run->conns[i].run == run->run)
			pq_judge_idle_tls(run, &run->conns[i]);
}

static void conclude(struct pq_judge_state *run)
{
	for (enum pq_rule rule = PQ_RULE_NONE + 1; rule < PQ_RULE_COUNT; rule++) {
		enum pq_judgement *judgement = &run->verdict->rules[rule];

		if (!(run->active >> rule & 1) || *judgement == PQ_VIOLATED)
			continue;
		if (!(run->applied >> rule & 1))
			*judgement = PQ_NOT_APPLICABLE;
		else if (!run->lost && !(run->unproven >> rule & 1))
			*judgement = PQ_HELD;
	}
}

void pq_judge_run(struct pq_judge *judge, const struct pq_scenario *scenario, const struct pq_transcript *transcript,
		  struct pq_verdict *verdict)
{
	struct pq_judge_state *run = judge->state;

	begin(judge, scenario, transcript, verdict);
	pq_asked_index(run);
	pq_run_index_exchanges(run);
	walk(run);
	settle_rest(run);
	pq_run_is_lost(run);
	conclude(run);
	pq_expect_conclude(run);
}

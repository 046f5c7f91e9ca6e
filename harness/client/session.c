/* SPDX-License-Identifier: MIT */
#include "client/session.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "client/express.h"
#include "client/outcome.h"
#include "loopback/order.h"
#include "loopback/unfit.h"

enum pq_err pq_client_init(struct pq_subject *subject, const struct pq_policy *policy, struct pq_diag *diag)
{
	int orders[2];
	enum pq_err err;

	subject->policy = policy;
	subject->orders.socket = -1;
	pq_seen_init(&subject->seen);
	pq_seen_init(&subject->told);
	pq_buf_init(&subject->text, subject->storage, sizeof(subject->storage));
	pq_buf_init(&subject->room, subject->room_bytes, sizeof(subject->room_bytes));
	subject->idna = pq_idna_open();
	if (!subject->idna)
		return pq_diag_set(diag, PQ_ERR_IDNA, 0, 0, "ICU's IDNA data");
	err = pq_stage_make_authority(&subject->stage, "pratique-client", diag);
	if (err)
		return err;
	if (!pq_channel_pair(orders))
		return pq_diag_set(diag, PQ_ERR_IO, 0, 0, strerror(errno));
	pq_channel_init(&subject->orders, orders[0], subject->in, sizeof(subject->in));
	subject->stage.world.orders = orders[1];
	subject->stage.world.tells = true;
	err = pq_stage_open(&subject->stage, true, NULL, 0, diag);
	close(orders[1]);
	return err;
}

void pq_client_fini(struct pq_subject *subject)
{
	if (subject->orders.socket >= 0)
		close(subject->orders.socket);
	pq_stage_close(&subject->stage);
	if (subject->idna)
		pq_idna_close(subject->idna);
}

/* What the world saw since it was last asked, into subject->seen. */
static enum pq_err look(struct pq_subject *subject, struct pq_diag *diag)
{
	enum pq_err err;

	pq_buf_reset(&subject->text);
	pq_buf_add_str(&subject->text, "pratique-transcript 1\n");
	err = pq_order_world(&subject->orders, PQ_PARCEL_EVENTS, pq_view(NULL, 0), &subject->text, diag);
	return err ? err : pq_transcript_parse(&subject->seen.transcript, pq_buf_view(&subject->text), diag);
}

/* What the stranger says itself, but for what only sockets show; true if it said how the request ended. */
static bool tell_told(const struct pq_transcript *told, struct pq_transcript *transcript)
{
	for (size_t i = 0; i < told->count; i++) {
		const struct pq_event *event = &told->events[i];

		if (event->kind == PQ_EVENT_DROPPED || event->kind == PQ_EVENT_OUTCOME)
			pq_transcript_copy(transcript, event);
		if (event->kind == PQ_EVENT_OUTCOME)
			return true;
	}
	return false;
}

static enum pq_err tell(struct pq_subject *subject, const struct pq_scenario *scenario, size_t at,
			const struct pq_asking *asking, struct pq_transcript *transcript)
{
	const struct pq_transcript *seen = &subject->seen.transcript;
	struct pq_outcome_of of = { .scenario = scenario,
				    .line = at,
				    .seen = seen,
				    .error = asking->error,
				    .policy = subject->policy,
				    .idna = subject->idna,
				    .room = &subject->room };
	enum pq_err err = PQ_ERR_OK;

	pq_transcript_reset(&subject->told.transcript);
	if (asking->told)
		err = pq_transcript_parse(&subject->told.transcript, pq_view_str(asking->told), &subject->why);
	for (size_t i = 0; i < seen->count; i++)
		pq_transcript_copy(transcript, &seen->events[i]);
	transcript->truncated = transcript->truncated || seen->truncated;
	pq_buf_reset(&subject->room);
	if (!tell_told(&subject->told.transcript, transcript))
		pq_outcome_tell(&of, transcript);
	return err;
}

/* All requests of one kind; each keeps the number that it has in the file. */
static enum pq_err ask_all(struct pq_subject *subject, const struct pq_scenario *scenario, bool controls,
			   struct pq_transcript *transcript)
{
	uint32_t number = 1;
	enum pq_err err = PQ_ERR_OK;

	for (size_t at = pq_scenario_find_request(scenario, 0); at < scenario->line_count && !err; number++) {
		struct pq_asking asking = { NULL, NULL };

		if ((scenario->lines[at].word == PQ_WORD_CONTROL) == controls) {
			pq_transcript_request(transcript, number);
			err = subject->ask(subject->context, scenario, at, &asking, &subject->why);
			if (!err)
				err = look(subject, &subject->why);
			if (!err)
				err = tell(subject, scenario, at, &asking, transcript);
		}
		at = pq_scenario_find_request(scenario, at + 1);
	}
	return err;
}

enum pq_err pq_client_run(struct pq_subject *subject, const struct pq_scenario *scenario,
			  struct pq_transcript *transcript)
{
	struct pq_buf text;
	enum pq_err err;

	subject->why = (struct pq_diag){ 0, 0, "" };
	pq_transcript_reset(transcript);
	pq_buf_init(&text, subject->out, sizeof(subject->out));
	pq_scenario_print(scenario, &text);
	if (!pq_buf_ok(&text))
		return pq_diag_set(&subject->why, PQ_ERR_LIMIT, 0, 0, "a scenario of at most 4 MiB (PQ_MAX_PARCEL)");
	err = pq_order_world(&subject->orders, PQ_PARCEL_PAGE, pq_buf_view(&text), NULL, &subject->why);
	if (!err)
		err = ask_all(subject, scenario, false, transcript);
	if (!err)
		err = pq_order_world(&subject->orders, PQ_PARCEL_GO, pq_view(NULL, 0), NULL, &subject->why);
	return err ? err : ask_all(subject, scenario, true, transcript);
}

const char *pq_client_why(const struct pq_subject *subject)
{
	return subject->why.expected;
}

const char *pq_client_unfit(struct pq_subject *subject, const struct pq_scenario *scenario)
{
	const char *reason = pq_world_unfit(scenario);

	return reason ? reason : pq_express_unfit(subject->dialect, scenario);
}

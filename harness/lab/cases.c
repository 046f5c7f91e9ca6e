/* SPDX-License-Identifier: MIT */
#include "lab/cases.h"

#include <stdio.h>
#include <stdlib.h>

#include "lab/attempt.h"
#include "lab/effect.h"
#include "lab/expand.h"

#define LATE_MS 60 /* an attempt's effect may be seen so much later than that of the control behind it */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* So much longer is the path, after 0. The head moves by them, and the commands behind it. */
static const uint32_t paddings[] = { 211, 503, 1201 };

/* marker: what it carried; steps: what happened */
struct attempt {
	char marker[PQ_MARKER_LEN + 1];
	const char *family;
	uint32_t padding;
	enum pq_lab_class class;
	struct pq_lab_steps steps;
};

/*
 * hopeless: why no case can be tried any more; "" while they can
 * turn:     whose turn it is to write the head
 * control:  what was spoken plainly behind the block
 * attempts: count of them, of the block under way
 */
struct trying {
	struct pq_lab_world *world;
	const struct pq_lab_service *service;
	const struct pq_lab_plan *plan;
	struct pq_lab_writer *writer;
	struct pq_markers *markers;
	struct pq_lab_case *row;
	struct pq_diag *diag;
	char hopeless[256];
	size_t turn;
	struct pq_lab_steps control;
	struct attempt attempts[PQ_MAX_LAB_REPEAT];
	size_t count;
};

static const struct pq_lab_family *next_family(struct trying *t)
{
	if (t->plan->family)
		return t->plan->family;
	return pq_lab_family_at(t->turn % pq_lab_family_count());
}

/* What the browser wrote, with this marker in the place of its own. */
static enum pq_err take_captured(struct trying *t, struct attempt *attempt, struct pq_view *request, size_t *head_len)
{
	const struct pq_lab_captured *captured = &t->plan->capture->forms[t->row->form];

	attempt->family = t->plan->capture->browser;
	*head_len = captured->head_len;
	return pq_lab_capture_with(captured, attempt->marker, t->writer, request, t->diag);
}

/* The request of the case with a marker of its own. */
static enum pq_err write_request(struct trying *t, struct attempt *attempt, struct pq_view *request, size_t *head_len)
{
	const struct pq_lab_payload *payload = &t->service->payloads[t->row->form];
	struct pq_lab_names names = { t->world->dir, t->service->port, attempt->marker };
	struct pq_lab_ask ask = { .form = t->row->form, .family = next_family(t), .port = t->service->counts_for };
	size_t len = 0;
	char *text = pq_lab_expand_bytes(payload->text, &names, &len);
	enum pq_err err;

	if (!text)
		return pq_diag_set(t->diag, PQ_ERR_NO_SPACE, 0, 0, "memory");
	ask.payload = pq_view(text, len);
	ask.padding = attempt->padding;
	ask.offset = payload->offset;
	ask.seed = (uint32_t)t->markers->next;
	attempt->family = ask.family->name;
	err = pq_lab_write(t->writer, &ask, request, head_len, t->diag);
	free(text);
	return err;
}

/* Sends one; the service is started anew if it takes no connections. */
static enum pq_err send_attempt(struct trying *t, uint32_t padding)
{
	struct attempt *attempt = &t->attempts[t->count];
	struct pq_lab_sending sending = { .client = t->row->client, .shape = t->row->shape };
	char why[256];
	enum pq_err err;

	*attempt = (struct attempt){ .padding = padding };
	pq_marker_next(t->markers, attempt->marker);
	err = t->plan->capture ? take_captured(t, attempt, &sending.request, &sending.head_len)
			       : write_request(t, attempt, &sending.request, &sending.head_len);
	if (err)
		return err;
	t->turn++;
	sending.marker = attempt->marker;
	if (!pq_lab_attempt(t->world, t->service, &sending, &attempt->class, &attempt->steps) &&
	    (!t->world->ops->restart(t->world->ctx, why, sizeof(why)) ||
	     !pq_lab_attempt(t->world, t->service, &sending, &attempt->class, &attempt->steps)))
		attempt->class = PQ_LAB_VOID;
	t->count++;
	return PQ_ERR_OK;
}

/* Speaks the control, and waits until its effect is seen. */
static bool control_holds(struct trying *t, struct pq_lab_steps *steps)
{
	char marker[PQ_MARKER_LEN + 1];

	pq_marker_next(t->markers, marker);
	return pq_lab_speak_plainly(t->world, t->service, marker, steps) &&
	       pq_lab_effect_seen(t->world, t->service, marker, (int)t->service->effect_limit_ms, steps);
}

/* How many of the attempts took effect. */
static void look_for_effects(struct trying *t, int late_ms)
{
	for (size_t i = 0; i < t->count; i++) {
		struct attempt *attempt = &t->attempts[i];
		bool spoken = t->service->effect == PQ_LAB_EFFECT_SPOKEN;

		if (attempt->class == PQ_LAB_EXECUTES || attempt->class == PQ_LAB_VOID)
			continue;
		if (pq_lab_effect_seen(t->world, t->service, attempt->marker, spoken ? 0 : late_ms, &attempt->steps))
			attempt->class = PQ_LAB_EXECUTES;
		late_ms = 0;
	}
}

static bool all_execute(const struct trying *t)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->attempts[i].class != PQ_LAB_EXECUTES)
			return false;
	return t->count > 0;
}

static void forget_attempts(struct trying *t)
{
	for (size_t i = 0; i < t->count; i++)
		pq_lab_steps_fini(&t->attempts[i].steps);
	t->count = 0;
}

/* The reason of a void case; the first one stays. */
static void make_void(struct pq_lab_case *row, const char *reason)
{
	if (!row->reason)
		row->reason = strdup(reason);
}

static void give_up(struct trying *t, const char *reason)
{
	snprintf(t->hopeless, sizeof(t->hopeless), "%s", reason);
	make_void(t->row, reason);
}

/*
 * Attempts with these paddings, and the control behind them. False in *valid if the control failed; what executed did so all
 * the same.
 */
static enum pq_err try_block(struct trying *t, const uint32_t *with, size_t count, bool *valid)
{
	enum pq_err err = PQ_ERR_OK;

	t->count = 0;
	pq_lab_steps_fini(&t->control);
	for (size_t i = 0; !err && i < count; i++)
		err = send_attempt(t, with[i]);
	*valid = !t->plan->control || control_holds(t, &t->control);
	look_for_effects(t, LATE_MS);
	*valid = *valid || all_execute(t);
	return err;
}

/* The same, once more on a service that was started anew if the control failed. */
static enum pq_err try_twice(struct trying *t, const uint32_t *with, size_t count)
{
	bool valid = false;
	char why[256] = "";
	enum pq_err err = try_block(t, with, count, &valid);

	if (err || valid)
		return err;
	if (!t->world->ops->restart(t->world->ctx, why, sizeof(why))) {
		give_up(t, why);
	} else if (!control_holds(t, NULL)) {
		give_up(t, "the same commands, spoken plainly, have no effect");
	} else {
		forget_attempts(t);
		err = try_block(t, with, count, &valid);
		if (!valid)
			make_void(t->row,
				  "behind the request, the same commands have no effect when they are spoken plainly");
	}
	for (size_t i = 0; !valid && i < t->count; i++)
		if (t->attempts[i].class != PQ_LAB_EXECUTES)
			t->attempts[i].class = PQ_LAB_VOID;
	return err;
}

/* Moves what the block found to the row. */
static bool keep_block(struct trying *t)
{
	bool good = true;

	for (size_t i = 0; i < t->count; i++)
		good = good &&
		       pq_lab_case_add(t->row, t->attempts[i].family, t->attempts[i].padding, t->attempts[i].class);
	return good;
}

static void append(struct pq_lab_steps *to, const struct pq_lab_steps *from)
{
	for (size_t i = 0; i < from->count; i++)
		pq_lab_step_add(to, from->rows[i].from, from->rows[i].to,
				pq_view(from->rows[i].bytes, from->rows[i].len), from->rows[i].note);
}

/* Takes the steps of an attempt that has the row's class, and those of the control. */
static void keep_steps(struct trying *t)
{
	for (size_t i = 0; i < t->count; i++) {
		struct attempt *attempt = &t->attempts[i];

		if (attempt->class != t->row->class || attempt->padding != t->row->padding)
			continue;
		pq_lab_steps_fini(&t->row->steps);
		t->row->steps = attempt->steps;
		attempt->steps = (struct pq_lab_steps){ NULL, 0, false };
		if (t->control.count > 0)
			pq_lab_step_add(&t->row->steps, "lab", NULL, pq_view(NULL, 0),
					"speaks the same commands plainly, with another marker: the positive control");
		append(&t->row->steps, &t->control);
		return;
	}
}

/* n attempts with one padding; the row's class is theirs. */
static enum pq_err try_padding(struct trying *t, uint32_t padding)
{
	uint32_t with[PQ_MAX_LAB_REPEAT];
	enum pq_err err;

	for (unsigned int i = 0; i < t->plan->repeat; i++)
		with[i] = padding;
	err = try_twice(t, with, t->plan->repeat);
	if (!err && !keep_block(t))
		err = pq_diag_set(t->diag, PQ_ERR_NO_SPACE, 0, 0, "memory");
	if (!err) {
		pq_lab_case_settle(t->row, padding);
		keep_steps(t);
	}
	forget_attempts(t);
	return err;
}

/* One attempt with each other padding; *executed is one that executes, 0 for none. */
static enum pq_err try_others(struct trying *t, uint32_t *executed)
{
	enum pq_err err = try_twice(t, paddings, COUNT(paddings));

	*executed = 0;
	for (size_t i = 0; !err && i < t->count; i++)
		if (t->attempts[i].class == PQ_LAB_EXECUTES && *executed == 0)
			*executed = t->attempts[i].padding;
	if (!err && *executed == 0 && !keep_block(t))
		err = pq_diag_set(t->diag, PQ_ERR_NO_SPACE, 0, 0, "memory");
	forget_attempts(t);
	return err;
}

static enum pq_err try_case(struct trying *t)
{
	uint32_t executed = 0;
	enum pq_err err = try_padding(t, 0);

	if (err || t->plan->only_unpadded || t->plan->capture || t->row->class == PQ_LAB_EXECUTES ||
	    t->row->class == PQ_LAB_VOID)
		return err;
	err = try_others(t, &executed);
	if (err || executed == 0)
		return err;
	err = try_padding(t, executed);
	if (!err && t->row->class != PQ_LAB_EXECUTES)
		pq_lab_case_settle(t->row, 0);
	return err;
}

/* The effect of what nobody sent. */
static void check_unsent(struct trying *t)
{
	char marker[PQ_MARKER_LEN + 1];

	pq_marker_next(t->markers, marker);
	if (pq_lab_effect_seen(t->world, t->service, marker, 0, NULL))
		snprintf(t->hopeless, sizeof(t->hopeless),
			 "the effect of a marker that nobody sent is seen: 'effect' takes something else for it");
}

/*
 * As behind a block of attempts: an effect that is gone once a later one was seen would be missed. Without a control that
 * holds nothing is said here; the cases say why.
 */
static void check_lasting(struct trying *t)
{
	char marker[PQ_MARKER_LEN + 1];
	int limit_ms = (int)t->service->effect_limit_ms;

	pq_marker_next(t->markers, marker);
	if (pq_lab_speak_plainly(t->world, t->service, marker, NULL) && control_holds(t, NULL) &&
	    !pq_lab_effect_seen(t->world, t->service, marker, limit_ms, NULL))
		snprintf(t->hopeless, sizeof(t->hopeless),
			 "an effect is no longer seen once a later one was: 'effect' must find all that took effect");
}

enum pq_err pq_lab_try_cases(struct pq_lab_world *world, const struct pq_lab_service *service,
			     const struct pq_lab_plan *plan, struct pq_lab_writer *writer, struct pq_markers *markers,
			     struct pq_lab_served *served, struct pq_diag *diag)
{
	struct trying *t = calloc(1, sizeof(*t));
	enum pq_err err = PQ_ERR_OK;

	if (!t)
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory");
	*t = (struct trying){ .world = world, .service = service, .plan = plan, .writer = writer };
	t->markers = markers;
	t->diag = diag;
	if (plan->control)
		check_unsent(t);
	if (plan->control && !t->hopeless[0])
		check_lasting(t);

	for (size_t i = 0; !err && i < PQ_MAX_LAB_CASES && !(plan->stop && *plan->stop); i++) {
		struct pq_lab_case *row = &served->cases[served->case_count];
		enum pq_lab_form form = (enum pq_lab_form)(i / (PQ_MAX_LAB_CASES / PQ_LAB_FORM_COUNT));

		if (!(plan->forms >> form & 1) || service->payloads[form].text.len == 0)
			continue;
		*row = (struct pq_lab_case){ .form = form,
					     .client =
						     (enum pq_lab_client)(i / PQ_LAB_SHAPE_COUNT % PQ_LAB_CLIENT_COUNT),
					     .shape = (enum pq_lab_shape)(i % PQ_LAB_SHAPE_COUNT) };
		t->row = row;
		served->case_count++;
		if (t->hopeless[0])
			make_void(row, t->hopeless);
		else if (plan->capture && plan->capture->forms[form].len == 0)
			make_void(row, plan->capture->forms[form].reason);
		else
			err = try_case(t);
		pq_lab_steps_fini(&t->control);
		if (!err && plan->progress)
			plan->progress(plan->context, i + 1, PQ_MAX_LAB_CASES);
	}
	free(t);
	return err;
}

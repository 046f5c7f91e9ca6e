/* SPDX-License-Identifier: MIT */
#include "result/compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* changes: count of them; doubles whenever count is a power of two */
struct list {
	struct pq_change *changes;
	size_t count;
	bool failed;
};

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static const char *shown(const char *text)
{
	return text ? text : "-";
}

static struct pq_change *add(struct list *list, enum pq_change_kind kind, const char *where)
{
	struct pq_change *change;

	if ((list->count & (list->count - 1)) == 0) {
		void *larger = realloc(list->changes, (list->count ? 2 * list->count : 1) * sizeof(*list->changes));

		if (!larger) {
			list->failed = true;
			return NULL;
		}
		list->changes = larger;
	}
	change = &list->changes[list->count++];
	*change = (struct pq_change){ .kind = kind, .where = shown(where) };
	return change;
}

static void put(struct list *list, enum pq_change_kind kind, const char *where, const char *what, const char *before,
		const char *after, bool worse)
{
	struct pq_change *change = add(list, kind, where);

	if (!change)
		return;
	snprintf(change->what, sizeof(change->what), "%s", shown(what));
	change->before = shown(before);
	change->after = shown(after);
	change->worse = worse;
}

/* Index of port by number; NULL where the vector did not ask for it. */
static void index_ports(const struct pq_result_vector *vector, const struct pq_result_port **by_port)
{
	memset(by_port, 0, (UINT16_MAX + 1) * sizeof(*by_port));
	for (size_t i = 0; i < vector->port_count; i++)
		by_port[vector->ports[i].port] = &vector->ports[i];
}

static void compare_ports(struct list *list, const struct pq_result_vector *before,
			  const struct pq_result_vector *after, const struct pq_result_port **by_port)
{
	char what[32];

	index_ports(before, by_port);
	for (size_t i = 0; i < after->port_count; i++) {
		const struct pq_result_port *now = &after->ports[i];
		const struct pq_result_port *then = by_port[now->port];

		if (!then || then->finding == now->finding || then->finding == PQ_FINDING_UNTESTED)
			continue;
		snprintf(what, sizeof(what), "port %u", now->port);
		put(list, PQ_CHANGE_PORT, after->name, what, pq_finding_name(then->finding),
		    pq_finding_name(now->finding),
		    pq_finding_is_violation(now->finding) || now->finding == PQ_FINDING_UNTESTED);
	}
}

/* What the earlier result asked and this one does not: one change for all of them. */
static void compare_lost_ports(struct list *list, const struct pq_result_vector *before,
			       const struct pq_result_vector *after, const struct pq_result_port **by_port)
{
	size_t lost = 0;
	char what[64];

	index_ports(after, by_port);
	for (size_t i = 0; i < before->port_count; i++)
		lost += before->ports[i].finding != PQ_FINDING_UNTESTED && !by_port[before->ports[i].port];
	if (lost == 0)
		return;
	snprintf(what, sizeof(what), "%zu port%s no longer asked", lost, lost == 1 ? "" : "s");
	put(list, PQ_CHANGE_LOST, before->name, what, "tested", "absent", true);
}

static const struct pq_result_vector *vector_named(const struct pq_result *result, const char *name)
{
	for (size_t i = 0; i < result->vector_count; i++)
		if (same(result->vectors[i].name, name))
			return &result->vectors[i];
	return NULL;
}

static size_t violations_of(const struct pq_result_vector *vector)
{
	size_t count = 0;

	for (size_t i = 0; i < vector->port_count; i++)
		count += pq_finding_is_violation(vector->ports[i].finding);
	return count;
}

static void compare_vector(struct list *list, const struct pq_result_vector *before,
			   const struct pq_result_vector *after, const struct pq_result_port **by_port)
{
	if (!after || (before->tested == PQ_TESTED && after->tested != PQ_TESTED)) {
		if (before->tested == PQ_TESTED)
			put(list, PQ_CHANGE_LOST, before->name, after ? after->cause : "not asked for", "tested",
			    after ? pq_tested_name(after->tested) : "absent", true);
	} else if (before->tested != PQ_TESTED && after->tested == PQ_TESTED) {
		put(list, PQ_CHANGE_GAINED, after->name, before->cause, pq_tested_name(before->tested), "tested",
		    violations_of(after) > 0);
	} else if (before->tested == PQ_TESTED) {
		compare_ports(list, before, after, by_port);
		compare_lost_ports(list, before, after, by_port);
	}
}

static void compare_vectors(struct list *list, const struct pq_result *before, const struct pq_result *after)
{
	const struct pq_result_port **by_port = malloc((UINT16_MAX + 1) * sizeof(*by_port));

	list->failed = !by_port;
	for (size_t i = 0; by_port && i < before->vector_count; i++)
		compare_vector(list, &before->vectors[i], vector_named(after, before->vectors[i].name), by_port);
	for (size_t i = 0; i < after->vector_count; i++)
		if (!vector_named(before, after->vectors[i].name) && after->vectors[i].tested == PQ_TESTED)
			put(list, PQ_CHANGE_GAINED, after->vectors[i].name, "new", "absent", "tested",
			    violations_of(&after->vectors[i]) > 0);
	free(by_port);
}

/* What a case comes to, in one word. */
static const char *case_word(const struct pq_result_case *entry)
{
	enum pq_rule rule = pq_result_case_rule(entry);

	if (entry->tested != PQ_TESTED)
		return pq_tested_name(entry->tested);
	if (rule != PQ_RULE_NONE)
		return pq_rule_name(rule);
	return entry->differs ? "differs" : shown(entry->outcome);
}

static bool case_worse(const struct pq_result_case *before, const struct pq_result_case *after)
{
	if (after->tested != PQ_TESTED)
		return before->tested == PQ_TESTED;
	for (size_t rule = 1; rule < PQ_RULE_COUNT; rule++)
		if (after->rules[rule] == PQ_RESULT_VIOLATED && before->rules[rule] != PQ_RESULT_VIOLATED)
			return true;
	return after->differs && !before->differs;
}

static const struct pq_result_case *case_named(const struct pq_result *result, const struct pq_result_case *entry)
{
	for (size_t i = 0; i < result->case_count; i++)
		if (same(result->cases[i].suite, entry->suite) && same(result->cases[i].name, entry->name))
			return &result->cases[i];
	return NULL;
}

static void compare_cases(struct list *list, const struct pq_result *before, const struct pq_result *after)
{
	static const struct pq_result_case nothing = { .tested = PQ_UNTESTED };

	for (size_t i = 0; i < before->case_count; i++) {
		const struct pq_result_case *then = &before->cases[i];
		const struct pq_result_case *now = case_named(after, then);

		if (!now && then->tested == PQ_TESTED)
			put(list, PQ_CHANGE_CASE, then->suite, then->name, case_word(then), "absent", true);
		else if (now && (strcmp(case_word(then), case_word(now)) != 0 || case_worse(then, now)))
			put(list, PQ_CHANGE_CASE, then->suite, then->name, case_word(then), case_word(now),
			    case_worse(then, now));
	}
	for (size_t i = 0; i < after->case_count; i++)
		if (!case_named(before, &after->cases[i]) && after->cases[i].tested == PQ_TESTED)
			put(list, PQ_CHANGE_CASE, after->cases[i].suite, after->cases[i].name, "absent",
			    case_word(&after->cases[i]), case_worse(&nothing, &after->cases[i]));
}

/* The furthest that one of the two asks came. */
static enum pq_seen space_seen(const struct pq_result_space *space)
{
	return space->asked_again && space->again > space->seen ? space->again : space->seen;
}

static const char *space_word(const struct pq_result_space *space)
{
	return space->tested == PQ_TESTED ? pq_seen_name(space_seen(space)) : pq_tested_name(space->tested);
}

static const struct pq_result_space *space_like(const struct pq_result *result, const struct pq_result_space *space)
{
	for (size_t i = 0; i < result->space_count; i++) {
		const struct pq_result_space *other = &result->spaces[i];

		if (same(other->initiator, space->initiator) && same(other->from, space->from) &&
		    same(other->to, space->to))
			return other;
	}
	return NULL;
}

static void put_space(struct list *list, const struct pq_result_space *space, const char *before, const char *after,
		      bool worse)
{
	char what[128];

	snprintf(what, sizeof(what), "%s to %s", shown(space->from), shown(space->to));
	put(list, PQ_CHANGE_SPACE, space->initiator, what, before, after, worse);
}

/* A space that only one result has counts if it was tested there. */
static void compare_spaces(struct list *list, const struct pq_result *before, const struct pq_result *after)
{
	for (size_t i = 0; i < before->space_count; i++) {
		const struct pq_result_space *then = &before->spaces[i];
		const struct pq_result_space *now = space_like(after, then);

		if (!now && then->tested == PQ_TESTED)
			put_space(list, then, space_word(then), "absent", true);
		else if (now && strcmp(space_word(then), space_word(now)) != 0)
			put_space(list, then, space_word(then), space_word(now),
				  then->tested == PQ_TESTED &&
					  (now->tested != PQ_TESTED || space_seen(now) > space_seen(then)));
	}
	for (size_t i = 0; i < after->space_count; i++)
		if (!space_like(before, &after->spaces[i]) && after->spaces[i].tested == PQ_TESTED)
			put_space(list, &after->spaces[i], "absent", space_word(&after->spaces[i]), false);
}

/* Names stay where addresses change. */
static bool are_alike(const struct pq_result_dial *a, const struct pq_result_dial *b)
{
	return a->port == b->port && same(a->transport, b->transport) &&
	       (a->name || b->name ? same(a->name, b->name) : same(a->address, b->address));
}

/* Of all dials like that one, what is to be told: first is NULL where there is none. */
struct dials {
	const struct pq_result_dial *first;
	enum pq_seen seen;
	bool is_unsafe;
};

static struct dials dials_like(const struct pq_result *result, const struct pq_result_dial *dial)
{
	struct dials dials = { NULL, PQ_SEEN_NOTHING, false };

	for (size_t i = 0; i < result->dial_count; i++) {
		const struct pq_result_dial *other = &result->dials[i];

		if (!are_alike(other, dial))
			continue;
		dials.first = dials.first ? dials.first : other;
		dials.seen = other->seen > dials.seen ? other->seen : dials.seen;
		dials.is_unsafe = dials.is_unsafe || other->finding == PQ_FINDING_UNSAFE_PORT;
	}
	return dials;
}

static const char *dials_word(const struct dials *dials)
{
	if (!dials->first)
		return "absent";
	return dials->is_unsafe ? pq_finding_name(PQ_FINDING_UNSAFE_PORT) : pq_seen_name(dials->seen);
}

static void put_dial(struct list *list, const struct pq_result_dial *dial, const char *before, const char *after,
		     bool worse)
{
	char what[128];

	snprintf(what, sizeof(what), "%s port %u", shown(dial->transport), dial->port);
	put(list, PQ_CHANGE_DIAL, dial->name ? dial->name : dial->address, what, before, after, worse);
}

static void compare_dials(struct list *list, const struct pq_result *before, const struct pq_result *after)
{
	for (size_t i = 0; i < before->dial_count; i++) {
		struct dials then = dials_like(before, &before->dials[i]);
		struct dials now = dials_like(after, &before->dials[i]);
		bool changed = !now.first || now.seen != then.seen || now.is_unsafe != then.is_unsafe;

		if (then.first != &before->dials[i] || !changed)
			continue;
		if (now.first && now.is_unsafe == then.is_unsafe)
			then.is_unsafe = now.is_unsafe = false;
		put_dial(list, then.first, dials_word(&then), dials_word(&now),
			 now.first && (now.seen > then.seen || (now.is_unsafe && !then.is_unsafe)));
	}
	for (size_t i = 0; i < after->dial_count; i++) {
		struct dials now = dials_like(after, &after->dials[i]);

		if (now.first == &after->dials[i] && !dials_like(before, now.first).first)
			put_dial(list, now.first, "absent", dials_word(&now), true);
	}
}

static const char *note_word(const struct pq_result_note *note)
{
	static const char *const words[] = { "not judged", "not applicable", "held", "violated" };

	return note->judgement <= PQ_RESULT_VIOLATED ? words[note->judgement] : "?";
}

static const struct pq_result_note *note_like(const struct pq_result *result, const struct pq_result_note *note)
{
	for (size_t i = 0; i < result->note_count; i++)
		if (same(result->notes[i].name, note->name) && result->notes[i].rule == note->rule)
			return &result->notes[i];
	return NULL;
}

/* A note that only one result has counts if it was judged there. */
static void compare_notes(struct list *list, const struct pq_result *before, const struct pq_result *after)
{
	for (size_t i = 0; i < before->note_count; i++) {
		const struct pq_result_note *then = &before->notes[i];
		const struct pq_result_note *now = note_like(after, then);

		if (!now && then->judgement >= PQ_RESULT_HELD)
			put(list, PQ_CHANGE_NOTE, then->name, pq_rule_name(then->rule), note_word(then), "absent",
			    true);
		else if (now && now->judgement != then->judgement)
			put(list, PQ_CHANGE_NOTE, now->name, pq_rule_name(now->rule), note_word(then), note_word(now),
			    now->judgement == PQ_RESULT_VIOLATED ||
				    (then->judgement == PQ_RESULT_HELD && now->judgement < PQ_RESULT_HELD));
	}
	for (size_t i = 0; i < after->note_count; i++) {
		const struct pq_result_note *now = &after->notes[i];

		if (!note_like(before, now) && now->judgement >= PQ_RESULT_HELD)
			put(list, PQ_CHANGE_NOTE, now->name, pq_rule_name(now->rule), "absent", note_word(now),
			    now->judgement == PQ_RESULT_VIOLATED);
	}
}

enum pq_err pq_compare(const struct pq_result *before, const struct pq_result *after, struct pq_change **changes,
		       size_t *count)
{
	struct list list = { NULL, 0, false };

	compare_vectors(&list, before, after);
	compare_cases(&list, before, after);
	compare_spaces(&list, before, after);
	compare_dials(&list, before, after);
	compare_notes(&list, before, after);
	if (list.failed) {
		free(list.changes);
		return PQ_ERR_NO_SPACE;
	}
	*changes = list.changes;
	*count = list.count;
	return PQ_ERR_OK;
}

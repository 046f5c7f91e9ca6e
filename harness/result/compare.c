/* SPDX-License-Identifier: MIT */
#include "result/compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* enum pq_judgement of the monitor, which stands in other layers. */
#define HELD 2
#define VIOLATED 3

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
		if (after->rules[rule] == VIOLATED && before->rules[rule] != VIOLATED)
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

static const char *space_word(const struct pq_result_space *space)
{
	return space->tested == PQ_TESTED ? pq_seen_name(space->seen) : pq_tested_name(space->tested);
}

static void compare_spaces(struct list *list, const struct pq_result *before, const struct pq_result *after)
{
	char what[128];

	for (size_t i = 0; i < before->space_count; i++) {
		const struct pq_result_space *then = &before->spaces[i];
		const struct pq_result_space *now = NULL;

		for (size_t k = 0; k < after->space_count && !now; k++)
			if (same(after->spaces[k].initiator, then->initiator) &&
			    same(after->spaces[k].from, then->from) && same(after->spaces[k].to, then->to))
				now = &after->spaces[k];
		if (!now || strcmp(space_word(then), space_word(now)) == 0)
			continue;
		snprintf(what, sizeof(what), "%s to %s", shown(then->from), shown(then->to));
		put(list, PQ_CHANGE_SPACE, then->initiator, what, space_word(then), space_word(now),
		    then->tested == PQ_TESTED && (now->tested != PQ_TESTED || now->seen > then->seen));
	}
}

/* Names stay where addresses change. */
static const struct pq_result_dial *dial_like(const struct pq_result *result, const struct pq_result_dial *dial)
{
	for (size_t i = 0; i < result->dial_count; i++) {
		const struct pq_result_dial *other = &result->dials[i];

		if (other->port == dial->port && same(other->transport, dial->transport) &&
		    (dial->name || other->name ? same(other->name, dial->name) : same(other->address, dial->address)))
			return other;
	}
	return NULL;
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
	for (size_t i = 0; i < before->dial_count; i++)
		if (!dial_like(after, &before->dials[i]))
			put_dial(list, &before->dials[i], pq_seen_name(before->dials[i].seen), "absent", false);
	for (size_t i = 0; i < after->dial_count; i++)
		if (!dial_like(before, &after->dials[i]))
			put_dial(list, &after->dials[i], "absent", pq_seen_name(after->dials[i].seen), true);
}

static const char *note_word(const struct pq_result_note *note)
{
	static const char *const words[] = { "not judged", "not applicable", "held", "violated" };

	return note->judgement <= VIOLATED ? words[note->judgement] : "?";
}

static void compare_notes(struct list *list, const struct pq_result *before, const struct pq_result *after)
{
	for (size_t i = 0; i < before->note_count; i++)
		for (size_t k = 0; k < after->note_count; k++) {
			const struct pq_result_note *then = &before->notes[i];
			const struct pq_result_note *now = &after->notes[k];

			if (same(then->name, now->name) && then->rule == now->rule && then->judgement != now->judgement)
				put(list, PQ_CHANGE_NOTE, now->name, pq_rule_name(now->rule), note_word(then),
				    note_word(now),
				    now->judgement == VIOLATED || (then->judgement == HELD && now->judgement < HELD));
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

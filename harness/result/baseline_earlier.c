/* SPDX-License-Identifier: MIT */
/*
 * An earlier result as a baseline: one row for each kind of finding of each of
 * its vectors, cases, notes and dials; what is not used any more is gone since.
 * What it tested must be tested again: what is not becomes a lost entry in the
 * list of vectors, named by what it is: "ports of fetch", "case headers Host".
 */
#include <stdio.h>
#include <stdlib.h>

#include "result/baseline_rows.h"

/* The finding of each port; UNTESTED where there is none. */
struct findings {
	uint8_t by_port[UINT16_MAX + 1];
};

struct pq_result_vector *pq_baseline_vector(const struct pq_result *result, const char *name)
{
	for (size_t i = 0; i < result->vector_count; i++)
		if (result->vectors[i].name && strcmp(result->vectors[i].name, name) == 0)
			return &result->vectors[i];
	return NULL;
}

struct pq_result_vector *pq_baseline_lose(struct pq_result *result, const char *name)
{
	struct pq_result_vector *vector = name ? pq_baseline_vector(result, name) : NULL;

	if (!name)
		return NULL;
	if (!vector) {
		vector = pq_result_add_vector(result);
		if (!vector)
			return NULL;
		vector->tested = PQ_UNTESTED;
		vector->name = pq_result_text(result, pq_view_str(name));
		vector->cause = pq_result_text(result, pq_view_str("not asked for in this audit"));
	}
	vector->lost = true;
	return vector;
}

/* The number of a new row; 0 if memory is short. */
static size_t add_row(struct pq_result *result, char *what)
{
	struct pq_result_accepted *entry = what ? pq_result_add_accepted(result) : NULL;

	if (!entry)
		return 0;
	entry->what = what;
	entry->reason = pq_result_text(result, pq_view_str("stands in the earlier result"));
	return entry->reason ? result->accepted_count : 0;
}

static bool accept_finding(struct pq_result *result, const struct pq_result_vector *before,
			   const struct findings *findings, enum pq_finding finding)
{
	struct pq_result_vector *now = pq_baseline_vector(result, before->name);
	size_t ports = 0;
	size_t row;

	for (size_t port = 0; port <= UINT16_MAX; port++)
		ports += findings->by_port[port] == finding;
	if (ports == 0)
		return true;
	row = add_row(result, pq_result_print(result, "%s %s, %zu port%s", pq_finding_name(finding), before->name,
					      ports, ports == 1 ? "" : "s"));
	for (size_t i = 0; row && now && i < now->port_count; i++) {
		struct pq_result_port *port = &now->ports[i];

		if (port->finding != finding || findings->by_port[port->port] != finding)
			continue;
		port->accepted = row;
		result->accepted[row - 1].used = true;
	}
	return row != 0;
}

/* Says of what is no vector that it was tested and is not now. */
static bool lose(struct pq_result *result, const char *name, const char *cause)
{
	struct pq_result_vector *lost = pq_baseline_lose(result, name);

	if (lost && cause)
		lost->cause = pq_result_text(result, pq_view_str(cause));
	return lost && lost->cause;
}

/* Ports that were tested before and are not now, as one entry for all of the vector's. */
static bool lose_ports(struct pq_result *result, const struct pq_result_vector *now, const struct findings *before)
{
	bool *tested = calloc(UINT16_MAX + 1, sizeof(*tested));
	size_t first = 0;
	size_t count = 0;
	char cause[96];

	if (!tested)
		return false;
	for (size_t i = 0; i < now->port_count; i++)
		tested[now->ports[i].port] = now->ports[i].finding != PQ_FINDING_UNTESTED;
	for (size_t port = UINT16_MAX + 1; port-- > 0;) {
		if (before->by_port[port] == PQ_FINDING_UNTESTED || tested[port])
			continue;
		first = port;
		count++;
	}
	free(tested);
	if (count == 0)
		return true;
	snprintf(cause, sizeof(cause), "%zu port%s untested or not asked for, from %zu on", count,
		 count == 1 ? "" : "s", first);
	return lose(result, pq_result_print(result, "ports of %s", now->name), cause);
}

static bool accept_vector(struct pq_result *result, const struct pq_result_vector *before, struct findings *findings)
{
	struct pq_result_vector *now;

	if (!before->name)
		return true;
	memset(findings, 0, sizeof(*findings));
	for (size_t i = 0; i < before->port_count; i++)
		findings->by_port[before->ports[i].port] = (uint8_t)before->ports[i].finding;
	if (!accept_finding(result, before, findings, PQ_FINDING_UNSAFE_PORT) ||
	    !accept_finding(result, before, findings, PQ_FINDING_OVER_BLOCK))
		return false;
	now = pq_baseline_vector(result, before->name);
	if (before->tested != PQ_TESTED)
		return true;
	return now && now->tested == PQ_TESTED ? lose_ports(result, now, findings)
					       : pq_baseline_lose(result, before->name) != NULL;
}

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* True if everything that is wrong with the case now was wrong before. */
static bool covers(const struct pq_result_case *before, const struct pq_result_case *now)
{
	bool violated = pq_result_case_rule(before) != PQ_RULE_NONE;

	for (size_t rule = 1; rule < PQ_RULE_COUNT; rule++)
		if (now->rules[rule] == PQ_RESULT_VIOLATED && before->rules[rule] != PQ_RESULT_VIOLATED)
			return false;
	return pq_result_case_rule(now) != PQ_RULE_NONE || (now->differs && (before->differs || violated));
}

static bool accept_case(struct pq_result *result, const struct pq_result_case *before)
{
	enum pq_rule rule = pq_result_case_rule(before);
	size_t row;

	if (rule == PQ_RULE_NONE && !before->differs)
		return true;
	row = add_row(result, pq_result_print(result, "%s %s %s", rule == PQ_RULE_NONE ? "difference" : "violation",
					      before->suite ? before->suite : "?", before->name ? before->name : "?"));
	for (size_t i = 0; row && i < result->case_count; i++) {
		struct pq_result_case *now = &result->cases[i];

		if (!same(before->suite, now->suite) || !same(before->name, now->name) || !covers(before, now))
			continue;
		now->accepted = row;
		result->accepted[row - 1].used = true;
	}
	return row != 0;
}

/* A suite that was not asked at all is one entry, not one for each of its cases. */
static bool lose_case(struct pq_result *result, const struct pq_result_case *before)
{
	const char *suite = before->suite ? before->suite : "?";
	bool asked = false;

	if (before->tested != PQ_TESTED)
		return true;
	for (size_t i = 0; i < result->case_count; i++) {
		const struct pq_result_case *now = &result->cases[i];

		if (!same(before->suite, now->suite))
			continue;
		asked = true;
		if (same(before->name, now->name) && now->tested == PQ_TESTED)
			return true;
		if (same(before->name, now->name))
			return lose(result, pq_result_print(result, "case %s %s", suite, now->name ? now->name : "?"),
				    now->cause);
	}
	return lose(result,
		    asked ? pq_result_print(result, "case %s %s", suite, before->name ? before->name : "?")
			  : pq_result_print(result, "cases of %s", suite),
		    NULL);
}

static bool lose_space(struct pq_result *result, const struct pq_result_space *before)
{
	char *cause = NULL;

	if (before->tested != PQ_TESTED)
		return true;
	for (size_t i = 0; i < result->space_count; i++) {
		const struct pq_result_space *now = &result->spaces[i];

		if (!same(before->initiator, now->initiator) || !same(before->from, now->from) ||
		    !same(before->to, now->to))
			continue;
		if (now->tested == PQ_TESTED)
			return true;
		cause = now->cause;
	}
	return lose(result,
		    result->space_count == 0
			    ? pq_result_print(result, "address spaces")
			    : pq_result_print(result, "space %s %s to %s", before->initiator ? before->initiator : "?",
					      before->from ? before->from : "?", before->to ? before->to : "?"),
		    cause);
}

/* A note is tested where it was judged. */
static bool lose_note(struct pq_result *result, const struct pq_result_note *before)
{
	char *cause = NULL;

	if (before->judgement < PQ_RESULT_HELD)
		return true;
	for (size_t i = 0; i < result->note_count; i++) {
		const struct pq_result_note *now = &result->notes[i];

		if (!same(before->name, now->name) || before->rule != now->rule)
			continue;
		if (now->judgement >= PQ_RESULT_HELD)
			return true;
		cause = now->detail;
	}
	return lose(result, pq_result_print(result, "note %s", before->name ? before->name : "?"), cause);
}

static bool accept_note(struct pq_result *result, const struct pq_result_note *before)
{
	size_t row;

	if (before->judgement != PQ_RESULT_VIOLATED)
		return true;
	row = add_row(result, pq_result_print(result, "violation note %s", before->name ? before->name : "?"));
	for (size_t i = 0; row && i < result->note_count; i++) {
		struct pq_result_note *now = &result->notes[i];

		if (now->judgement != PQ_RESULT_VIOLATED || !same(before->name, now->name) || before->rule != now->rule)
			continue;
		now->accepted = row;
		result->accepted[row - 1].used = true;
	}
	return row != 0;
}

/* Names stay where addresses change. */
static bool same_dial(const struct pq_result_dial *a, const struct pq_result_dial *b)
{
	return a->port == b->port && a->finding == b->finding && same(a->transport, b->transport) &&
	       (a->name || b->name ? same(a->name, b->name) : same(a->address, b->address));
}

static bool accept_dial(struct pq_result *result, const struct pq_result_dial *before)
{
	size_t row = add_row(result, pq_result_print(result, "dial %s %u",
						     before->name      ? before->name
						     : before->address ? before->address
								       : "?",
						     before->port));

	for (size_t i = 0; row && i < result->dial_count; i++) {
		struct pq_result_dial *now = &result->dials[i];

		if (now->accepted || !same_dial(before, now))
			continue;
		now->accepted = row;
		result->accepted[row - 1].used = true;
	}
	return row != 0;
}

bool pq_baseline_earlier(struct pq_result *result, const struct pq_result *before)
{
	struct findings *findings = malloc(sizeof(*findings));
	bool done = findings != NULL;

	for (size_t i = 0; done && i < before->vector_count; i++)
		done = accept_vector(result, &before->vectors[i], findings);
	for (size_t i = 0; done && i < before->case_count; i++)
		done = accept_case(result, &before->cases[i]) && lose_case(result, &before->cases[i]);
	for (size_t i = 0; done && i < before->space_count; i++)
		done = lose_space(result, &before->spaces[i]);
	for (size_t i = 0; done && i < before->note_count; i++)
		done = accept_note(result, &before->notes[i]) && lose_note(result, &before->notes[i]);
	for (size_t i = 0; done && i < before->dial_count; i++)
		done = accept_dial(result, &before->dials[i]);
	for (size_t i = 0; i < result->dial_count; i++)
		result->dials[i].unexpected = !result->dials[i].accepted;
	free(findings);
	return done;
}

/* SPDX-License-Identifier: MIT */
#include "result/baseline.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "result/baseline_rows.h"
#include "result/json_result.h"

static size_t accept_port(struct pq_baseline *baseline, const char *vector, uint16_t port, enum pq_finding finding)
{
	enum pq_row_kind kind = finding == PQ_FINDING_UNSAFE_PORT ? PQ_ROW_UNSAFE_PORT : PQ_ROW_OVER_BLOCK;

	for (size_t i = 0; i < baseline->count; i++) {
		const struct pq_row *row = &baseline->rows[i];

		if (row->kind == kind && pq_row_has_port(row->ports, port) && pq_row_names(row->name, vector) &&
		    pq_baseline_use(baseline, row))
			return row->index;
	}
	return 0;
}

/* A row of that kind, and suite where one is given, whose pattern names one of the two. */
static size_t accept_name(struct pq_baseline *baseline, enum pq_row_kind kind, const char *suite, const char *name,
			  const char *other)
{
	for (size_t i = 0; i < baseline->count; i++) {
		const struct pq_row *row = &baseline->rows[i];

		if (row->kind == kind && (!suite || pq_view_is(row->suite, suite)) &&
		    (pq_row_names(row->name, name) || pq_row_names(row->name, other)) && pq_baseline_use(baseline, row))
			return row->index;
	}
	return 0;
}

static void accept_ports(struct pq_baseline *baseline, struct pq_result_vector *vector)
{
	for (size_t i = 0; i < vector->port_count; i++) {
		struct pq_result_port *port = &vector->ports[i];

		if (pq_finding_is_violation(port->finding))
			port->accepted = accept_port(baseline, vector->name, port->port, port->finding);
	}
}

static void accept_case(struct pq_baseline *baseline, struct pq_result_case *entry)
{
	const char *suite = entry->suite ? entry->suite : "";

	if (pq_result_case_rule(entry) != PQ_RULE_NONE)
		entry->accepted = accept_name(baseline, PQ_ROW_VIOLATION, suite, entry->name, NULL);
	else if (entry->differs)
		entry->accepted = accept_name(baseline, PQ_ROW_DIFFERENCE, suite, entry->name, NULL);
}

/* The row that accepts the port that was dialled, by name or by address. */
static size_t accept_dialled_port(struct pq_baseline *baseline, const struct pq_result_dial *dial)
{
	size_t row = dial->name ? accept_port(baseline, dial->name, dial->port, dial->finding) : 0;

	return row || !dial->address ? row : accept_port(baseline, dial->address, dial->port, dial->finding);
}

/* That a host may be dialled does not say that any of its ports may: a port that breaks a rule needs its own row. */
static void accept_dial(struct pq_baseline *baseline, struct pq_result_dial *dial)
{
	bool violates = pq_finding_is_violation(dial->finding);

	dial->accepted = accept_name(baseline, PQ_ROW_DIAL, NULL, dial->name, dial->address);
	dial->unexpected = !dial->accepted;
	if (dial->accepted && violates)
		dial->accepted = accept_dialled_port(baseline, dial);
}

static void accept_findings(struct pq_baseline *baseline)
{
	struct pq_result *result = baseline->result;

	for (size_t i = 0; i < result->vector_count; i++)
		accept_ports(baseline, &result->vectors[i]);
	for (size_t i = 0; i < result->case_count; i++)
		accept_case(baseline, &result->cases[i]);
	for (size_t i = 0; i < result->note_count; i++)
		if (result->notes[i].judgement == PQ_RESULT_VIOLATED)
			result->notes[i].accepted =
				accept_name(baseline, PQ_ROW_VIOLATION, "note", result->notes[i].name, NULL);
	for (size_t i = 0; i < result->dial_count; i++)
		accept_dial(baseline, &result->dials[i]);
}

/* Vectors that must be tested; where none has such a name, the pattern itself is lost. */
static bool demand(struct pq_baseline *baseline, const struct pq_row *row)
{
	struct pq_result *result = baseline->result;
	bool found = false;

	for (size_t i = 0; i < result->vector_count; i++) {
		struct pq_result_vector *vector = &result->vectors[i];

		if (!pq_row_names(row->name, vector->name))
			continue;
		found = true;
		vector->lost = vector->lost || vector->tested != PQ_TESTED;
	}
	return found || pq_baseline_lose(result, pq_result_text(result, row->name)) != NULL;
}

static bool demand_all(struct pq_baseline *baseline)
{
	struct pq_result *result = baseline->result;

	for (size_t i = 0; i < baseline->count; i++)
		if (baseline->rows[i].kind == PQ_ROW_TESTED && !demand(baseline, &baseline->rows[i]))
			return false;
	for (size_t i = 0; i < result->vector_count; i++) {
		struct pq_result_vector *vector = &result->vectors[i];

		if (vector->tested != PQ_TESTED)
			vector->accepted = accept_name(baseline, PQ_ROW_UNTESTED, NULL, vector->name, NULL);
	}
	return true;
}

static enum pq_err apply_text(struct pq_baseline *baseline, struct pq_view text, struct pq_diag *diag)
{
	enum pq_err err = pq_baseline_open(baseline, text, diag);

	if (err)
		return err;
	accept_findings(baseline);
	if (!demand_all(baseline))
		err = PQ_ERR_NO_SPACE;
	pq_baseline_close(baseline);
	return err;
}

static enum pq_err apply_earlier(struct pq_result *result, struct pq_view text, struct pq_diag *diag)
{
	struct pq_result *before = NULL;
	enum pq_err err = pq_result_read(&before, text, diag);

	if (!err && !pq_baseline_earlier(result, before))
		err = PQ_ERR_NO_SPACE;
	pq_result_free(before);
	return err;
}

enum pq_err pq_baseline_apply(struct pq_result *result, struct pq_view text, const char *today, struct pq_diag *diag)
{
	struct pq_baseline baseline = { .result = result, .today = today };
	size_t at = 0;
	enum pq_err err;

	while (at < text.len && pq_ascii_is(text.data[at], PQ_ASCII_HTTP_SPACE))
		at++;
	err = at < text.len && text.data[at] == '{' ? apply_earlier(result, text, diag)
						    : apply_text(&baseline, text, diag);
	return err == PQ_ERR_NO_SPACE ? pq_diag_set(diag, err, 0, 0, "enough memory for a baseline") : err;
}

/* SPDX-License-Identifier: MIT */
/* The findings of a result, one by one. */
#include "report/audit_report.h"

#include <string.h>

/* visit, context: of the caller; going: it wants more */
struct walk {
	bool (*visit)(void *context, const struct pq_audit_finding *finding);
	void *context;
	bool going;
};

static void show(struct walk *walk, const struct pq_audit_finding *finding)
{
	walk->going = walk->going && walk->visit(walk->context, finding);
}

static const char *or_none(const char *text)
{
	return text ? text : "?";
}

static void show_port(struct walk *walk, const struct pq_result_vector *vector, const struct pq_result_port *port)
{
	struct pq_audit_finding finding = { .kind = 'p', .vector = vector, .port = port, .accepted = port->accepted };

	if (!pq_finding_is_violation(port->finding))
		return;
	snprintf(finding.name, sizeof(finding.name), "port %s %u", or_none(vector->name), port->port);
	if (port->finding == PQ_FINDING_UNSAFE_PORT && port->stray_port != 0) {
		finding.rule = PQ_RULE_UNSAFE_PORT;
		snprintf(finding.text, sizeof(finding.text),
			 "%s (%s): port %u, whose address was dialled on %u: one of them the policy blocks for %s",
			 or_none(vector->name), or_none(vector->initiator), port->port, port->stray_port,
			 or_none(vector->scheme));
	} else if (port->finding == PQ_FINDING_UNSAFE_PORT) {
		finding.rule = PQ_RULE_UNSAFE_PORT;
		snprintf(finding.text, sizeof(finding.text),
			 "%s (%s): port %u was dialled, which the policy blocks for %s", or_none(vector->name),
			 or_none(vector->initiator), port->port, or_none(vector->scheme));
	} else {
		finding.rule = PQ_RULE_OVER_BLOCK;
		snprintf(finding.text, sizeof(finding.text),
			 "%s (%s): port %u was not dialled, which the policy allows for %s", or_none(vector->name),
			 or_none(vector->initiator), port->port, or_none(vector->scheme));
	}
	show(walk, &finding);
}

static void show_vector(struct walk *walk, const struct pq_result_vector *vector)
{
	struct pq_audit_finding finding = { .kind = 'v', .vector = vector, .accepted = vector->accepted };

	if (vector->lost) {
		snprintf(finding.name, sizeof(finding.name), "vector %s", or_none(vector->name));
		snprintf(finding.text, sizeof(finding.text), "%s was tested in the baseline and is %s now: %s",
			 or_none(vector->name), pq_tested_name(vector->tested), or_none(vector->cause));
		show(walk, &finding);
	}
	for (size_t i = 0; i < vector->port_count && walk->going; i++)
		show_port(walk, vector, &vector->ports[i]);
}

static void show_case(struct walk *walk, const struct pq_result_case *entry)
{
	struct pq_audit_finding finding = { .kind = 'c', .entry = entry, .accepted = entry->accepted };

	finding.rule = pq_result_case_rule(entry);
	if (finding.rule == PQ_RULE_NONE && !entry->differs)
		return;
	snprintf(finding.name, sizeof(finding.name), "case %s %s", or_none(entry->suite), or_none(entry->name));
	snprintf(finding.text, sizeof(finding.text), "%s: %s", or_none(entry->name),
		 entry->detail  ? entry->detail
		 : finding.rule ? pq_rule_name(finding.rule)
				: "other bytes than the model's were written");
	show(walk, &finding);
}

static void show_note(struct walk *walk, const struct pq_result_note *note)
{
	struct pq_audit_finding finding = { .kind = 'n', .note = note, .accepted = note->accepted, .rule = note->rule };

	if (note->judgement != PQ_RESULT_VIOLATED)
		return;
	snprintf(finding.name, sizeof(finding.name), "note %s", or_none(note->name));
	snprintf(finding.text, sizeof(finding.text), "%s: %s", or_none(note->name),
		 note->detail ? note->detail : pq_rule_name(note->rule));
	show(walk, &finding);
}

static void show_dial(struct walk *walk, const struct pq_result_dial *dial)
{
	struct pq_audit_finding finding = { .kind = 'd', .dial = dial, .accepted = dial->accepted };

	if (!pq_finding_is_violation(dial->finding) && !dial->unexpected)
		return;
	if (pq_finding_is_violation(dial->finding))
		finding.rule = dial->finding == PQ_FINDING_UNSAFE_PORT ? PQ_RULE_UNSAFE_PORT : PQ_RULE_OVER_BLOCK;
	snprintf(finding.name, sizeof(finding.name), "dial %s %u", dial->address ? dial->address : or_none(dial->name),
		 dial->port);
	snprintf(finding.text, sizeof(finding.text), "%s%s%s port %u over %s %s", dial->name ? dial->name : "",
		 dial->name && dial->address ? " at " : "", dial->address ? dial->address : "", dial->port,
		 or_none(dial->transport),
		 finding.rule ? "was dialled, which the policy blocks"
			      : "was dialled, which the baseline does not tell of");
	show(walk, &finding);
}

void pq_audit_findings(const struct pq_result *result,
		       bool (*visit)(void *context, const struct pq_audit_finding *finding), void *context)
{
	struct walk walk = { visit, context, true };

	for (size_t i = 0; i < result->vector_count && walk.going; i++)
		show_vector(&walk, &result->vectors[i]);
	for (size_t i = 0; i < result->case_count && walk.going; i++)
		show_case(&walk, &result->cases[i]);
	for (size_t i = 0; i < result->note_count && walk.going; i++)
		show_note(&walk, &result->notes[i]);
	for (size_t i = 0; i < result->dial_count && walk.going; i++)
		show_dial(&walk, &result->dials[i]);
}

/* SPDX-License-Identifier: MIT */
#include "report/audit_ranges.h"
#include "report/audit_report.h"
#include "report/junit.h"
#include "monitor/monitor.h"

static const char *or_unknown(const char *text)
{
	return text && text[0] ? text : "?";
}

/* Accepted findings are no failures: the baseline's rows tell of them. */
static void tell_ports(struct pq_junit *junit, const struct pq_result_vector *vector, enum pq_finding finding,
		       const char *sentence)
{
	char ports[512];
	char message[640];
	size_t count = pq_audit_ranges(vector, finding, false, ports, sizeof(ports));

	if (count == 0)
		return;
	snprintf(message, sizeof(message), "%zu port%s %s: %s", count, count == 1 ? "" : "s", sentence, ports);
	pq_junit_tell(junit, PQ_JUNIT_FAILURE, pq_finding_name(finding), message);
}

static void add_vector(struct pq_junit *junit, const struct pq_result_vector *vector)
{
	pq_junit_begin(junit, "pratique.vectors", or_unknown(vector->name));
	if (vector->lost && !vector->accepted)
		pq_junit_tell(junit, PQ_JUNIT_FAILURE, "lost", or_unknown(vector->cause));
	else if (vector->tested != PQ_TESTED)
		pq_junit_tell(junit, PQ_JUNIT_SKIPPED, "", or_unknown(vector->cause));
	tell_ports(junit, vector, PQ_FINDING_UNSAFE_PORT, "dialled, which the policy blocks");
	tell_ports(junit, vector, PQ_FINDING_OVER_BLOCK, "not dialled, which the policy allows");
	pq_junit_end(junit);
}

static void add_case(struct pq_junit *junit, const struct pq_result_case *entry)
{
	enum pq_rule rule = pq_result_case_rule(entry);
	char class[128];

	snprintf(class, sizeof(class), "pratique.%s", or_unknown(entry->suite));
	pq_junit_begin(junit, class, or_unknown(entry->name));
	if (entry->tested != PQ_TESTED)
		pq_junit_tell(junit, PQ_JUNIT_SKIPPED, "", or_unknown(entry->cause));
	else if (rule != PQ_RULE_NONE && !entry->accepted)
		pq_junit_tell(junit, PQ_JUNIT_FAILURE, pq_rule_name(rule), or_unknown(entry->detail));
	else if (entry->differs && !entry->accepted)
		pq_junit_tell(junit, PQ_JUNIT_FAILURE, "differs", or_unknown(entry->detail));
	pq_junit_end(junit);
}

/* No rule judges a space: its case fails never, and is skipped if it was not tested. */
static void add_space(struct pq_junit *junit, const struct pq_result_space *space)
{
	char name[256];

	snprintf(name, sizeof(name), "%.80s from %.80s to %.80s", or_unknown(space->initiator), or_unknown(space->from),
		 or_unknown(space->to));
	pq_junit_begin(junit, "pratique.spaces", name);
	if (space->tested != PQ_TESTED)
		pq_junit_tell(junit, PQ_JUNIT_SKIPPED, "", or_unknown(space->cause));
	pq_junit_end(junit);
}

static void add_note(struct pq_junit *junit, const struct pq_result_note *note)
{
	pq_junit_begin(junit, "pratique.notes", or_unknown(note->name));
	if (note->judgement == PQ_VIOLATED && !note->accepted)
		pq_junit_tell(junit, PQ_JUNIT_FAILURE, pq_rule_name(note->rule), or_unknown(note->detail));
	else if (note->judgement < PQ_HELD)
		pq_junit_tell(junit, PQ_JUNIT_SKIPPED, "", or_unknown(note->detail));
	pq_junit_end(junit);
}

static void add_dial(struct pq_junit *junit, const struct pq_result_dial *dial)
{
	char name[256];

	snprintf(name, sizeof(name), "%.100s %.60s %u", dial->name ? dial->name : "-",
		 dial->address ? dial->address : "-", dial->port);
	pq_junit_begin(junit, "pratique.dials", name);
	if (pq_finding_is_violation(dial->finding) && !dial->accepted)
		pq_junit_tell(junit, PQ_JUNIT_FAILURE, pq_finding_name(dial->finding), "dialled by itself");
	else if (dial->unexpected && !dial->accepted)
		pq_junit_tell(junit, PQ_JUNIT_FAILURE, "unexpected", "the baseline does not tell of this dial");
	pq_junit_end(junit);
}

/* The audit as a whole: without a control, or ended early, it is an error and never a pass. */
static void add_whole(struct pq_junit *junit, const struct pq_result *result)
{
	pq_junit_begin(junit, "pratique.audit", or_unknown(result->name));
	if (pq_result_sum(result).is_void)
		pq_junit_tell(junit, PQ_JUNIT_ERROR, "void", "no control was seen, so nothing is stated");
	if (result->partial)
		pq_junit_tell(junit, PQ_JUNIT_ERROR, "partial", or_unknown(result->trouble));
	pq_junit_end(junit);
}

bool pq_report_junit(const struct pq_result *result, FILE *out)
{
	struct pq_junit *junit = pq_junit_new();
	bool written;

	if (!junit)
		return false;
	add_whole(junit, result);
	for (size_t i = 0; i < result->vector_count; i++)
		add_vector(junit, &result->vectors[i]);
	for (size_t i = 0; i < result->case_count; i++)
		add_case(junit, &result->cases[i]);
	for (size_t i = 0; i < result->space_count; i++)
		add_space(junit, &result->spaces[i]);
	for (size_t i = 0; i < result->note_count; i++)
		add_note(junit, &result->notes[i]);
	for (size_t i = 0; i < result->dial_count; i++)
		add_dial(junit, &result->dials[i]);
	written = pq_junit_write(junit, out);
	pq_junit_free(junit);
	return written && fflush(out) == 0 && !ferror(out);
}

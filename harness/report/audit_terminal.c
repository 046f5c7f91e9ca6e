/* SPDX-License-Identifier: MIT */
#include "report/audit_report.h"

#include <stdlib.h>

#include "report/audit_ranges.h"

#define MAX_ROWS 12 /* of a list: what is longer is counted */
#define MAX_NAMES 8 /* of vectors in a row */
#define LABEL 10    /* columns of what stands before a line */

static void text(const struct pq_terminal *terminal, const char *string)
{
	struct pq_view view = pq_view_str(string ? string : "?");

	pq_terminal_text(terminal->out, view);
}

static void label(const struct pq_terminal *terminal, const char *name)
{
	fputs("  ", terminal->out);
	pq_terminal_column(terminal, PQ_COLOUR_FAINT, name, LABEL);
	fputc(' ', terminal->out);
}

/* "N what", in that colour unless N is zero. */
static void number(const struct pq_terminal *terminal, enum pq_colour colour, size_t count, const char *what)
{
	char words[96];

	snprintf(words, sizeof(words), "%zu %s", count, what);
	pq_terminal_put(terminal, count ? colour : PQ_COLOUR_FAINT, words);
}

static void heading(const struct pq_terminal *terminal, const char *words)
{
	fputc('\n', terminal->out);
	pq_terminal_put(terminal, PQ_COLOUR_STRONG, words);
	fputc('\n', terminal->out);
}

static void more(const struct pq_terminal *terminal, size_t count)
{
	if (count > MAX_ROWS)
		fprintf(terminal->out, "  ... and %zu more\n", count - MAX_ROWS);
}

static void show_subject(const struct pq_result *result, const struct pq_terminal *terminal)
{
	pq_terminal_put(terminal, PQ_COLOUR_STRONG, "audit of ");
	text(terminal, result->name);
	fputs(", ", terminal->out);
	text(terminal, result->version ? result->version : "version unknown");
	fputc('\n', terminal->out);
	if (result->command) {
		label(terminal, "started as");
		text(terminal, result->command);
		fputc('\n', terminal->out);
	}
	label(terminal, "judged");
	fputs("under ", terminal->out);
	text(terminal, result->judge);
	fputs(" by pratique ", terminal->out);
	text(terminal, result->program);
	fputs(", depth ", terminal->out);
	text(terminal, result->depth);
	fputs(", ", terminal->out);
	text(terminal, result->started);
	fputc('\n', terminal->out);
	label(terminal, "took");
	fprintf(terminal->out, "%llu.%llu s; the sink %u.%u %% of the processors' time, everything %u.%u %%\n",
		(unsigned long long)(result->took_ms / 1000), (unsigned long long)(result->took_ms / 100 % 10),
		result->sink_permille / 10, result->sink_permille % 10, result->busy_permille / 10,
		result->busy_permille % 10);
}

static void show_ports(const struct pq_result *result, const struct pq_terminal *terminal)
{
	size_t counts[PQ_FINDING_COUNT] = { 0 };
	size_t accepted = 0;

	for (size_t i = 0; i < result->vector_count; i++)
		for (size_t k = 0; k < result->vectors[i].port_count; k++) {
			const struct pq_result_port *port = &result->vectors[i].ports[k];

			if (port->accepted)
				accepted++;
			else
				counts[port->finding]++;
		}
	label(terminal, "ports");
	number(terminal, PQ_COLOUR_PLAIN, counts[PQ_FINDING_BLOCKED], "blocked, ");
	number(terminal, PQ_COLOUR_PLAIN, counts[PQ_FINDING_ALLOWED], "allowed, ");
	number(terminal, PQ_COLOUR_BAD, counts[PQ_FINDING_UNSAFE_PORT], "unsafe");
	fputs(", ", terminal->out);
	number(terminal, PQ_COLOUR_BAD, counts[PQ_FINDING_OVER_BLOCK], "over-blocked");
	fputs(", ", terminal->out);
	number(terminal, PQ_COLOUR_WARN, counts[PQ_FINDING_UNTESTED], "untested");
	if (accepted)
		fprintf(terminal->out, ", %zu accepted", accepted);
	fputc('\n', terminal->out);
}

static void show_suite(const struct pq_result *result, const struct pq_terminal *terminal, const char *suite)
{
	size_t all = 0;
	size_t tested = 0;
	size_t violations = 0;
	size_t differ = 0;

	for (size_t i = 0; i < result->case_count; i++) {
		const struct pq_result_case *entry = &result->cases[i];
		bool violated = pq_result_case_rule(entry) != PQ_RULE_NONE;

		if (!entry->suite || strcmp(entry->suite, suite) != 0)
			continue;
		all++;
		tested += entry->tested == PQ_TESTED;
		violations += violated && !entry->accepted;
		differ += !violated && entry->differs && !entry->accepted;
	}
	if (all == 0)
		return;
	label(terminal, suite);
	fprintf(terminal->out, "%zu of %zu cases tested: ", tested, all);
	number(terminal, PQ_COLOUR_BAD, violations, "violations");
	fputs(", ", terminal->out);
	number(terminal, PQ_COLOUR_WARN, differ, "differ from the model");
	fputc('\n', terminal->out);
}

static void show_spaces(const struct pq_result *result, const struct pq_terminal *terminal)
{
	size_t seen[PQ_SEEN_COUNT] = { 0 };
	size_t tested = 0;

	for (size_t i = 0; i < result->space_count; i++) {
		if (result->spaces[i].tested != PQ_TESTED)
			continue;
		tested++;
		seen[result->spaces[i].seen]++;
	}
	if (result->space_count == 0)
		return;
	label(terminal, "spaces");
	fprintf(terminal->out, "%zu of %zu ways tested: %zu not dialled, %zu dialled without a byte, %zu further\n",
		tested, result->space_count, seen[PQ_SEEN_NOTHING], seen[PQ_SEEN_DIAL],
		seen[PQ_SEEN_HELLO] + seen[PQ_SEEN_BYTES] + seen[PQ_SEEN_REQUEST]);
}

static void show_numbers(const struct pq_result *result, const struct pq_result_sum *sum,
			 const struct pq_terminal *terminal)
{
	label(terminal, "controls");
	fprintf(terminal->out, "%u of %u seen\n", result->controls_seen, result->controls);
	if (result->vector_count > 0) {
		label(terminal, "vectors");
		fprintf(terminal->out, "%zu tested, ", sum->tested_vectors);
		number(terminal, PQ_COLOUR_WARN, sum->untested_vectors, "untested");
		fprintf(terminal->out, ", %zu not applicable", sum->inapplicable_vectors);
		if (sum->lost) {
			fputs(", ", terminal->out);
			number(terminal, PQ_COLOUR_BAD, sum->lost, "lost");
		}
		fputc('\n', terminal->out);
		show_ports(result, terminal);
	}
	show_suite(result, terminal, "headers");
	show_suite(result, terminal, "bodies");
	show_suite(result, terminal, "ask");
	show_spaces(result, terminal);
	if (result->dial_count > 0) {
		label(terminal, "dials");
		fprintf(terminal->out, "%zu dials and look-ups, ", result->dial_count);
		number(terminal, PQ_COLOUR_BAD, sum->new_dials, "unexpected");
		fputc('\n', terminal->out);
	}
	if (result->accepted_count > 0) {
		label(terminal, "baseline");
		fprintf(terminal->out, "rows: %zu; findings accepted: %zu; ", result->accepted_count, sum->accepted);
		number(terminal, PQ_COLOUR_WARN, sum->expired, "expired");
		fputs(", ", terminal->out);
		number(terminal, PQ_COLOUR_WARN, sum->unused, "unused");
		fputc('\n', terminal->out);
	}
}

static void show_group(const struct pq_result *result, const struct pq_audit_group *group,
		       const struct pq_terminal *terminal)
{
	size_t shown = 0;

	fputs("  ", terminal->out);
	pq_terminal_column(terminal, PQ_COLOUR_BAD, pq_finding_name(group->finding), 16);
	fprintf(terminal->out, " port%s %s: ", group->port_count == 1 ? "" : "s", group->ports);
	for (size_t i = group->first; i < result->vector_count && shown < MAX_NAMES; i++) {
		if (!pq_audit_in_group(group, &result->vectors[i]))
			continue;
		fputs(shown++ ? ", " : "", terminal->out);
		text(terminal, result->vectors[i].name);
	}
	if (group->vectors > shown)
		fprintf(terminal->out, " and %zu more vectors", group->vectors - shown);
	fputc('\n', terminal->out);
}

static size_t show_groups(const struct pq_result *result, const struct pq_terminal *terminal)
{
	size_t count;
	size_t shown = 0;
	struct pq_audit_group *groups = pq_audit_groups(result, &count);

	for (size_t i = 0; i < count; i++) {
		if (groups[i].accepted)
			continue;
		if (shown++ < MAX_ROWS)
			show_group(result, &groups[i], terminal);
	}
	more(terminal, shown);
	free(groups);
	return shown;
}

/* Findings that are no ports, one a line. */
struct others {
	const struct pq_terminal *terminal;
	size_t shown;
};

static bool show_other(void *context, const struct pq_audit_finding *finding)
{
	struct others *others = context;
	const char *word = finding->rule != PQ_RULE_NONE ? pq_rule_name(finding->rule)
			   : finding->kind == 'v'        ? "lost"
			   : finding->kind == 'd'        ? "unexpected"
							 : "differs";

	if (finding->kind == 'p' || finding->accepted)
		return true;
	if (others->shown++ >= MAX_ROWS)
		return true;
	fputs("  ", others->terminal->out);
	pq_terminal_column(others->terminal, finding->rule ? PQ_COLOUR_BAD : PQ_COLOUR_WARN, word, 16);
	fputc(' ', others->terminal->out);
	text(others->terminal, finding->text);
	fputc('\n', others->terminal->out);
	return true;
}

static void show_findings(const struct pq_result *result, const struct pq_terminal *terminal)
{
	struct others others = { terminal, 0 };

	heading(terminal, "findings");
	show_groups(result, terminal);
	pq_audit_findings(result, show_other, &others);
	more(terminal, others.shown);
}

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* True if an earlier vector that was not tested has the same cause. */
static bool told(const struct pq_result *result, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (result->vectors[i].tested == result->vectors[index].tested &&
		    same(result->vectors[i].cause, result->vectors[index].cause))
			return true;
	return false;
}

/* One line for each cause, with its vectors. */
static void show_cause(const struct pq_result *result, size_t index, const struct pq_terminal *terminal)
{
	size_t count = 0;

	fputs("  ", terminal->out);
	text(terminal, result->vectors[index].cause);
	fputs(": ", terminal->out);
	for (size_t i = index; i < result->vector_count; i++) {
		if (result->vectors[i].tested != result->vectors[index].tested ||
		    !same(result->vectors[i].cause, result->vectors[index].cause))
			continue;
		if (count++ >= MAX_NAMES)
			continue;
		fputs(count > 1 ? ", " : "", terminal->out);
		text(terminal, result->vectors[i].name);
	}
	if (count > MAX_NAMES)
		fprintf(terminal->out, " and %zu more", count - MAX_NAMES);
	fputc('\n', terminal->out);
}

static void show_untested(const struct pq_result *result, const struct pq_terminal *terminal, enum pq_tested tested,
			  const char *words)
{
	size_t causes = 0;

	for (size_t i = 0; i < result->vector_count; i++) {
		if (result->vectors[i].tested != tested || told(result, i))
			continue;
		if (causes == 0)
			heading(terminal, words);
		if (causes++ < MAX_ROWS)
			show_cause(result, i, terminal);
	}
	more(terminal, causes);
}

static void show_notes(const struct pq_result *result, const struct pq_terminal *terminal)
{
	for (size_t i = 0; i < result->note_count; i++) {
		if (!result->notes[i].detail || result->notes[i].judgement == PQ_RESULT_VIOLATED)
			continue;
		label(terminal, "note");
		text(terminal, result->notes[i].name);
		fputs(": ", terminal->out);
		text(terminal, result->notes[i].detail);
		fputc('\n', terminal->out);
	}
}

/* What an idle subject, or a program, dialled and looked up by itself. */
static void show_dials(const struct pq_result *result, const struct pq_terminal *terminal)
{
	if (result->dial_count > 0)
		heading(terminal, "dials");
	for (size_t i = 0; i < result->dial_count && i < MAX_ROWS; i++) {
		const struct pq_result_dial *dial = &result->dials[i];

		fprintf(terminal->out, "  %5u.%u s  ", dial->after_ms / 1000, dial->after_ms / 100 % 10);
		text(terminal, dial->name ? dial->name : "-");
		if (!dial->address) {
			fputs("  looked up only\n", terminal->out);
			continue;
		}
		fputs("  ", terminal->out);
		text(terminal, dial->address);
		fprintf(terminal->out, " port %u ", dial->port);
		text(terminal, dial->transport);
		fprintf(terminal->out, ", %llu bytes, %s\n", (unsigned long long)dial->bytes, pq_seen_name(dial->seen));
	}
	more(terminal, result->dial_count);
}

static void show_rows(const struct pq_result *result, const struct pq_terminal *terminal)
{
	size_t shown = 0;

	for (size_t i = 0; i < result->accepted_count; i++) {
		const struct pq_result_accepted *row = &result->accepted[i];

		if (!row->expired && row->used)
			continue;
		if (shown == 0)
			heading(terminal, "baseline");
		if (shown++ >= MAX_ROWS)
			continue;
		fputs("  ", terminal->out);
		pq_terminal_column(terminal, PQ_COLOUR_WARN, row->expired ? "expired" : "unused", 8);
		fputc(' ', terminal->out);
		text(terminal, row->what);
		if (row->line)
			fprintf(terminal->out, " (line %u)", row->line);
		fputc('\n', terminal->out);
	}
	more(terminal, shown);
}

static void show_verdict(const struct pq_result *result, const struct pq_result_sum *sum,
			 const struct pq_terminal *terminal)
{
	int code = pq_result_exit(result);

	fputc('\n', terminal->out);
	pq_terminal_put(terminal, PQ_COLOUR_STRONG, "verdict: ");
	if (code == 1)
		pq_terminal_put(terminal, PQ_COLOUR_BAD, "violations or differences");
	else if (sum->is_void)
		pq_terminal_put(terminal, PQ_COLOUR_WARN, "VOID: no control was seen, so nothing is stated");
	else if (result->partial)
		pq_terminal_put(terminal, PQ_COLOUR_WARN, "partial: what was seen conforms, and the rest is not known");
	else
		pq_terminal_put(terminal, PQ_COLOUR_GOOD, "conforms");
	fputc('\n', terminal->out);
}

static void show_next(const struct pq_result *result, const struct pq_audit_about *about,
		      const struct pq_terminal *terminal)
{
	if (about && about->html) {
		label(terminal, "look");
		text(terminal, about->html);
		fputs(" shows every port, case and transcript\n", terminal->out);
	}
	if (about && about->json) {
		label(terminal, "keep");
		text(terminal, about->json);
		fputs(" for --compare, and as --baseline of the next release\n", terminal->out);
	}
	if (pq_result_exit(result) != 1)
		return;
	label(terminal, "report");
	fputs("--bundle FILE.tar writes what the vendor needs to see one finding again\n", terminal->out);
	label(terminal, "accept");
	fputs("what is meant, with reason and expiry, in a file for --baseline (docs/audit.md)\n", terminal->out);
}

void pq_report_terminal(const struct pq_result *result, const struct pq_audit_about *about,
			const struct pq_terminal *terminal)
{
	struct pq_result_sum sum = pq_result_sum(result);

	show_subject(result, terminal);
	if (result->trouble) {
		label(terminal, result->partial ? "partial" : "trouble");
		text(terminal, result->trouble);
		fputc('\n', terminal->out);
	}
	show_numbers(result, &sum, terminal);
	show_notes(result, terminal);
	if (pq_result_exit(result) == 1)
		show_findings(result, terminal);
	show_untested(result, terminal, PQ_UNTESTED, "untested");
	show_untested(result, terminal, PQ_NOT_APPLICABLE_HERE, "not applicable");
	show_dials(result, terminal);
	show_rows(result, terminal);
	show_verdict(result, &sum, terminal);
	show_next(result, about, terminal);
}

/* SPDX-License-Identifier: MIT */
#include "report/policy_check.h"

#include "policies/rules.h"

static void put_place(const struct pq_terminal *terminal, const char *file, size_t line, size_t column)
{
	pq_terminal_text(terminal->out, pq_view_str(file));
	if (line > 0)
		fprintf(terminal->out, ":%zu", line);
	if (line > 0 && column > 0)
		fprintf(terminal->out, ":%zu", column);
	fputs(": ", terminal->out);
}

static void put_finding(const struct pq_policies_check *check, const struct pq_policies_finding *finding,
			const struct pq_terminal *terminal)
{
	const struct pq_result_accepted *row =
		finding->accepted ? &check->store->accepted[finding->accepted - 1] : NULL;
	bool error = pq_policies_rule(finding->rule)->error;

	put_place(terminal, finding->file, finding->line, finding->column);
	if (row)
		pq_terminal_put(terminal, PQ_COLOUR_FAINT, "accepted ");
	pq_terminal_put(terminal,
			row     ? PQ_COLOUR_FAINT
			: error ? PQ_COLOUR_BAD
				: PQ_COLOUR_WARN,
			pq_row_word(finding->rule));
	fputs(": ", terminal->out);
	pq_terminal_text(terminal->out, pq_view_str(finding->text));
	if (row) {
		fprintf(terminal->out, " (until %s: ", row->expires);
		pq_terminal_text(terminal->out, pq_view_str(row->reason));
		fputc(')', terminal->out);
	}
	fputc('\n', terminal->out);
}

/* What the word loses where there is one of them: ports, but prefixes. */
static size_t endings(const struct pq_policies_list *list)
{
	if (list->count != 1)
		return 0;
	return strcmp(list->kind, "prefixes") == 0 ? 2 : 1;
}

/* "FILE: read as chromium; 83 ports in kRestrictedPorts (line 20)". */
static void put_file(const struct pq_policies_check *check, const struct pq_policies_file *file,
		     const struct pq_terminal *terminal)
{
	char schemes[160];

	put_place(terminal, file->name, 0, 0);
	fprintf(terminal->out, "read as %s", file->format);
	for (size_t i = file->first_list; i < file->end_list; i++) {
		const struct pq_policies_list *list = &check->lists[i];

		fprintf(terminal->out, "%s %zu %.*s", i == file->first_list ? ":" : ",", list->count,
			(int)(strlen(list->kind) - endings(list)), list->kind);
		if (list->identifier[0]) {
			fputs(" in ", terminal->out);
			pq_terminal_text(terminal->out, pq_view_str(list->identifier));
		}
		fprintf(terminal->out, " (line %zu)", list->line);
	}
	pq_policies_scheme_names(file->schemes, schemes, sizeof(schemes));
	if (file->kinds & 1u << PQ_IMPORT_PORTS)
		fprintf(terminal->out, "; ports for %s", schemes);
	fputc('\n', terminal->out);
}

static void put_notes(const struct pq_policies_check *check, const struct pq_terminal *terminal)
{
	for (size_t i = 0; i < check->note_count; i++) {
		const struct pq_policies_note *note = &check->notes[i];

		put_place(terminal, note->file, note->line, note->column);
		pq_terminal_put(terminal, PQ_COLOUR_FAINT, "note: ");
		pq_terminal_text(terminal->out, pq_view_str(note->text));
		fputc('\n', terminal->out);
	}
}

static void put_baseline(const struct pq_policies_check *check, const char *baseline,
			 const struct pq_terminal *terminal)
{
	for (size_t i = 0; i < check->store->accepted_count; i++) {
		const struct pq_result_accepted *row = &check->store->accepted[i];

		if (!row->expired && row->used)
			continue;
		put_place(terminal, baseline ? baseline : "baseline", row->line, 0);
		pq_terminal_put(terminal, PQ_COLOUR_WARN, row->expired ? "expired" : "unused");
		fputs(": accept ", terminal->out);
		pq_terminal_text(terminal->out, pq_view_str(row->what));
		fprintf(terminal->out, " until %s: ", row->expires);
		pq_terminal_text(terminal->out, pq_view_str(row->reason));
		fputc('\n', terminal->out);
	}
}

static void put_sum(const struct pq_policies_check *check, const struct pq_terminal *terminal)
{
	size_t counts[PQ_ROW_COUNT] = { 0 };
	size_t open = pq_policies_check_open(check);
	size_t told = 0;

	for (size_t i = 0; i < check->finding_count; i++)
		counts[check->findings[i].rule] += !check->findings[i].accepted;
	fputs("against policy ", terminal->out);
	pq_terminal_text(terminal->out, pq_view_str(check->against_name));
	if (check->against_date)
		fprintf(terminal->out, " (%s)", check->against_date);
	fputs(": ", terminal->out);
	if (open == 0)
		pq_terminal_put(terminal, PQ_COLOUR_GOOD, "no finding");
	else
		fprintf(terminal->out, "%zu finding%s", open, open == 1 ? "" : "s");
	for (size_t rule = 0; rule < PQ_ROW_COUNT; rule++)
		if (counts[rule] > 0)
			fprintf(terminal->out, "%s%zu %s", told++ ? ", " : ": ", counts[rule],
				pq_row_word((enum pq_row_kind)rule));
	if (check->finding_count + check->findings_left_out > open)
		fprintf(terminal->out, "; %zu accepted", check->finding_count + check->findings_left_out - open);
	fputc('\n', terminal->out);
}

void pq_policy_check_terminal(const struct pq_policies_check *check, const char *baseline,
			      const struct pq_terminal *terminal)
{
	for (size_t i = 0; i < check->finding_count; i++)
		put_finding(check, &check->findings[i], terminal);
	for (size_t i = 0; i < check->file_count; i++)
		put_file(check, &check->files[i], terminal);
	put_notes(check, terminal);
	put_baseline(check, baseline, terminal);
	put_sum(check, terminal);
}

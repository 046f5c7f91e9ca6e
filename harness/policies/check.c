/* SPDX-License-Identifier: MIT */
#include "policies/check.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "policies/findings.h"

struct pq_policies_check *pq_policies_check_new(const struct pq_policy *against, const char *name)
{
	struct pq_policies_check *check = calloc(1, sizeof(*check));

	if (!check)
		return NULL;
	check->store = pq_result_new();
	check->against = against;
	check->against_name = check->store ? pq_result_text(check->store, pq_view_str(name)) : NULL;
	if (!check->against_name) {
		pq_policies_check_free(check);
		return NULL;
	}
	if (against->as_of > 0) {
		unsigned char bytes[16];
		struct pq_buf date;

		pq_buf_init(&date, bytes, sizeof(bytes));
		pq_date_print(against->as_of, &date);
		check->against_date = pq_result_text(check->store, pq_buf_view(&date));
	}
	return check;
}

void pq_policies_check_free(struct pq_policies_check *check)
{
	if (!check)
		return;
	pq_result_free(check->store);
	free(check->files);
	free(check->lists);
	free(check->findings);
	free(check->notes);
	free(check);
}

void pq_policies_scheme_names(uint32_t schemes, char *out, size_t size)
{
	size_t len = 0;

	out[0] = '\0';
	for (size_t scheme = 1; scheme < PQ_SCHEME_COUNT && len < size; scheme++)
		if (schemes & 1u << scheme)
			len += (size_t)snprintf(out + len, size - len, "%s%s", len ? "," : "",
						pq_scheme_name((enum pq_scheme)scheme));
}

uint32_t pq_policies_scheme_bits(struct pq_view names)
{
	uint32_t bits = 0;

	for (size_t at = 0; at < names.len;) {
		size_t end = pq_view_find(names, ',', at);
		enum pq_scheme scheme = pq_scheme_by_name(pq_view_slice(names, at, end));

		if (scheme == PQ_SCHEME_OTHER)
			return 0;
		bits |= 1u << scheme;
		at = end + 1;
	}
	return bits;
}

const struct pq_entry *pq_policies_port_entry(const struct pq_policy *policy, uint32_t schemes, uint16_t port)
{
	const struct pq_entry *entry = NULL;

	for (size_t scheme = 1; scheme < PQ_SCHEME_COUNT && !entry; scheme++)
		if (schemes & 1u << scheme)
			entry = pq_policy_port_entry(policy, (enum pq_scheme)scheme, port);
	return entry;
}

/* On an entry, as far as the entries tell which lines the list takes of the source. */
static bool is_within(const struct pq_import_list *list, const struct pq_import_note *note)
{
	uint32_t last = list->terminated ? list->terminator_line : list->line;

	for (size_t i = 0; i < list->item_count; i++)
		if (list->items[i].line > last)
			last = list->items[i].line;
	if (list->role == PQ_IMPORT_BESIDE)
		return false;
	return note->line >= list->line && note->line <= last + 1;
}

/* On a list as a whole. */
static bool is_about(const struct pq_import_list *list, const struct pq_import_note *note)
{
	return note->line == list->line && note->column == list->column;
}

/* On an entry that a 0 cuts off: the finding about that 0 tells of them. */
static bool is_cut_off(const struct pq_import_list *list, const struct pq_import_note *note)
{
	for (size_t i = list->live_count; i < list->item_count; i++)
		if (list->items[i].line == note->line && list->items[i].column == note->column)
			return true;
	return false;
}

/* What import could not read: a finding where it stands in a list, for then the list is not known. */
static void add_notes(struct pq_policies_check *check, const char *file, const struct pq_import *import)
{
	for (size_t i = 0; i < import->note_count; i++) {
		const struct pq_import_note *note = &import->notes[i];
		struct pq_view text = pq_view_slice(note->text, 0, 120);
		bool within = false;
		bool whole = false;
		bool told = false;

		for (size_t list = 0; list < import->list_count; list++) {
			within = within || is_within(&import->lists[list], note);
			whole = whole || is_about(&import->lists[list], note);
			told = told || is_cut_off(&import->lists[list], note);
		}
		if (told)
			continue;
		if (!within || whole)
			pq_policies_note(check, file, note->line, note->column, "%s%s%.*s", note->what,
					 text.len ? ": " : "", (int)text.len, text.len ? (const char *)text.data : "");
		else
			pq_policies_about_name(check,
					       pq_policies_find(check, PQ_ROW_UNREAD, file, note->line, note->column,
								"%s%s%.*s", note->what, text.len ? ": " : "",
								(int)text.len, text.len ? (const char *)text.data : ""),
					       text, NULL);
	}
	if (import->notes_left_out > 0)
		pq_policies_note(check, file, 0, 0, "%zu further pieces of source were not read",
				 import->notes_left_out);
}

static void add_comparison(struct pq_policies_check *check, const char *file, const struct pq_import *import)
{
	/* Where names are compared is not looked for. */
	if (import->comparison_line > 0 || !pq_policies_main_list(import, PQ_IMPORT_PORTS))
		pq_policies_note(check, file, import->comparison_line, 0,
				 "table only; the comparison is unchecked: run the audit or link the code");
	else
		pq_policies_note(check, file, 0, 0,
				 "table only; the comparison is not in this file and unchecked: run the audit or link "
				 "the code");
}

/* Import has said already why a list does not count. */
static bool says_why(const struct pq_import *import, const struct pq_import_list *list)
{
	for (size_t i = 0; i < import->note_count; i++)
		if (is_about(list, &import->notes[i]))
			return true;
	return false;
}

static void add_lists(struct pq_policies_source *source)
{
	for (size_t i = 0; i < source->import->list_count; i++) {
		const struct pq_import_list *list = &source->import->lists[i];
		char name[96];

		pq_policies_list_name(list, name, sizeof(name));
		if (list->role == PQ_IMPORT_BESIDE) {
			if (!says_why(source->import, list))
				pq_policies_note(source->check, source->file, list->line, list->column,
						 "%s neither blocks nor lets through by itself, and is not checked",
						 name);
			continue;
		}
		pq_policies_add_list(source->check, list);
		pq_policies_check_list(source, list);
	}
}

/* What the file is expected to have all of. */
static uint32_t kinds_of(const struct pq_import *import)
{
	uint32_t kinds = 0;

	for (size_t i = 0; i < import->list_count; i++)
		if (import->lists[i].role == PQ_IMPORT_BLOCKS && !import->adds)
			kinds |= 1u << import->lists[i].kind;
	return kinds;
}

static enum pq_err compare(struct pq_policies_source *source, uint32_t kinds)
{
	enum pq_err err = PQ_ERR_OK;

	add_lists(source);
	if (source->import->adds)
		pq_policies_note(source->check, source->file, 0, 0,
				 "these ports come to a list that is not in this file: what is missing there was not "
				 "looked at");
	err = pq_policies_check_ports(source);
	for (size_t kind = PQ_IMPORT_HEADERS; !err && kind < PQ_IMPORT_KIND_COUNT; kind++)
		if (kinds & 1u << kind)
			err = pq_policies_check_names(source, (enum pq_import_kind)kind);
	add_notes(source->check, source->file, source->import);
	add_comparison(source->check, source->file, source->import);
	return err;
}

enum pq_err pq_policies_check_import(struct pq_policies_check *check, const char *file, const struct pq_import *import,
				     uint32_t schemes, struct pq_diag *diag)
{
	struct pq_sides sides;
	struct pq_policies_source source = { check, file, import, &sides, schemes };
	struct pq_policies_file *row = pq_policies_add_file(check, file, import->format);
	enum pq_err err = pq_sides_init(&sides, import) && row ? PQ_ERR_OK : PQ_ERR_NO_SPACE;

	if (!schemes)
		source.schemes = pq_policies_scheme_bits(pq_view_str(import->schemes ? import->schemes : "http"));
	if (!err)
		err = compare(&source, kinds_of(import));
	if (!err) {
		row = &check->files[check->file_count - 1];
		row->schemes = source.schemes;
		row->kinds = kinds_of(import);
		row->end_list = check->list_count;
	}
	pq_sides_fini(&sides);
	if (err == PQ_ERR_LIMIT)
		return pq_diag_set(diag, err, 0, 0,
				   "lists of at most 1048576 ports, ranges counted out (PQ_MAX_LISTED)");
	return err ? pq_diag_set(diag, err, 0, 0, "enough memory for a check") : err;
}

/* What the policy has rules of and no file has a list of. */
static void add_unseen_kinds(struct pq_policies_check *check)
{
	static const char *const nouns[] = { "ports", "header names", "header prefixes", "methods",
					     "override headers" };
	const size_t counts[] = { 1, check->against->headers.count, check->against->prefixes.count,
				  check->against->methods.count, check->against->overrides.count };
	uint32_t kinds = 0;
	char text[128] = "";
	size_t len = 0;

	static_assert(sizeof(nouns) / sizeof(nouns[0]) == PQ_IMPORT_KIND_COUNT, "a noun for each kind");
	for (size_t i = 0; i < check->file_count; i++)
		kinds |= check->files[i].kinds;
	for (size_t kind = 0; kind < PQ_IMPORT_KIND_COUNT; kind++)
		if (counts[kind] > 0 && !(kinds & 1u << kind))
			len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s", len ? ", " : "", nouns[kind]);
	if (len > 0 && check->file_count > 0)
		pq_policies_note(check, check->files[0].name, 0, 0, "not looked at, for want of a list of them: %s",
				 text);
}

static int by_place(const void *a, const void *b)
{
	const struct pq_policies_finding *one = a;
	const struct pq_policies_finding *two = b;
	int order = strcmp(one->file, two->file);

	if (order == 0)
		order = (one->line > two->line) - (one->line < two->line);
	if (order == 0)
		order = (int)one->rule - (int)two->rule;
	if (order == 0)
		order = (int)one->first - (int)two->first;
	return order ? order : strcmp(one->subject, two->subject);
}

void pq_policies_check_finish(struct pq_policies_check *check)
{
	add_unseen_kinds(check);
	if (check->findings_left_out > 0)
		pq_policies_note(check, check->files[0].name, 0, 0, "%zu further findings are left out",
				 check->findings_left_out);
	if (check->finding_count > 0)
		qsort(check->findings, check->finding_count, sizeof(*check->findings), by_place);
}

static bool accepts(const struct pq_row *row, const struct pq_policies_finding *finding)
{
	if (row->kind != finding->rule)
		return false;
	if (!pq_row_is_by_port(row->kind))
		return pq_row_names(row->name, finding->subject);
	for (uint32_t port = finding->first; port <= finding->last; port++)
		if (!pq_row_has_port(row->ports, (uint16_t)port))
			return false;
	return true;
}

enum pq_err pq_policies_check_accept(struct pq_policies_check *check, struct pq_view text, const char *today,
				     struct pq_diag *diag)
{
	struct pq_baseline baseline = { .result = check->store, .today = today, .of_lists = true };
	enum pq_err err = pq_baseline_open(&baseline, text, diag);

	if (err)
		return err == PQ_ERR_NO_SPACE ? pq_diag_set(diag, err, 0, 0, "enough memory for a baseline") : err;
	for (size_t i = 0; i < check->finding_count; i++)
		for (size_t row = 0; row < baseline.count && !check->findings[i].accepted; row++)
			if (accepts(&baseline.rows[row], &check->findings[i]))
				check->findings[i].accepted = pq_baseline_use(&baseline, &baseline.rows[row]);
	pq_baseline_close(&baseline);
	return PQ_ERR_OK;
}

size_t pq_policies_check_open(const struct pq_policies_check *check)
{
	size_t open = check->findings_left_out;

	for (size_t i = 0; i < check->finding_count; i++)
		open += !check->findings[i].accepted;
	return open;
}

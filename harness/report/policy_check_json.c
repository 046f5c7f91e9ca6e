/* SPDX-License-Identifier: MIT */
#include "policies/rules.h"
#include "report/json.h"
#include "report/policy_check.h"

static json_t *text(const char *string)
{
	return string ? pq_json_text(pq_view_str(string)) : NULL;
}

static json_t *place(const char *file, size_t line, size_t column)
{
	json_t *object = json_pack("{s:o}", "file", text(file));

	if (line > 0)
		json_object_set_new(object, "line", json_integer((json_int_t)line));
	if (line > 0 && column > 0)
		json_object_set_new(object, "column", json_integer((json_int_t)column));
	return object;
}

static json_t *finding_json(const struct pq_policies_finding *finding)
{
	json_t *object = place(finding->file, finding->line, finding->column);

	json_object_set_new(object, "rule", json_string(pq_row_word(finding->rule)));
	json_object_set_new(object, "level", json_string(pq_policies_rule(finding->rule)->error ? "error" : "warning"));
	json_object_set_new(object, "subject", text(finding->subject));
	if (finding->by_port) {
		json_object_set_new(object, "first", json_integer(finding->first));
		json_object_set_new(object, "last", json_integer(finding->last));
	}
	if (finding->service)
		json_object_set_new(object, "service", text(finding->service));
	if (finding->since)
		json_object_set_new(object, "since", text(finding->since));
	json_object_set_new(object, "text", text(finding->text));
	if (finding->accepted)
		json_object_set_new(object, "accepted", json_integer((json_int_t)finding->accepted));
	return object;
}

static json_t *findings_json(const struct pq_policies_check *check)
{
	json_t *list = json_array();

	for (size_t i = 0; i < check->finding_count; i++)
		json_array_append_new(list, finding_json(&check->findings[i]));
	return list;
}

static json_t *file_json(const struct pq_policies_check *check, const struct pq_policies_file *file)
{
	json_t *lists = json_array();
	char schemes[160];

	for (size_t i = file->first_list; i < file->end_list; i++) {
		const struct pq_policies_list *list = &check->lists[i];

		json_array_append_new(lists, json_pack("{s:s, s:o, s:I, s:I}", "kind", list->kind, "identifier",
						       text(list->identifier), "line", (json_int_t)list->line, "count",
						       (json_int_t)list->count));
	}
	pq_policies_scheme_names(file->schemes, schemes, sizeof(schemes));
	return json_pack("{s:o, s:s, s:s, s:o}", "file", text(file->name), "format", file->format, "schemes", schemes,
			 "lists", lists);
}

static json_t *files_json(const struct pq_policies_check *check)
{
	json_t *list = json_array();

	for (size_t i = 0; i < check->file_count; i++)
		json_array_append_new(list, file_json(check, &check->files[i]));
	return list;
}

static json_t *notes_json(const struct pq_policies_check *check)
{
	json_t *list = json_array();

	for (size_t i = 0; i < check->note_count; i++) {
		json_t *object = place(check->notes[i].file, check->notes[i].line, check->notes[i].column);

		json_object_set_new(object, "text", text(check->notes[i].text));
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *baseline_json(const struct pq_policies_check *check)
{
	json_t *list = json_array();

	for (size_t i = 0; i < check->store->accepted_count; i++) {
		const struct pq_result_accepted *row = &check->store->accepted[i];

		json_array_append_new(list,
				      json_pack("{s:o, s:o, s:s, s:I, s:b, s:b}", "what", text(row->what), "reason",
						text(row->reason), "expires", row->expires, "line",
						(json_int_t)row->line, "used", row->used, "expired", row->expired));
	}
	return list;
}

bool pq_policy_check_json(const struct pq_policies_check *check, FILE *out)
{
	json_t *document =
		json_pack("{s:s, s:o, s:o*, s:I, s:o, s:o, s:o, s:o}", "format", "pratique-policy-check 1", "against",
			  text(check->against_name), "date", text(check->against_date), "open",
			  (json_int_t)pq_policies_check_open(check), "files", files_json(check), "findings",
			  findings_json(check), "notes", notes_json(check), "baseline", baseline_json(check));
	bool written =
		document && !check->full && json_dumpf(document, out, JSON_INDENT(1)) == 0 && fputc('\n', out) != EOF;

	json_decref(document);
	return written && fflush(out) == 0 && !ferror(out);
}

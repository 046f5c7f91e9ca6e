/* SPDX-License-Identifier: MIT */
#include "report/json.h"
#include "report/policy_import.h"

static void set_text(json_t *object, const char *key, struct pq_view text)
{
	if (text.len)
		json_object_set_new(object, key, pq_json_text(text));
}

static void set_place(json_t *object, uint32_t line, uint32_t column)
{
	json_object_set_new(object, "line", json_integer(line));
	if (column)
		json_object_set_new(object, "column", json_integer(column));
}

static json_t *item_json(const struct pq_import *import, const struct pq_import_list *list, size_t index)
{
	const struct pq_import_item *item = &list->items[index];
	json_t *object = json_object();

	if (list->kind == PQ_IMPORT_PORTS) {
		json_object_set_new(object, "first", json_integer(item->first));
		json_object_set_new(object, "last", json_integer(item->last));
	} else {
		json_object_set_new(object, "name", pq_json_text(item->name));
	}
	set_place(object, item->line, item->column);
	set_text(object, "comment", item->comment);
	if (item->schemes)
		json_object_set_new(object, "schemes", json_string(item->schemes));
	if (item->allow)
		json_object_set_new(object, "allow", json_true());
	if (item->only)
		json_object_set_new(object, "only", json_true());
	if (item->condition)
		json_object_set_new(object, "condition", json_integer((json_int_t)item->condition));
	if (!pq_import_item_counts(import, list, index))
		json_object_set_new(object, "counts", json_false());
	return object;
}

static json_t *list_json(const struct pq_import *import, const struct pq_import_list *list)
{
	json_t *object = json_object();
	json_t *items = json_array();

	json_object_set_new(object, "kind", json_string(pq_import_kind_name(list->kind)));
	json_object_set_new(object, "role", json_string(pq_import_role_name(list->role)));
	set_text(object, "identifier", list->identifier);
	set_place(object, list->line, list->column);
	set_text(object, "element", list->element);
	if (list->quoted)
		json_object_set_new(object, "quoted", json_true());
	json_object_set_new(object, "search", json_string(pq_import_search_name(list->search)));
	if (list->search_line)
		json_object_set_new(object, "search_line", json_integer(list->search_line));
	if (list->terminated) {
		json_t *end = json_object();

		set_place(end, list->terminator_line, list->terminator_column);
		json_object_set_new(object, "terminator", end);
	}
	for (size_t i = 0; i < list->item_count; i++)
		json_array_append_new(items, item_json(import, list, i));
	json_object_set_new(object, "items", items);
	return object;
}

static json_t *conditions_json(const struct pq_import *import)
{
	json_t *conditions = json_array();

	for (size_t i = 0; i < import->condition_count; i++) {
		const struct pq_import_condition *condition = &import->conditions[i];
		json_t *object = json_object();

		json_object_set_new(object, "opening", pq_json_text(condition->opening));
		json_object_set_new(object, "line", json_integer(condition->line));
		json_object_set_new(object, "branch", pq_json_text(condition->branch));
		json_object_set_new(object, "branch_line", json_integer(condition->branch_line));
		if (condition->parent)
			json_object_set_new(object, "parent", json_integer((json_int_t)condition->parent));
		if (condition->never || condition->always)
			json_object_set_new(object, "met", json_string(condition->never ? "never" : "always"));
		json_array_append_new(conditions, object);
	}
	return conditions;
}

static json_t *notes_json(const struct pq_import *import)
{
	json_t *notes = json_array();

	for (size_t i = 0; i < import->note_count; i++) {
		json_t *object = json_object();

		set_place(object, import->notes[i].line, import->notes[i].column);
		json_object_set_new(object, "what", json_string(import->notes[i].what));
		set_text(object, "text", import->notes[i].text);
		json_array_append_new(notes, object);
	}
	return notes;
}

json_t *pq_json_import(struct pq_view file, const struct pq_import *import)
{
	json_t *object = json_object();
	json_t *lists = json_array();

	for (size_t i = 0; i < import->list_count; i++)
		json_array_append_new(lists, list_json(import, &import->lists[i]));
	json_object_set_new(object, "file", pq_json_text(file));
	json_object_set_new(object, "format", json_string(import->format));
	json_object_set_new(object, "schemes", json_string(import->schemes));
	set_text(object, "base", import->base);
	json_object_set_new(object, "lists", lists);
	json_object_set_new(object, "conditions", conditions_json(import));
	if (import->comparison_line)
		json_object_set_new(object, "comparison_line", json_integer(import->comparison_line));
	json_object_set_new(object, "notes", notes_json(import));
	if (import->notes_left_out)
		json_object_set_new(object, "notes_left_out", json_integer((json_int_t)import->notes_left_out));
	return object;
}

/* SPDX-License-Identifier: MIT */
#include "policies/findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_FINDINGS 65536 /* further ones are counted */

/* A new zeroed element behind count others; NULL if memory is short. The array doubles at powers of two. */
static void *append(struct pq_policies_check *check, void **array, size_t *count, size_t size)
{
	char *items = *array;

	if ((*count & (*count - 1)) == 0) {
		items = realloc(items, (*count ? 2 * *count : 1) * size);
		if (!items) {
			check->full = true;
			return NULL;
		}
		*array = items;
	}
	memset(items + *count * size, 0, size);
	return items + (*count)++ * size;
}

static char *print(struct pq_policies_check *check, const char *format, va_list args)
{
	char text[1024];
	char *kept;

	vsnprintf(text, sizeof(text), format, args);
	kept = pq_result_text(check->store, pq_view_str(text));
	check->full = check->full || !kept;
	return kept;
}

static const char *keep(struct pq_policies_check *check, struct pq_view text)
{
	const char *kept = pq_result_text(check->store, text);

	check->full = check->full || !kept;
	return kept ? kept : "";
}

struct pq_policies_finding *pq_policies_find(struct pq_policies_check *check, enum pq_row_kind rule, const char *file,
					     size_t line, size_t column, const char *format, ...)
{
	struct pq_policies_finding *finding;
	void *array = check->findings;
	va_list args;

	if (check->finding_count == MAX_FINDINGS) {
		check->findings_left_out++;
		return NULL;
	}
	finding = append(check, &array, &check->finding_count, sizeof(*finding));
	check->findings = array;
	if (!finding)
		return NULL;
	va_start(args, format);
	*finding = (struct pq_policies_finding){ .rule = rule, .file = file, .line = line, .column = column };
	finding->text = print(check, format, args);
	va_end(args);
	if (!finding->text)
		finding->text = "";
	finding->subject = "";
	return finding;
}

static void about(struct pq_policies_check *check, struct pq_policies_finding *finding, const struct pq_entry *entry)
{
	if (entry && entry->reason.len > 0)
		finding->service = keep(check, entry->reason);
	if (entry && entry->since.len > 0)
		finding->since = keep(check, entry->since);
}

void pq_policies_about_ports(struct pq_policies_check *check, struct pq_policies_finding *finding, uint16_t first,
			     uint16_t last, const struct pq_entry *entry)
{
	char text[16];

	if (!finding)
		return;
	snprintf(text, sizeof(text), first == last ? "%u" : "%u-%u", first, last);
	finding->by_port = true;
	finding->first = first;
	finding->last = last;
	finding->subject = keep(check, pq_view_str(text));
	about(check, finding, entry);
}

void pq_policies_about_name(struct pq_policies_check *check, struct pq_policies_finding *finding, struct pq_view name,
			    const struct pq_entry *entry)
{
	if (!finding)
		return;
	finding->subject = keep(check, name);
	about(check, finding, entry);
}

void pq_policies_note(struct pq_policies_check *check, const char *file, size_t line, size_t column, const char *format,
		      ...)
{
	struct pq_policies_note *note;
	void *array = check->notes;
	va_list args;

	note = append(check, &array, &check->note_count, sizeof(*note));
	check->notes = array;
	if (!note)
		return;
	va_start(args, format);
	*note = (struct pq_policies_note){ file, line, column, print(check, format, args) };
	va_end(args);
	if (!note->text)
		note->text = "";
}

struct pq_policies_file *pq_policies_add_file(struct pq_policies_check *check, const char *name, const char *format)
{
	void *array = check->files;
	struct pq_policies_file *file = append(check, &array, &check->file_count, sizeof(*file));

	check->files = array;
	if (file)
		*file = (struct pq_policies_file){
			.name = name, .format = format, .first_list = check->list_count, .end_list = check->list_count
		};
	return file;
}

static size_t entries_of(const struct pq_import_list *list)
{
	size_t count = 0;

	for (size_t i = 0; i < list->item_count; i++)
		count += list->items[i].last - list->items[i].first + 1;
	return count;
}

void pq_policies_add_list(struct pq_policies_check *check, const struct pq_import_list *list)
{
	void *array = check->lists;
	struct pq_policies_list *row = append(check, &array, &check->list_count, sizeof(*row));

	check->lists = array;
	if (!row)
		return;
	*row = (struct pq_policies_list){ pq_import_kind_name(list->kind), keep(check, list->identifier), list->line,
					  entries_of(list) };
}

void pq_policies_describe(const struct pq_entry *entry, char *out, size_t size)
{
	const struct pq_view none = { NULL, 0 };
	struct pq_view service = entry ? entry->reason : none;
	struct pq_view since = entry ? entry->since : none;

	snprintf(out, size, "%s%.*s%s%.*s%s", service.len + since.len > 0 ? " (" : "",
		 (int)(service.len > 80 ? 80 : service.len), service.len ? (const char *)service.data : "",
		 since.len == 0 ? ""
		 : service.len  ? ", since "
				: "since ",
		 (int)since.len, since.len ? (const char *)since.data : "", service.len + since.len > 0 ? ")" : "");
}

void pq_policies_list_name(const struct pq_import_list *list, char *out, size_t size)
{
	if (list->identifier.len == 0)
		snprintf(out, size, "the list");
	else
		snprintf(out, size, "%.*s", (int)(list->identifier.len > 80 ? 80 : list->identifier.len),
			 (const char *)list->identifier.data);
}

const struct pq_import_list *pq_policies_main_list(const struct pq_import *import, enum pq_import_kind kind)
{
	for (size_t i = 0; i < import->list_count; i++)
		if (import->lists[i].kind == kind && import->lists[i].role == PQ_IMPORT_BLOCKS)
			return &import->lists[i];
	return NULL;
}

void pq_policies_condition(const struct pq_import *import, size_t condition, char *out, size_t size)
{
	const struct pq_import_condition *row = condition ? &import->conditions[condition - 1] : NULL;

	out[0] = '\0';
	if (!row)
		return;
	if (row->line == row->branch_line)
		snprintf(out, size, " under \"%.*s\" (line %u)", (int)(row->branch.len > 80 ? 80 : row->branch.len),
			 (const char *)row->branch.data, row->branch_line);
	else
		snprintf(out, size, " under the \"%.*s\" of line %u, of \"%.*s\" (line %u)",
			 (int)(row->branch.len > 80 ? 80 : row->branch.len), (const char *)row->branch.data,
			 row->branch_line, (int)(row->opening.len > 80 ? 80 : row->opening.len),
			 (const char *)row->opening.data, row->line);
}

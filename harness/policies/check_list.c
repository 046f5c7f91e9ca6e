/* SPDX-License-Identifier: MIT */
/* What is wrong within a list, whatever the policy says: order, terminator, width of its elements, duplicates. */
#include <stdio.h>

#include "base/ascii.h"
#include "policies/findings.h"

#define LOOK_BACK 64 /* entries under other conditions that are passed over in search of a neighbour */

/* What an element type can hold, if it is too narrow for a port; else 0. Types as C, C++, Rust and others name them. */
static uint32_t narrow_max(struct pq_view type)
{
	static const struct {
		struct pq_view word;
		uint32_t max;
	} words[] = {
		/* In this order: what holds ports stands before what is a part of it. */
		{ PQ_VIEW("uint16"), 0 },    { PQ_VIEW("u16"), 0 },     { PQ_VIEW("unsigned short"), 0 },
		{ PQ_VIEW("ushort"), 0 },    { PQ_VIEW("char16"), 0 },  { PQ_VIEW("char32"), 0 },
		{ PQ_VIEW("int16"), 32767 }, { PQ_VIEW("i16"), 32767 }, { PQ_VIEW("short"), 32767 },
		{ PQ_VIEW("uint8"), 255 },   { PQ_VIEW("u8"), 255 },    { PQ_VIEW("unsigned char"), 255 },
		{ PQ_VIEW("int8"), 127 },    { PQ_VIEW("i8"), 127 },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		for (size_t at = 0; at + words[i].word.len <= type.len; at++)
			if (pq_listed_compare_names(pq_view_slice(type, at, at + words[i].word.len), words[i].word) ==
			    0)
				return words[i].max;
	return 0;
}

static void check_width(struct pq_policies_source *source, const struct pq_import_list *list, const char *name)
{
	uint32_t max = narrow_max(list->element);

	for (size_t i = 0; max > 0 && i < list->item_count; i++) {
		const struct pq_import_item *item = &list->items[i];
		uint32_t first = item->first > max ? item->first : max + 1;
		struct pq_policies_finding *finding;

		if (item->last <= max)
			continue;
		finding = pq_policies_find(source->check, PQ_ROW_SIGNEDNESS_SPOILS, source->file, item->line,
					   item->column,
					   "port %u does not fit into an element of type %.*s, which ends at %u: in %s "
					   "it becomes %d and is never equal to the port",
					   first, (int)list->element.len, (const char *)list->element.data, max, name,
					   max == 32767 ? (int16_t)first
					   : max == 127 ? (int8_t)first
							: (uint8_t)first);
		pq_policies_about_ports(source->check, finding, (uint16_t)first, (uint16_t)item->last, NULL);
	}
}

static void check_terminator(struct pq_policies_source *source, const struct pq_import_list *list, const char *name)
{
	size_t cut = list->item_count - list->live_count;
	struct pq_policies_finding *finding;

	if (!list->terminated || cut == 0)
		return;
	finding =
		pq_policies_find(source->check, PQ_ROW_ZERO_TERMINATOR_CUTS, source->file, list->terminator_line,
				 list->terminator_column,
				 "this 0 ends %s: port 0 and the %zu entr%s behind it never block; test port 0 beside "
				 "the list",
				 name, cut, cut == 1 ? "y" : "ies");
	pq_policies_about_ports(source->check, finding, 0, 0, NULL);
}

/* The nearest entry before the index that can be there together with it; NULL if there is none. */
static const struct pq_import_item *neighbour(const struct pq_import *import, const struct pq_import_list *list,
					      size_t index)
{
	for (size_t back = 1; back <= index && back <= LOOK_BACK; back++) {
		const struct pq_import_item *item = &list->items[index - back];

		if (pq_sides_together(import, item->condition, list->items[index].condition))
			return item;
	}
	return NULL;
}

static void check_order(struct pq_policies_source *source, const struct pq_import_list *list, const char *name)
{
	for (size_t i = 1; list->search == PQ_IMPORT_SEARCH_BISECTION && i < list->live_count; i++) {
		const struct pq_import_item *item = &list->items[i];
		const struct pq_import_item *before = neighbour(source->import, list, i);
		struct pq_policies_finding *finding;

		if (!before || before->last <= item->first)
			continue;
		finding = pq_policies_find(source->check, PQ_ROW_UNSORTED, source->file, item->line, item->column,
					   "port %u stands behind %u in %s, which is searched by bisection (line %u): "
					   "ports around it may not be found",
					   item->first, before->last, name, list->search_line);
		pq_policies_about_ports(source->check, finding, (uint16_t)item->first, (uint16_t)item->last, NULL);
	}
}

/* All of it under one condition: told once, and then taken to hold. */
static void check_whole(struct pq_policies_source *source, const struct pq_import_list *list, const char *name)
{
	size_t common = list->role == PQ_IMPORT_BLOCKS ? pq_sides_common(source->import, list) : 0;
	struct pq_policies_finding *finding;
	char condition[256];

	if (common == 0 || pq_sides_never(source->import, common))
		return;
	pq_policies_condition(source->import, common, condition, sizeof(condition));
	finding = pq_policies_find(source->check, PQ_ROW_CONDITIONAL, source->file, list->line, list->column,
				   "all of %s stands%s: on the other side there is no list", name, condition);
	pq_policies_about_name(source->check, finding, list->identifier, NULL);
	pq_sides_assume(source->sides, common);
}

void pq_policies_check_list(struct pq_policies_source *source, const struct pq_import_list *list)
{
	char name[96];

	pq_policies_list_name(list, name, sizeof(name));
	check_whole(source, list, name);
	if (list->kind != PQ_IMPORT_PORTS)
		return;
	check_width(source, list, name);
	check_terminator(source, list, name);
	check_order(source, list, name);
}

/* The first of the rows before `at`, few of them, that is in the same list and there whenever this one is. */
static const struct pq_listed_row *first_of_same(const struct pq_policies_source *source,
						 const struct pq_listed *listed, size_t from, size_t at)
{
	const struct pq_listed_row *row = &listed->rows[at];

	for (size_t i = from; i < at && i - from < LOOK_BACK; i++)
		if (listed->rows[i].list == row->list &&
		    pq_sides_together(source->import, listed->rows[i].item->condition, row->item->condition))
			return &listed->rows[i];
	return NULL;
}

void pq_policies_check_duplicates(struct pq_policies_source *source, const struct pq_listed *listed, size_t from,
				  size_t end)
{
	for (size_t i = from + 1; i < end; i++) {
		const struct pq_listed_row *row = &listed->rows[i];
		const struct pq_listed_row *first = first_of_same(source, listed, from, i);
		bool by_port = row->list->kind == PQ_IMPORT_PORTS;
		struct pq_policies_finding *finding;
		char number[16];
		char name[96];

		if (!first)
			continue;
		pq_policies_list_name(row->list, name, sizeof(name));
		snprintf(number, sizeof(number), "port %u", row->port);
		finding = pq_policies_find(
			source->check, by_port ? PQ_ROW_DUPLICATE_PORT : PQ_ROW_DUPLICATE_NAME, source->file,
			row->item->line, row->item->column, "%.*s stands in %s already, in line %u",
			by_port ? (int)strlen(number) : (int)row->item->name.len,
			by_port ? number : (const char *)row->item->name.data, name, first->item->line);
		if (by_port)
			pq_policies_about_ports(source->check, finding, (uint16_t)row->port, (uint16_t)row->port, NULL);
		else
			pq_policies_about_name(source->check, finding, row->item->name, NULL);
	}
}

bool pq_policies_always(struct pq_policies_source *source, const struct pq_listed *listed, size_t from, size_t end)
{
	pq_sides_begin(source->sides);
	for (size_t i = from; i < end; i++)
		pq_sides_mark(source->sides, listed->rows[i].item->condition);
	return source->sides->always;
}

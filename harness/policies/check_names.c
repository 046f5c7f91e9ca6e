/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stdio.h>

#include "base/ascii.h"
#include "policies/findings.h"

/* noun: what one of them is called in a sentence */
static const struct {
	enum pq_row_kind missing;
	enum pq_row_kind extra;
	enum pq_entry_kind entry;
	const char *noun;
} kinds[] = {
	[PQ_IMPORT_PORTS] = { PQ_ROW_MISSING_PORT, PQ_ROW_EXTRA_PORT, PQ_ENTRY_BLOCK, "port" },
	[PQ_IMPORT_HEADERS] = { PQ_ROW_MISSING_HEADER, PQ_ROW_EXTRA_HEADER, PQ_ENTRY_FORBID_HEADER, "header" },
	[PQ_IMPORT_PREFIXES] = { PQ_ROW_MISSING_PREFIX, PQ_ROW_EXTRA_PREFIX, PQ_ENTRY_FORBID_PREFIX, "prefix" },
	[PQ_IMPORT_METHODS] = { PQ_ROW_MISSING_METHOD, PQ_ROW_EXTRA_METHOD, PQ_ENTRY_FORBID_METHOD, "method" },
	[PQ_IMPORT_OVERRIDES] = { PQ_ROW_MISSING_OVERRIDE, PQ_ROW_EXTRA_OVERRIDE, PQ_ENTRY_FORBID_OVERRIDE,
				  "override header" },
};
static_assert(sizeof(kinds) / sizeof(kinds[0]) == PQ_IMPORT_KIND_COUNT, "a row for each kind");

static const struct pq_name_list *names_of(const struct pq_policy *policy, enum pq_import_kind kind)
{
	switch (kind) {
	case PQ_IMPORT_HEADERS:
		return &policy->headers;
	case PQ_IMPORT_PREFIXES:
		return &policy->prefixes;
	case PQ_IMPORT_METHODS:
		return &policy->methods;
	case PQ_IMPORT_OVERRIDES:
		return &policy->overrides;
	case PQ_IMPORT_PORTS:
	case PQ_IMPORT_KIND_COUNT:
		break;
	}
	return NULL;
}

/* True if the name is one of the list, or begins with one. */
static bool has_name(const struct pq_name_list *list, struct pq_view name, bool begins)
{
	for (size_t i = 0; i < list->count; i++) {
		struct pq_view own = list->names[i];

		if ((begins ? name.len >= own.len : name.len == own.len) &&
		    pq_listed_compare_names(pq_view_slice(name, 0, own.len), own) == 0)
			return true;
	}
	return false;
}

/* A header may also be forbidden by a prefix, and a prefix by a shorter one. */
static bool policy_has(const struct pq_policy *policy, enum pq_import_kind kind, struct pq_view name)
{
	if (kind == PQ_IMPORT_HEADERS)
		return pq_policy_forbids_header(policy, name, pq_view(NULL, 0));
	return has_name(names_of(policy, kind), name, kind == PQ_IMPORT_PREFIXES);
}

static bool covered_by_prefix(const struct pq_listed *prefixes, struct pq_view name)
{
	for (size_t i = 0; i < prefixes->count; i++) {
		struct pq_view own = prefixes->rows[i].item->name;

		if (own.len > 0 && name.len >= own.len &&
		    pq_listed_compare_names(pq_view_slice(name, 0, own.len), own) == 0)
			return true;
	}
	return false;
}

/* The entry in force that names it; NULL if there is none. */
static const struct pq_entry *entry_of(const struct pq_policy *policy, enum pq_entry_kind kind, struct pq_view name)
{
	const struct pq_entry *found = NULL;

	for (size_t i = 0; i < policy->entry_count; i++)
		if (policy->entries[i].kind == kind && policy->entries[i].in_force &&
		    pq_listed_compare_names(policy->entries[i].text, name) == 0)
			found = &policy->entries[i];
	return found;
}

/* rows: of one name, from `from` to before `end`; from == end where the list lacks it */
static void tell_missing(struct pq_policies_source *source, enum pq_import_kind kind, struct pq_view name,
			 const struct pq_listed_row *only)
{
	const struct pq_import_list *list = pq_policies_main_list(source->import, kind);
	const struct pq_entry *entry = entry_of(source->check->against, kinds[kind].entry, name);
	struct pq_policies_finding *finding;
	const struct pq_import_item *after = NULL;
	char described[160];
	char called[96];
	char condition[256] = "";
	uint32_t line;
	uint32_t column;

	pq_policies_describe(entry, described, sizeof(described));
	pq_policies_list_name(only ? only->list : list, called, sizeof(called));
	if (only) {
		pq_policies_condition(source->import, only->item->condition, condition, sizeof(condition));
		finding = pq_policies_find(
			source->check, PQ_ROW_CONDITIONAL, source->file, only->item->line, only->item->column,
			"%s %.*s%s is in %s only%s: on the other side it is missing", kinds[kind].noun, (int)name.len,
			(const char *)name.data, described, called, condition);
	} else {
		pq_listed_place(list, 0, name, &line, &column, &after);
		finding = pq_policies_find(source->check, kinds[kind].missing, source->file, line, column,
					   "%s %.*s%s is not in %s%s%.*s", kinds[kind].noun, (int)name.len,
					   (const char *)name.data, described, called,
					   after ? "; it belongs behind " : "", after ? (int)after->name.len : 0,
					   after ? (const char *)after->name.data : "");
	}
	pq_policies_about_name(source->check, finding, name, entry);
}

static void check_missing(struct pq_policies_source *source, enum pq_import_kind kind, const struct pq_listed *listed,
			  const struct pq_listed *prefixes)
{
	const struct pq_name_list *names = names_of(source->check->against, kind);

	for (size_t i = 0; pq_policies_main_list(source->import, kind) && i < names->count; i++) {
		size_t at = pq_listed_name(listed, names->names[i]);

		if (at == SIZE_MAX && (kind != PQ_IMPORT_HEADERS || !covered_by_prefix(prefixes, names->names[i])))
			tell_missing(source, kind, names->names[i], NULL);
		else if (at != SIZE_MAX && !pq_policies_always(source, listed, at, pq_listed_run(listed, at)))
			tell_missing(source, kind, names->names[i], &listed->rows[at]);
	}
}

static void check_extra(struct pq_policies_source *source, enum pq_import_kind kind, const struct pq_listed *listed)
{
	size_t end;

	for (size_t at = 0; at < listed->count; at = end) {
		const struct pq_listed_row *row = &listed->rows[at];
		struct pq_policies_finding *finding;
		char called[96];
		char condition[256];

		end = pq_listed_run(listed, at);
		pq_policies_check_duplicates(source, listed, at, end);
		if (policy_has(source->check->against, kind, row->item->name))
			continue;
		pq_policies_list_name(row->list, called, sizeof(called));
		pq_policies_condition(source->import, row->item->condition, condition, sizeof(condition));
		finding = pq_policies_find(
			source->check, kinds[kind].extra, source->file, row->item->line, row->item->column,
			"%s %.*s in %s%s is not forbidden by policy %s", kinds[kind].noun, (int)row->item->name.len,
			(const char *)row->item->name.data, called, condition, source->check->against_name);
		pq_policies_about_name(source->check, finding, row->item->name, NULL);
	}
}

enum pq_err pq_policies_check_names(struct pq_policies_source *source, enum pq_import_kind kind)
{
	struct pq_listed listed;
	struct pq_listed prefixes;
	enum pq_err err = pq_listed_collect(&listed, source->import, kind, false);

	if (err)
		return err;
	err = pq_listed_collect(&prefixes, source->import, PQ_IMPORT_PREFIXES, false);
	if (!err) {
		check_missing(source, kind, &listed, &prefixes);
		check_extra(source, kind, &listed);
	}
	pq_listed_free(&listed);
	pq_listed_free(&prefixes);
	return err;
}

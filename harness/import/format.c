/* SPDX-License-Identifier: MIT */
#include "import/import.h"

static const char *const formats[][2] = {
	{ "chromium", "Chromium's net/base/port_util.cc" },
};

size_t pq_import_format_count(void)
{
	return sizeof(formats) / sizeof(formats[0]);
}

const char *pq_import_format_name(size_t index)
{
	return formats[index][0];
}

const char *pq_import_format_about(size_t index)
{
	return formats[index][1];
}

size_t pq_import_format_find(struct pq_view name)
{
	for (size_t i = 0; i < pq_import_format_count(); i++)
		if (pq_view_is(name, formats[i][0]))
			return i;
	return SIZE_MAX;
}

const char *pq_import_kind_name(enum pq_import_kind kind)
{
	static const char *const names[] = { "ports", "headers", "prefixes", "methods", "overrides" };

	return kind < PQ_IMPORT_KIND_COUNT ? names[kind] : "?";
}

const char *pq_import_role_name(enum pq_import_role role)
{
	static const char *const names[] = { "blocks", "allows", "beside" };

	return role < PQ_IMPORT_ROLE_COUNT ? names[role] : "?";
}

const char *pq_import_search_name(enum pq_import_search search)
{
	static const char *const names[] = { "unknown", "linear", "bisection", "strings", "set", "switch" };

	return search < PQ_IMPORT_SEARCH_COUNT ? names[search] : "?";
}

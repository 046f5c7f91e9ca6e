/* SPDX-License-Identifier: MIT */
#include "import/import.h"

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

/* SPDX-License-Identifier: MIT */
/* A policy text against another policy: every port of every scheme, and every name. */
#include <stdio.h>

#include "policies/findings.h"

/* What one port comes to: schemes that the text should block and does not, and the reverse, with the entries that say so. */
struct difference {
	uint32_t missing;
	uint32_t extra;
	const struct pq_entry *wanted;
	const struct pq_entry *own;
};

/* Each line of a text is one entry, behind the first one that says what it is; what comes from a base has its line. */
static size_t line_of(const struct pq_policy *policy, const struct pq_entry *entry)
{
	size_t line = 1;

	for (size_t i = 0; entry && i < policy->entry_count; i++) {
		line += !policy->entries[i].inherited;
		if (&policy->entries[i] == entry)
			return line;
	}
	return 1;
}

static struct difference difference_of(const struct pq_policy *policy, const struct pq_policy *against, uint16_t port)
{
	struct difference found = { 0, 0, NULL, NULL };

	for (size_t scheme = 1; scheme < PQ_SCHEME_COUNT; scheme++) {
		bool own = pq_policy_blocks_port(policy, (enum pq_scheme)scheme, port);
		bool wanted = pq_policy_blocks_port(against, (enum pq_scheme)scheme, port);

		if (wanted && !own)
			found.missing |= 1u << scheme;
		if (own && !wanted)
			found.extra |= 1u << scheme;
	}
	if (found.missing)
		found.wanted = pq_policies_port_entry(against, found.missing, port);
	if (found.missing | found.extra)
		found.own = pq_policies_port_entry(policy, found.missing | found.extra, port);
	return found;
}

static bool same(const struct difference *a, const struct difference *b)
{
	return a->missing == b->missing && a->extra == b->extra && a->wanted == b->wanted && a->own == b->own;
}

static void tell(struct pq_policies_check *check, const char *file, const struct pq_policy *policy, uint16_t first,
		 uint16_t last, const struct difference *found)
{
	char ports[32];
	char schemes[128];
	char described[160];
	struct pq_policies_finding *finding;

	snprintf(ports, sizeof(ports), first == last ? "port %u" : "ports %u to %u", first, last);
	if (found->missing) {
		pq_policies_describe(found->wanted, described, sizeof(described));
		pq_policies_scheme_names(found->missing, schemes, sizeof(schemes));
		finding = pq_policies_find(check, PQ_ROW_MISSING_PORT, file, line_of(policy, found->own), 0,
					   "%s%s: not blocked for %s, and policy %s blocks", ports, described, schemes,
					   check->against_name);
		pq_policies_about_ports(check, finding, first, last, found->wanted);
	}
	if (found->extra) {
		pq_policies_describe(found->own, described, sizeof(described));
		pq_policies_scheme_names(found->extra, schemes, sizeof(schemes));
		finding = pq_policies_find(check, PQ_ROW_EXTRA_PORT, file, line_of(policy, found->own), 0,
					   "%s%s: blocked for %s, and policy %s does not block", ports, described,
					   schemes, check->against_name);
		pq_policies_about_ports(check, finding, first, last, found->own);
	}
}

static void check_ports(struct pq_policies_check *check, const char *file, const struct pq_policy *policy)
{
	struct difference run = { 0, 0, NULL, NULL };
	uint32_t first = 0;

	for (uint32_t port = 0; port <= UINT16_MAX + 1u; port++) {
		struct difference found = { 0, 0, NULL, NULL };

		if (port <= UINT16_MAX)
			found = difference_of(policy, check->against, (uint16_t)port);
		if (same(&found, &run))
			continue;
		if (run.missing | run.extra)
			tell(check, file, policy, (uint16_t)first, (uint16_t)(port - 1), &run);
		run = found;
		first = port;
	}
}

/* True if the policy has an entry of that kind and name; names without case. */
static const struct pq_entry *name_entry(const struct pq_policy *policy, enum pq_entry_kind kind, struct pq_view name)
{
	for (size_t i = 0; i < policy->entry_count; i++)
		if (policy->entries[i].kind == kind && policy->entries[i].in_force &&
		    pq_listed_compare_names(policy->entries[i].text, name) == 0)
			return &policy->entries[i];
	return NULL;
}

static bool has_name(const struct pq_name_list *list, struct pq_view name)
{
	for (size_t i = 0; i < list->count; i++)
		if (pq_listed_compare_names(list->names[i], name) == 0)
			return true;
	return false;
}

/* The names of one kind that one of the two has and the other one has not. */
static void check_names(struct pq_policies_check *check, const char *file, const struct pq_policy *policy,
			const struct pq_name_list *own, const struct pq_name_list *wanted, enum pq_row_kind missing,
			enum pq_entry_kind kind)
{
	struct pq_policies_finding *finding;

	for (size_t i = 0; i < wanted->count; i++) {
		struct pq_view name = wanted->names[i];

		if (has_name(own, name))
			continue;
		finding = pq_policies_find(check, missing, file, 1, 0, "%.*s: not forbidden, and policy %s forbids it",
					   (int)name.len, (const char *)name.data, check->against_name);
		pq_policies_about_name(check, finding, name, name_entry(check->against, kind, name));
	}
	for (size_t i = 0; i < own->count; i++) {
		struct pq_view name = own->names[i];
		const struct pq_entry *entry = name_entry(policy, kind, name);

		if (has_name(wanted, name))
			continue;
		finding = pq_policies_find(check, missing + 1, file, line_of(policy, entry), 0,
					   "%.*s: forbidden, and policy %s does not forbid it", (int)name.len,
					   (const char *)name.data, check->against_name);
		pq_policies_about_name(check, finding, name, entry);
	}
}

/* Whether an underscore in a header's name counts as a hyphen. */
static void check_folding(struct pq_policies_check *check, const char *file, const struct pq_policy *policy)
{
	bool wanted = check->against->fold_underscores;
	struct pq_policies_finding *finding;

	if (policy->fold_underscores == wanted)
		return;
	finding = pq_policies_find(check, wanted ? PQ_ROW_MISSING_HEADER : PQ_ROW_EXTRA_HEADER, file, 1, 0,
				   "underscores in names of headers are %s as hyphens, and policy %s %s",
				   wanted ? "not read" : "read", check->against_name,
				   wanted ? "reads them so" : "does not read them so");
	pq_policies_about_name(check, finding, pq_view_str("fold-underscores"), NULL);
}

enum pq_err pq_policies_check_policy(struct pq_policies_check *check, const char *file, const struct pq_policy *policy,
				     struct pq_diag *diag)
{
	const struct pq_policy *against = check->against;
	struct pq_policies_file *row = pq_policies_add_file(check, file, "policy");

	if (!row)
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "enough memory for a check");
	row->kinds = (1u << PQ_IMPORT_KIND_COUNT) - 1;
	row->schemes = ((1u << PQ_SCHEME_COUNT) - 1) & ~(1u << PQ_SCHEME_OTHER);
	check_ports(check, file, policy);
	check_names(check, file, policy, &policy->headers, &against->headers, PQ_ROW_MISSING_HEADER,
		    PQ_ENTRY_FORBID_HEADER);
	check_names(check, file, policy, &policy->prefixes, &against->prefixes, PQ_ROW_MISSING_PREFIX,
		    PQ_ENTRY_FORBID_PREFIX);
	check_names(check, file, policy, &policy->methods, &against->methods, PQ_ROW_MISSING_METHOD,
		    PQ_ENTRY_FORBID_METHOD);
	check_names(check, file, policy, &policy->overrides, &against->overrides, PQ_ROW_MISSING_OVERRIDE,
		    PQ_ENTRY_FORBID_OVERRIDE);
	check_folding(check, file, policy);
	return PQ_ERR_OK;
}

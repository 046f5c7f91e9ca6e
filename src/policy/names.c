/* SPDX-License-Identifier: MIT */
#include "policy/names.h"

#include "base/ascii.h"
#include "base/check.h"

static size_t length_slot(size_t len)
{
	return len < PQ_NAME_LENGTHS ? len : PQ_NAME_LENGTHS - 1;
}

/* The case bit is not among the lower five, so both cases of a letter share one bit. */
static uint32_t letter_bit(unsigned char c)
{
	return UINT32_C(1) << (c & 31);
}

static void clear(struct pq_name_list *list)
{
	list->count = 0;
	memset(list->first_letters, 0, sizeof(list->first_letters));
}

/* Adds a name of at least one byte; false if the list is full. */
static bool add(struct pq_name_list *list, struct pq_view name)
{
	if (list->count == PQ_MAX_POLICY_NAMES)
		return false;
	list->names[list->count++] = name;
	list->first_letters[0] |= letter_bit(name.data[0]);
	list->first_letters[length_slot(name.len)] |= letter_bit(name.data[0]);
	return true;
}

void pq_policy_clear_names(struct pq_policy *policy)
{
	clear(&policy->headers);
	clear(&policy->prefixes);
	clear(&policy->methods);
	clear(&policy->overrides);
	policy->fold_underscores = false;
}

bool pq_policy_add_name(struct pq_policy *policy, const struct pq_entry *entry)
{
	switch (entry->kind) {
	case PQ_ENTRY_FORBID_HEADER:
		return add(&policy->headers, entry->text);
	case PQ_ENTRY_FORBID_PREFIX:
		return add(&policy->prefixes, entry->text);
	case PQ_ENTRY_FORBID_METHOD:
		return add(&policy->methods, entry->text);
	case PQ_ENTRY_FORBID_OVERRIDE:
		return add(&policy->overrides, entry->text);
	case PQ_ENTRY_FOLD_UNDERSCORES:
		policy->fold_underscores = true;
		return true;
	default:
		return true;
	}
}

void pq_policy_derive_names(struct pq_policy *policy)
{
	pq_policy_clear_names(policy);
	for (size_t i = 0; i < policy->entry_count; i++)
		if (policy->entries[i].in_force)
			pq_check(pq_policy_add_name(policy, &policy->entries[i]));
}

static bool list_has(const struct pq_name_list *list, struct pq_view name)
{
	if (name.len == 0 || !(list->first_letters[length_slot(name.len)] & letter_bit(name.data[0])))
		return false;
	for (size_t i = 0; i < list->count; i++)
		if (pq_ascii_eq_nocase(list->names[i], name))
			return true;
	return false;
}

static bool list_has_prefix_of(const struct pq_name_list *list, struct pq_view name)
{
	if (name.len == 0 || !(list->first_letters[0] & letter_bit(name.data[0])))
		return false;
	for (size_t i = 0; i < list->count; i++)
		if (pq_ascii_eq_nocase(list->names[i], pq_view_slice(name, 0, list->names[i].len)))
			return true;
	return false;
}

bool pq_policy_forbids_method(const struct pq_policy *policy, struct pq_view method)
{
	enum pq_checked checked = pq_policy_checked_method(policy, method);

	return checked ? checked == PQ_CHECKED_BLOCKED : list_has(&policy->methods, method);
}

/* Index after the quoted string that begins at `at`, or the value's length (Fetch "collect an HTTP quoted string"). */
static size_t skip_quoted(struct pq_view value, size_t at)
{
	for (at++; at < value.len && value.data[at] != '"'; at++)
		if (value.data[at] == '\\')
			at++;
	return at < value.len ? at + 1 : value.len;
}

/* Index of the first comma outside quoted strings, or the value's length. */
static size_t find_comma(struct pq_view value, size_t at)
{
	while (at < value.len && value.data[at] != ',')
		at = value.data[at] == '"' ? skip_quoted(value, at) : at + 1;
	return at;
}

static struct pq_view trim(struct pq_view v)
{
	while (v.len && (v.data[0] == ' ' || v.data[0] == '\t'))
		v = pq_view_from(v, 1);
	while (v.len && (v.data[v.len - 1] == ' ' || v.data[v.len - 1] == '\t'))
		v.len--;
	return v;
}

/* Fetch "get, decode, and split", each member compared at once. */
static bool names_forbidden_method(const struct pq_policy *policy, struct pq_view value)
{
	for (size_t at = 0; at < value.len;) {
		size_t end = find_comma(value, at);

		if (pq_policy_forbids_method(policy, trim(pq_view_slice(value, at, end))))
			return true;
		at = end + 1;
	}
	return false;
}

/* As pq_ascii_eq_nocase, with '_' as good as '-'. */
static bool same_folded(struct pq_view a, struct pq_view b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		unsigned char c = a.data[i] == '_' ? '-' : pq_ascii_lower(a.data[i]);
		unsigned char d = b.data[i] == '_' ? '-' : pq_ascii_lower(b.data[i]);

		if (c != d)
			return false;
	}
	return true;
}

/* Whether the list has the name, or with prefixes a beginning of it, all underscores folded. */
static bool list_has_folded(const struct pq_name_list *list, struct pq_view name, bool prefixes)
{
	for (size_t i = 0; i < list->count; i++)
		if (same_folded(list->names[i], prefixes ? pq_view_slice(name, 0, list->names[i].len) : name))
			return true;
	return false;
}

static bool forbids_folded(const struct pq_policy *policy, struct pq_view name, struct pq_view value)
{
	return list_has_folded(&policy->headers, name, false) || list_has_folded(&policy->prefixes, name, true) ||
	       (list_has_folded(&policy->overrides, name, false) && names_forbidden_method(policy, value));
}

bool pq_policy_lists_header(const struct pq_policy *policy, struct pq_view name, struct pq_view value)
{
	if (policy->fold_underscores)
		return forbids_folded(policy, name, value);
	return list_has(&policy->headers, name) || list_has_prefix_of(&policy->prefixes, name) ||
	       (list_has(&policy->overrides, name) && names_forbidden_method(policy, value));
}

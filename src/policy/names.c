/* SPDX-License-Identifier: MIT */
#include "policy/names.h"

#include "base/ascii.h"

static size_t length_slot(size_t len)
{
	return len < PQ_NAME_LENGTHS ? len : PQ_NAME_LENGTHS - 1;
}

/* The case bit is not among the lower five, so both cases of a letter share one bit. */
static uint32_t letter_bit(unsigned char c)
{
	return UINT32_C(1) << (c & 31);
}

void pq_name_list_init(struct pq_name_list *list)
{
	list->count = 0;
	memset(list->first_letters, 0, sizeof(list->first_letters));
}

bool pq_name_list_add(struct pq_name_list *list, struct pq_view name)
{
	if (list->count == PQ_MAX_POLICY_NAMES)
		return false;
	list->names[list->count++] = name;
	list->first_letters[0] |= letter_bit(name.data[0]);
	list->first_letters[length_slot(name.len)] |= letter_bit(name.data[0]);
	return true;
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
	return list_has(&policy->methods, method);
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

bool pq_policy_forbids_header(const struct pq_policy *policy, struct pq_view name, struct pq_view value)
{
	return list_has(&policy->headers, name) || list_has_prefix_of(&policy->prefixes, name) ||
	       (list_has(&policy->overrides, name) && names_forbidden_method(policy, value));
}

/* SPDX-License-Identifier: MIT */
#include "request/cors.h"

#include "base/ascii.h"
#include "request/method.h"

/* The smaller one of two names in byte order comes first, and a prefix before what it begins. */
static bool is_before(struct pq_view a, struct pq_view b)
{
	size_t common = a.len < b.len ? a.len : b.len;
	int order = common ? memcmp(a.data, b.data, common) : 0;

	return order ? order < 0 : a.len < b.len;
}

/* Puts a name in its place; one that is there already is not put in again. Returns the new count. */
static size_t insert(struct pq_view *names, size_t count, struct pq_view name)
{
	size_t at = count;

	while (at > 0 && is_before(name, names[at - 1]))
		at--;
	if (at > 0 && pq_view_eq(names[at - 1], name))
		return count;
	memmove(&names[at + 1], &names[at], (count - at) * sizeof(names[0]));
	names[at] = name;
	return count + 1;
}

static struct pq_view lower(struct pq_view name, struct pq_buf *text)
{
	size_t mark = text->len;

	for (size_t i = 0; i < name.len; i++)
		pq_buf_add_byte(text, pq_ascii_lower(name.data[i]));
	return pq_buf_since(text, mark);
}

/* Each value may be harmless and all together still a message. */
static bool are_too_long(const struct pq_header *headers, size_t count)
{
	size_t size = 0;

	for (size_t i = 0; i < count; i++)
		if (pq_header_cors_safelisted(headers[i].name, headers[i].value))
			size += headers[i].value.len;
	return size > PQ_MAX_SAFELISTED_SIZE;
}

size_t pq_cors_unsafe_names(const struct pq_header *headers, size_t count, struct pq_view *names, struct pq_buf *text)
{
	bool all = are_too_long(headers, count);
	size_t found = 0;

	for (size_t i = 0; i < count; i++)
		if (all || !pq_header_cors_safelisted(headers[i].name, headers[i].value))
			found = insert(names, found, lower(headers[i].name, text));
	return found;
}

bool pq_cors_has_unsafe_name(const struct pq_header *headers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!pq_header_cors_safelisted(headers[i].name, headers[i].value))
			return true;
	return are_too_long(headers, count);
}

/* "CORS non-wildcard request-header name": a server permits it by its name, never by "*". */
static bool is_non_wildcard(struct pq_view name)
{
	return pq_ascii_eq_nocase(name, pq_view_str("authorization"));
}

/* Takes the next member off the front of a list, without the blanks around it; empty ones too. */
static struct pq_view next_member(struct pq_view *list)
{
	size_t end = pq_view_find(*list, ',', 0);
	struct pq_view member = pq_header_value_normalise(pq_view_slice(*list, 0, end));

	*list = pq_view_from(*list, end + 1);
	return member;
}

static bool has(struct pq_view list, struct pq_view wanted, bool any_case)
{
	while (list.len > 0) {
		struct pq_view member = next_member(&list);

		if (member.len > 0 && (any_case ? pq_ascii_eq_nocase(member, wanted) : pq_view_eq(member, wanted)))
			return true;
	}
	return false;
}

static bool are_tokens(struct pq_view list)
{
	while (list.len > 0) {
		struct pq_view member = next_member(&list);

		if (member.len > 0 && !pq_ascii_all(member, PQ_ASCII_TOKEN))
			return false;
	}
	return true;
}

static bool has_wildcard(struct pq_view list, bool include)
{
	return !include && has(list, pq_view_str("*"), false);
}

bool pq_cors_check(const struct pq_cors_permission *permission, struct pq_view origin, bool include)
{
	if (!permission->has_origin)
		return false;
	if (!include && pq_view_is(permission->origin, "*"))
		return true;
	if (!pq_view_eq(permission->origin, origin))
		return false;
	return !include || pq_view_is(permission->credentials, "true");
}

bool pq_cors_permits_method(const struct pq_cors_permission *permission, struct pq_view method, bool include)
{
	return pq_method_cors_safelisted(method) || has(permission->methods, method, false) ||
	       has_wildcard(permission->methods, include);
}

bool pq_cors_permits_name(const struct pq_cors_permission *permission, struct pq_view name, bool include)
{
	return has(permission->headers, name, true) ||
	       (!is_non_wildcard(name) && has_wildcard(permission->headers, include));
}

bool pq_cors_is_well_formed(const struct pq_cors_permission *permission)
{
	return are_tokens(permission->methods) && are_tokens(permission->headers);
}

/* SPDX-License-Identifier: MIT */
#include "request/headers.h"

#include "base/ascii.h"

void pq_headers_init(struct pq_headers *headers, struct pq_header *items, size_t cap, enum pq_guard guard,
		     const struct pq_policy *policy, struct pq_buf *bytes)
{
	headers->items = items;
	headers->count = 0;
	headers->cap = cap;
	headers->guard = guard;
	headers->policy = policy;
	headers->bytes = bytes;
}

/* Index of the first header of that name at or after from; count if there is none. */
static size_t find_from(const struct pq_headers *headers, struct pq_view name, size_t from)
{
	while (from < headers->count && !pq_ascii_eq_nocase(headers->items[from].name, name))
		from++;
	return from;
}

/* Closes the gaps of all headers of that name from index `from` on. */
static void remove_from(struct pq_headers *headers, struct pq_view name, size_t from)
{
	size_t kept = find_from(headers, name, from);

	for (size_t i = kept; i < headers->count; i++)
		if (!pq_ascii_eq_nocase(headers->items[i].name, name))
			headers->items[kept++] = headers->items[i];
	headers->count = kept;
}

/* "append" to a header list: later headers take the spelling of the first one of their name. */
bool pq_headers_add_own(struct pq_headers *headers, struct pq_view name, struct pq_view value)
{
	size_t first = find_from(headers, name, 0);
	struct pq_header *item;

	if (headers->count == headers->cap)
		return false;
	item = &headers->items[headers->count++];
	item->name = first < headers->count - 1 ? headers->items[first].name : name;
	item->value = value;
	return true;
}

void pq_headers_remove(struct pq_headers *headers, struct pq_view name)
{
	remove_from(headers, name, 0);
}

const struct pq_header *pq_headers_find(const struct pq_headers *headers, struct pq_view name)
{
	size_t i = find_from(headers, name, 0);

	return i < headers->count ? &headers->items[i] : NULL;
}

bool pq_headers_get(const struct pq_headers *headers, struct pq_view name, struct pq_buf *out)
{
	size_t i = find_from(headers, name, 0);

	if (i == headers->count)
		return false;
	pq_buf_add(out, headers->items[i].value);
	while ((i = find_from(headers, name, i + 1)) < headers->count) {
		pq_buf_add_str(out, ", ");
		pq_buf_add(out, headers->items[i].value);
	}
	return true;
}

/* "validate", for guards that a request can have. */
static enum pq_header_result validate(const struct pq_headers *headers, struct pq_view name, struct pq_view value)
{
	if (!pq_header_name_valid(name) || !pq_header_value_valid(value))
		return PQ_HEADER_INVALID;
	if (headers->guard == PQ_GUARD_IMMUTABLE)
		return PQ_HEADER_IMMUTABLE;
	if (headers->guard != PQ_GUARD_NONE && pq_policy_forbids_header(headers->policy, name, value))
		return PQ_HEADER_DROPPED;
	return PQ_HEADER_STORED;
}

/* "append" under request-no-cors: the values that are there already and the new one are judged together. */
static enum pq_header_result judge_combined(const struct pq_headers *headers, struct pq_view name, struct pq_view value)
{
	struct pq_buf *bytes = headers->bytes;
	size_t mark = bytes->len;
	bool safelisted;

	if (pq_headers_get(headers, name, bytes))
		pq_buf_add_str(bytes, ", ");
	pq_buf_add(bytes, value);
	safelisted = pq_header_no_cors_safelisted(name, pq_buf_since(bytes, mark));
	bytes->len = mark;
	if (!pq_buf_ok(bytes))
		return PQ_HEADER_FULL;
	return safelisted ? PQ_HEADER_STORED : PQ_HEADER_DROPPED;
}

/* "remove privileged no-CORS request-headers": a changed request may not keep a Range made for the old one. */
static void remove_privileged(struct pq_headers *headers)
{
	static const struct pq_view range = PQ_VIEW("range");

	if (headers->guard == PQ_GUARD_REQUEST_NO_CORS)
		pq_headers_remove(headers, range);
}

enum pq_header_result pq_headers_append(struct pq_headers *headers, struct pq_view name, struct pq_view value)
{
	struct pq_view normal = pq_header_value_normalise(value);
	enum pq_header_result result = validate(headers, name, normal);

	if (result == PQ_HEADER_STORED && headers->guard == PQ_GUARD_REQUEST_NO_CORS)
		result = judge_combined(headers, name, normal);
	if (result != PQ_HEADER_STORED)
		return result;
	if (!pq_headers_add_own(headers, name, normal))
		return PQ_HEADER_FULL;
	remove_privileged(headers);
	return PQ_HEADER_STORED;
}

enum pq_header_result pq_headers_set(struct pq_headers *headers, struct pq_view name, struct pq_view value)
{
	struct pq_view normal = pq_header_value_normalise(value);
	enum pq_header_result result = validate(headers, name, normal);
	size_t first;

	if (result != PQ_HEADER_STORED)
		return result;
	if (headers->guard == PQ_GUARD_REQUEST_NO_CORS && !pq_header_no_cors_safelisted(name, normal))
		return PQ_HEADER_DROPPED;
	first = find_from(headers, name, 0);
	if (first < headers->count) {
		headers->items[first].value = normal;
		remove_from(headers, name, first + 1);
	} else if (!pq_headers_add_own(headers, name, normal)) {
		return PQ_HEADER_FULL;
	}
	remove_privileged(headers);
	return PQ_HEADER_STORED;
}

enum pq_header_result pq_headers_delete(struct pq_headers *headers, struct pq_view name)
{
	enum pq_header_result result = validate(headers, name, pq_view(NULL, 0));

	if (result != PQ_HEADER_STORED)
		return result;
	if (headers->guard == PQ_GUARD_REQUEST_NO_CORS && !pq_header_no_cors_safelisted_name(name) &&
	    !pq_header_no_cors_privileged(name))
		return PQ_HEADER_DROPPED;
	if (pq_headers_find(headers, name)) {
		pq_headers_remove(headers, name);
		remove_privileged(headers);
	}
	return PQ_HEADER_STORED;
}

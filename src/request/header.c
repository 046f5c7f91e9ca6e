/* SPDX-License-Identifier: MIT */
#include "request/header.h"

#include "base/ascii.h"

bool pq_header_name_valid(struct pq_view name)
{
	return pq_ascii_all(name, PQ_ASCII_TOKEN);
}

bool pq_header_value_valid(struct pq_view value)
{
	if (value.len == 0)
		return true;
	return !pq_ascii_is(value.data[0], PQ_ASCII_HTTP_SPACE) &&
	       !pq_ascii_is(value.data[value.len - 1], PQ_ASCII_HTTP_SPACE) && !pq_ascii_any(value, PQ_ASCII_VALUE_BAD);
}

struct pq_view pq_header_value_normalise(struct pq_view value)
{
	size_t from = 0;
	size_t to = value.len;

	while (from < to && pq_ascii_is(value.data[from], PQ_ASCII_HTTP_SPACE))
		from++;
	while (to > from && pq_ascii_is(value.data[to - 1], PQ_ASCII_HTTP_SPACE))
		to--;
	return pq_view_slice(value, from, to);
}

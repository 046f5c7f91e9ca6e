/* SPDX-License-Identifier: MIT */
#include "request/range.h"

#include "base/ascii.h"

static struct pq_view without_zeros(struct pq_view digits)
{
	size_t zeros = 0;

	while (zeros < digits.len && digits.data[zeros] == '0')
		zeros++;
	return pq_view_from(digits, zeros);
}

/* Compared as text: the standard's numbers have no upper bound. */
static bool is_greater(struct pq_view a, struct pq_view b)
{
	struct pq_view m = without_zeros(a);
	struct pq_view n = without_zeros(b);

	if (m.len != n.len)
		return m.len > n.len;
	return m.len > 0 && memcmp(m.data, n.data, m.len) > 0;
}

static bool is_digits_or_empty(struct pq_view v)
{
	return v.len == 0 || pq_ascii_all(v, PQ_ASCII_DIGIT);
}

bool pq_range_parse(struct pq_view value, struct pq_range *range)
{
	static const struct pq_view unit = PQ_VIEW("bytes=");
	size_t dash = pq_view_find(value, '-', unit.len);
	struct pq_view first = pq_view_slice(value, unit.len, dash);
	struct pq_view last = pq_view_from(value, dash + 1);

	if (!pq_view_starts(value, unit) || dash >= value.len)
		return false;
	if (!is_digits_or_empty(first) || !is_digits_or_empty(last))
		return false;
	if (first.len == 0 && last.len == 0)
		return false;
	if (first.len > 0 && last.len > 0 && is_greater(first, last))
		return false;
	range->first = first;
	range->last = last;
	return true;
}

/* SPDX-License-Identifier: MIT */
#include "audit/boundaries.h"

#include <limits.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
	const struct pq_view *left = a;
	const struct pq_view *right = b;
	size_t len = left->len < right->len ? left->len : right->len;
	int order = len ? memcmp(left->data, right->data, len) : 0;

	return order ? order : (left->len > right->len) - (left->len < right->len);
}

static size_t count_repeated(const struct pq_view *boundaries, size_t count)
{
	struct pq_view *sorted = malloc(count * sizeof(*sorted));
	size_t repeated = 0;

	if (!sorted)
		return 0;
	memcpy(sorted, boundaries, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), compare);
	for (size_t i = 1; i < count; i++)
		repeated += compare(&sorted[i - 1], &sorted[i]) == 0;
	free(sorted);
	return repeated;
}

static size_t shortest_of(const struct pq_view *boundaries, size_t count)
{
	size_t len = boundaries[0].len;

	for (size_t i = 1; i < count; i++)
		len = boundaries[i].len < len ? boundaries[i].len : len;
	return len;
}

/* How many different bytes stand at that place. */
static unsigned int count_different(const struct pq_view *boundaries, size_t count, size_t at)
{
	bool seen[UCHAR_MAX + 1] = { false };
	unsigned int different = 0;

	for (size_t i = 0; i < count; i++) {
		different += !seen[boundaries[i].data[at]];
		seen[boundaries[i].data[at]] = true;
	}
	return different;
}

/* A hundred times the binary logarithm of 1 to 64, rounded down to a tenth: of the tenth power, which fits. */
static unsigned int logarithm(unsigned int number)
{
	uint64_t power = 1;
	unsigned int hundredths = 0;

	for (int i = 0; i < 10; i++)
		power *= number;
	for (; power >= 2; power /= 2)
		hundredths += 10;
	return hundredths;
}

struct pq_boundaries pq_boundaries_measure(const struct pq_view *boundaries, size_t count)
{
	struct pq_boundaries measured = { .count = count };
	unsigned int hundredths = 0;
	size_t shortest;

	if (!count)
		return measured;
	measured.repeated = count_repeated(boundaries, count);
	shortest = shortest_of(boundaries, count);
	while (measured.prefix < shortest && count_different(boundaries, count, measured.prefix) == 1)
		measured.prefix++;
	for (size_t at = measured.prefix; at < shortest; at++) {
		unsigned int different = count_different(boundaries, count, at);

		measured.random += different > 1;
		hundredths += logarithm(different > 64 ? 64 : different);
	}
	measured.bits = hundredths / 100;
	return measured;
}

bool pq_boundaries_judge(const struct pq_boundaries *measured, struct pq_buf *sentence)
{
	pq_buf_add_u64(sentence, measured->count);
	pq_buf_add_str(sentence, " boundaries: ");
	pq_buf_add_u64(sentence, measured->repeated);
	pq_buf_add_str(sentence, " repeated; behind ");
	pq_buf_add_u64(sentence, measured->prefix);
	pq_buf_add_str(sentence, " bytes that are always the same, ");
	pq_buf_add_u64(sentence, measured->random);
	pq_buf_add_str(sentence, " vary, and are seen to hold ");
	pq_buf_add_u64(sentence, measured->bits);
	pq_buf_add_str(sentence, " bits");
	return !measured->repeated && measured->bits >= PQ_BOUNDARIES_BITS;
}

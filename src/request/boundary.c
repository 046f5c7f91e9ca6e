/* SPDX-License-Identifier: MIT */
#include "request/boundary.h"

#include <assert.h>

#include "base/check.h"

static_assert(PQ_BOUNDARY_LEN <= PQ_BOUNDARY_MAX, "RFC 2046 5.1.1 allows 70 bytes");

struct pq_view pq_boundary_draw(struct pq_draw draw, unsigned char boundary[static PQ_BOUNDARY_LEN])
{
	unsigned char random[PQ_BOUNDARY_RANDOM];
	struct pq_buf text;

	draw.fill(draw.ctx, random, sizeof(random));
	pq_buf_init(&text, boundary, PQ_BOUNDARY_LEN);
	pq_buf_add_str(&text, PQ_BOUNDARY_PREFIX);
	pq_buf_add_hex(&text, pq_view(random, sizeof(random)));
	return pq_buf_view(&text);
}

/*
 * Theory of the search. Four bytes are a gram; a boundary has BOUNDARY_GRAMS
 * of them. If it begins at `start` or one of the BOUNDARY_GRAMS - 1 bytes after
 * it, the gram at start + BOUNDARY_GRAMS - 1 is one of its own. So one gram
 * that is not excludes all those places at once, and as the next place to look
 * at does not depend on what was read, the processor need not wait for it.
 */
#define GRAM 4
#define BOUNDARY_GRAMS (PQ_BOUNDARY_LEN - GRAM + 1)
#define SLOT_BITS 12

/* bit s & 63 of word s >> 6 is set when a gram of the boundary has slot s */
struct grams {
	uint64_t words[(1 << SLOT_BITS) / 64];
};

static uint32_t slot_of(const unsigned char *gram)
{
	uint32_t n;

	memcpy(&n, gram, sizeof(n));
	return n * UINT32_C(0x9e3779b1) >> (32 - SLOT_BITS);
}

static bool has_gram(const struct grams *grams, const unsigned char *gram)
{
	uint32_t slot = slot_of(gram);

	return grams->words[slot >> 6] >> (slot & 63) & 1;
}

static void learn(struct grams *grams, struct pq_view boundary)
{
	memset(grams, 0, sizeof(*grams));
	for (size_t i = 0; i < BOUNDARY_GRAMS; i++) {
		uint32_t slot = slot_of(boundary.data + i);

		grams->words[slot >> 6] |= UINT64_C(1) << (slot & 63);
	}
}

/* Where the boundary begins, at `from` or after it but before `to`; `to` if it does not. */
static size_t find_near(struct pq_view text, struct pq_view boundary, size_t from, size_t to)
{
	const unsigned char *at = text.data;
	size_t last = PQ_BOUNDARY_LEN - 1;

	for (size_t i = from; i < to; i++)
		if (at[i] == boundary.data[0] && at[i + last] == boundary.data[last] &&
		    memcmp(at + i, boundary.data, last) == 0)
			return i;
	return to;
}

size_t pq_boundary_count(struct pq_view text, struct pq_view boundary)
{
	struct grams grams;
	size_t start = 0;
	size_t hits = 0;

	pq_check(boundary.len == PQ_BOUNDARY_LEN);
	learn(&grams, boundary);
	while (start + PQ_BOUNDARY_LEN <= text.len) {
		size_t last = text.len - PQ_BOUNDARY_LEN;
		size_t end = start + BOUNDARY_GRAMS;
		size_t hit;

		if (!has_gram(&grams, text.data + end - 1)) {
			start = end;
			continue;
		}
		end = end <= last ? end : last + 1;
		hit = find_near(text, boundary, start, end);
		hits += hit < end;
		start = hit < end ? hit + PQ_BOUNDARY_LEN : end;
	}
	return hits;
}

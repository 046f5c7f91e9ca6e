/* SPDX-License-Identifier: MIT */
#include "triage/minimise.h"

void pq_minimise_init(struct pq_minimise *m, void *storage)
{
	m->ask = NULL;
	m->ctx = NULL;
	m->limit = PQ_MINIMISE_TRIES;
	m->tries = 0;
	m->kept = 0;
	m->stopped = false;
	pq_buf_init(&m->best, storage, PQ_MINIMISE_INPUT);
	pq_buf_init(&m->refused, m->refused_bytes, sizeof(m->refused_bytes));
}

static bool copy(struct pq_buf *to, struct pq_view input)
{
	pq_buf_reset(to);
	pq_buf_add(to, input);
	return pq_buf_ok(to);
}

bool pq_minimise_try(struct pq_minimise *m, struct pq_view candidate)
{
	enum pq_minimise_answer answer;

	m->stopped |= m->tries >= m->limit;
	if (m->stopped || candidate.len > m->best.cap || pq_view_eq(candidate, pq_buf_view(&m->best)) ||
	    (m->refused.len && pq_view_eq(candidate, pq_buf_view(&m->refused))))
		return false;
	m->tries++;
	answer = m->ask(m->ctx, candidate);
	m->stopped |= answer == PQ_MINIMISE_STOP;
	copy(answer == PQ_MINIMISE_KEEPS ? &m->best : &m->refused, candidate);
	m->kept += answer == PQ_MINIMISE_KEEPS;
	return answer == PQ_MINIMISE_KEEPS;
}

size_t pq_minimise_shrink(size_t count, bool (*without)(void *ctx, size_t from, size_t to), void *ctx)
{
	for (size_t size = count; size > 0; size = size > 1 ? (size + 1) / 2 : 0) {
		/* From the end: what comes later more often needs what came before than the other way round. */
		for (size_t to = count; to > 0;) {
			size_t from = to > size ? to - size : 0;

			if (without(ctx, from, to))
				count -= to - from;
			to = from;
		}
		if (size > count)
			size = count > 1 ? count : 1;
	}
	return count;
}

/* The candidate without the bytes from one place up to another. */
static bool try_without(struct pq_minimise *m, size_t from, size_t to)
{
	static unsigned char storage[PQ_MINIMISE_INPUT];
	struct pq_view best = pq_buf_view(&m->best);
	struct pq_buf out = { storage, 0, sizeof(storage), false };

	pq_buf_add(&out, pq_view_slice(best, 0, from));
	pq_buf_add(&out, pq_view_from(best, to));
	return pq_minimise_try(m, pq_buf_view(&out));
}

static bool without_bytes(void *ctx, size_t from, size_t to)
{
	return try_without(ctx, from, to);
}

/* Index of the byte with which line `number` of the best begins, counted from 0; its length beyond the last one. */
static size_t line_begin(const struct pq_minimise *m, size_t number)
{
	struct pq_view best = pq_buf_view(&m->best);
	size_t at = 0;

	while (number-- > 0 && at < best.len)
		at = pq_view_find(best, '\n', at) + 1;
	return at < best.len ? at : best.len;
}

static bool without_lines(void *ctx, size_t from, size_t to)
{
	const struct pq_minimise *m = ctx;

	return try_without(ctx, line_begin(m, from), line_begin(m, to));
}

static size_t count_lines(struct pq_view text)
{
	size_t lines = 0;

	for (size_t at = 0; at < text.len; at = pq_view_find(text, '\n', at) + 1)
		lines++;
	return lines;
}

/* Bytes that are as good as any become 'a'. */
static void make_plain(struct pq_minimise *m)
{
	static unsigned char storage[PQ_MINIMISE_INPUT];

	for (size_t i = 0; i < m->best.len && !m->stopped; i++) {
		struct pq_buf out = { storage, 0, sizeof(storage), false };

		if (m->best.data[i] == 'a')
			continue;
		pq_buf_add(&out, pq_buf_view(&m->best));
		out.data[i] = 'a';
		pq_minimise_try(m, pq_buf_view(&out));
	}
}

bool pq_minimise_bytes(struct pq_minimise *m, struct pq_view input)
{
	size_t kept;
	int round = 0;

	if (!copy(&m->best, input))
		return false;
	do {
		kept = m->kept;
		pq_minimise_shrink(count_lines(pq_buf_view(&m->best)), without_lines, m);
		pq_minimise_shrink(m->best.len, without_bytes, m);
		make_plain(m);
	} while (m->kept > kept && !m->stopped && ++round < PQ_MINIMISE_ROUNDS);
	return true;
}

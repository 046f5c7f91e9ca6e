/* SPDX-License-Identifier: MIT */
/* Inputs of targets that take less than a scenario: the values of the policy go into them as well. */
#include "mutator/parts.h"

size_t pq_mutate_authority(struct pq_mutator *m, struct pq_view input)
{
	static const struct pq_view scheme = PQ_VIEW("http://");
	struct pq_buf out = { m->out, 0, sizeof(m->out), false };
	size_t mark = m->pool.len;
	struct pq_view url;

	pq_buf_add(&m->pool, scheme);
	pq_buf_add(&m->pool, input);
	url = pq_change_url(m, pq_buf_since(&m->pool, mark));
	pq_mutator_say(m, "authority");
	pq_buf_add(&out, pq_view_starts(url, scheme) ? pq_view_from(url, scheme.len) : url);
	return out.len;
}

/* Appends a piece and its end; a piece has no 0xff. */
static void add_piece(struct pq_view piece, struct pq_buf *out)
{
	for (size_t i = 0; i < piece.len; i++)
		pq_buf_add_byte(out, piece.data[i] == 0xff ? '?' : piece.data[i]);
	pq_buf_add_byte(out, 0xff);
}

static struct pq_view fresh_piece(struct pq_mutator *m, bool name)
{
	size_t mark = m->pool.len;

	(name ? pq_values_name : pq_values_value)(&m->values, &m->random, &m->pool);
	return pq_buf_since(&m->pool, mark);
}

/* One name or value becomes another one, or a pair comes in behind a value. */
size_t pq_mutate_headers(struct pq_mutator *m, struct pq_view input)
{
	struct pq_buf out = { m->out, 0, sizeof(m->out), false };
	struct pq_view rest = pq_view_from(input, 1);
	size_t pieces = 0, changed;
	bool add = pq_random_one_in(&m->random, 4);

	for (size_t i = 0; i < rest.len; i++)
		pieces += rest.data[i] == 0xff;
	changed = pq_random_below(&m->random, pieces + 2);
	pq_buf_add_byte(&out, input.len > 0 && !pq_random_one_in(&m->random, 8)
				      ? input.data[0]
				      : (unsigned char)pq_random_below(&m->random, 4));
	for (size_t i = 0; rest.len > 0 || i <= changed; i++) {
		size_t end = pq_view_find(rest, 0xff, 0);
		struct pq_view piece = pq_view_slice(rest, 0, end);

		rest = pq_view_from(rest, end + 1);
		if (i == changed && !add)
			piece = pq_random_one_in(&m->random, 3) ? pq_change_text(m, piece) : fresh_piece(m, i % 2 == 0);
		add_piece(piece, &out);
		if (i == (changed | 1) && add) {
			add_piece(fresh_piece(m, true), &out);
			add_piece(fresh_piece(m, false), &out);
		}
	}
	pq_mutator_say(m, "header");
	return pq_buf_ok(&out) ? out.len : 0;
}

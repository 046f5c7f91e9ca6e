/* SPDX-License-Identifier: MIT */
#include "mutator/parts.h"

size_t pq_trim_begin(struct pq_mutator *m, const uint8_t *bytes, size_t len)
{
	struct pq_trim *trim = &m->trim;

	trim->draft.count = 0;
	trim->done = 0;
	if (m->kind == PQ_MUTATOR_SCENARIO && len <= sizeof(trim->best)) {
		pq_reader_read(&trim->reader, pq_view(bytes, len));
		pq_draft_take(&trim->draft, &trim->reader.scenario);
		trim->best_len = len;
		if (len > 0)
			memcpy(trim->best, bytes, len);
	}
	trim->at = trim->draft.count;
	return trim->draft.count;
}

/* An input without a first line of its own gets none. */
static void print(const struct pq_draft *draft, bool headed, struct pq_buf *out)
{
	size_t end;

	pq_draft_print(draft, out);
	end = pq_view_find(pq_buf_view(out), '\n', 0);
	if (headed || !pq_buf_ok(out))
		return;
	out->len -= end + 1;
	memmove(out->data, out->data + end + 1, out->len);
}

/* Writes the draft without the block or the part that begins at line `at`; false if that is no shorter than the best. */
static bool leave_out(struct pq_mutator *m, size_t at)
{
	struct pq_trim *trim = &m->trim;
	struct pq_view first = pq_view_slice(pq_view(trim->best, trim->best_len), 0, 17);
	struct pq_buf out = { trim->out, 0, sizeof(trim->out), false };

	m->spare = trim->draft;
	pq_draft_remove(&m->spare, at, m->spare.lines[at].part ? 1 : pq_draft_end_of(&m->spare, at) - at);
	print(&m->spare, pq_view_is(first, "pratique-scenario"), &out);
	trim->out_len = out.len;
	return pq_buf_ok(&out) && out.len < trim->best_len && m->spare.count > 0;
}

size_t pq_trim_step(struct pq_mutator *m, const uint8_t **bytes)
{
	struct pq_trim *trim = &m->trim;

	while (trim->at > 0) {
		trim->at--;
		trim->done++;
		if (leave_out(m, trim->at)) {
			*bytes = trim->out;
			return trim->out_len;
		}
	}
	return 0;
}

size_t pq_trim_took(struct pq_mutator *m, bool took)
{
	struct pq_trim *trim = &m->trim;

	if (took) {
		trim->draft = m->spare;
		trim->best_len = trim->out_len;
		memcpy(trim->best, trim->out, trim->out_len);
	}
	return trim->done;
}

size_t pq_trim_best(const struct pq_mutator *m, const uint8_t **bytes)
{
	*bytes = m->trim.best;
	return m->trim.best_len;
}

/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "result/baseline_rows.h"

static bool add_row(struct pq_baseline *baseline, struct pq_row *row)
{
	struct pq_result_accepted *entry = pq_result_add_accepted(baseline->result);

	if (!entry)
		return false;
	row->index = baseline->result->accepted_count;
	entry->what = pq_result_text(baseline->result, row->what);
	entry->reason = pq_result_text(baseline->result, row->reason);
	entry->expires = pq_result_text(baseline->result, row->until);
	entry->line = (uint32_t)row->line;
	entry->expired = pq_row_is_expired(row, baseline->today);
	return entry->what && entry->reason && entry->expires;
}

/* Whether the row is about what this side looks at. */
static bool is_of_side(const struct pq_baseline *baseline, const struct pq_row *row)
{
	return row->kind != PQ_ROW_TESTED && row->kind != PQ_ROW_VERDICT &&
	       pq_row_is_of_lists(row->kind) == baseline->of_lists && !pq_view_is(row->suite, PQ_ROW_WATCH);
}

static bool add_rows(struct pq_baseline *baseline)
{
	for (size_t i = 0; i < baseline->count; i++) {
		struct pq_row *row = &baseline->rows[i];

		if (is_of_side(baseline, row) && !add_row(baseline, row))
			return false;
	}
	return true;
}

enum pq_err pq_baseline_open(struct pq_baseline *baseline, struct pq_view text, struct pq_diag *diag)
{
	enum pq_err err = PQ_ERR_NO_SPACE;
	struct pq_buf pool;

	baseline->bytes = malloc(PQ_MAX_BASELINE_BYTES);
	baseline->rows = calloc(PQ_MAX_BASELINE_ROWS, sizeof(*baseline->rows));
	if (baseline->bytes && baseline->rows) {
		pq_buf_init(&pool, baseline->bytes, PQ_MAX_BASELINE_BYTES);
		err = pq_rows_read(text, baseline->rows, &baseline->count, &pool, diag);
		if (!err && !add_rows(baseline))
			err = PQ_ERR_NO_SPACE;
	}
	if (err)
		pq_baseline_close(baseline);
	return err;
}

void pq_baseline_close(struct pq_baseline *baseline)
{
	free(baseline->rows);
	free(baseline->bytes);
	baseline->rows = NULL;
	baseline->bytes = NULL;
}

size_t pq_baseline_use(struct pq_baseline *baseline, const struct pq_row *row)
{
	struct pq_result_accepted *entry = &baseline->result->accepted[row->index - 1];

	if (entry->expired)
		return 0;
	entry->used = true;
	return row->index;
}

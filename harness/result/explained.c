/* SPDX-License-Identifier: MIT */
#include "result/explained.h"

#include <stdlib.h>

#include "result/baseline_rows.h"

static void take(struct pq_explained *explained, const struct pq_row *row, const char *today)
{
	explained->rows[explained->count++] = (struct pq_explanation){
		.line = row->line,
		.subject = row->subject,
		.scenario = row->name,
		.verdict = row->verdict,
		.what = row->what,
		.until = row->until,
		.reason = row->reason,
		.expired = pq_row_is_expired(row, today),
	};
}

enum pq_err pq_explained_open(struct pq_explained *explained, struct pq_view text, const char *today,
			      struct pq_diag *diag)
{
	struct pq_row *rows = calloc(PQ_MAX_BASELINE_ROWS, sizeof(*rows));
	size_t count = 0;
	struct pq_buf pool;
	enum pq_err err;

	*explained = (struct pq_explained){ .rows = calloc(PQ_MAX_BASELINE_ROWS, sizeof(*explained->rows)),
					    .bytes = malloc(PQ_MAX_BASELINE_BYTES) };
	if (!rows || !explained->rows || !explained->bytes) {
		err = pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "enough memory for a baseline");
	} else {
		pq_buf_init(&pool, explained->bytes, PQ_MAX_BASELINE_BYTES);
		err = pq_rows_read(text, rows, &count, &pool, diag);
	}
	for (size_t i = 0; !err && i < count; i++)
		if (rows[i].kind == PQ_ROW_VERDICT)
			take(explained, &rows[i], today);
	free(rows);
	if (err)
		pq_explained_close(explained);
	return err;
}

void pq_explained_close(struct pq_explained *explained)
{
	free(explained->rows);
	free(explained->bytes);
	*explained = (struct pq_explained){ .rows = NULL };
}

const struct pq_explanation *pq_explained_find(struct pq_explained *explained, const char *subject,
					       const char *scenario, const char *verdict)
{
	const struct pq_explanation *found = NULL;

	for (size_t i = 0; i < explained->count; i++) {
		struct pq_explanation *row = &explained->rows[i];

		if (row->expired || !pq_view_is(row->verdict, verdict) || !pq_row_names(row->subject, subject) ||
		    !pq_row_names(row->scenario, scenario))
			continue;
		row->used = true;
		found = found ? found : row;
	}
	return found;
}

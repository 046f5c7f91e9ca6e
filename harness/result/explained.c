/* SPDX-License-Identifier: MIT */
#include "result/explained.h"

#include <stdlib.h>

#include "result/baseline_rows.h"

static void take(struct pq_explained *explained, const struct pq_row *row, const char *file, const char *today)
{
	explained->rows[explained->count++] = (struct pq_explanation){
		.file = file,
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

/* Room for that many more rows; false if memory is short. */
static bool grow(struct pq_explained *explained, size_t more)
{
	struct pq_explanation *rows = realloc(explained->rows, (explained->count + more + 1) * sizeof(*rows));

	explained->rows = rows ? rows : explained->rows;
	return rows != NULL;
}

enum pq_err pq_explained_add(struct pq_explained *explained, const char *file, struct pq_view text, const char *today,
			     struct pq_diag *diag)
{
	struct pq_row *rows = calloc(PQ_MAX_BASELINE_ROWS, sizeof(*rows));
	unsigned char *bytes = malloc(PQ_MAX_BASELINE_BYTES);
	size_t count = 0;
	struct pq_buf pool;
	enum pq_err err = PQ_ERR_OK;

	if (explained->file_count == PQ_MAX_EXPLAINED_FILES)
		err = pq_diag_set(diag, PQ_ERR_LIMIT, 0, 0, "at most 8 files (PQ_MAX_EXPLAINED_FILES)");
	else if (!rows || !bytes)
		err = pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "enough memory for a baseline");
	if (!err) {
		pq_buf_init(&pool, bytes, PQ_MAX_BASELINE_BYTES);
		err = pq_rows_read(text, rows, &count, &pool, diag);
	}
	if (!err && !grow(explained, count))
		err = pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "enough memory for a baseline");
	for (size_t i = 0; !err && i < count; i++)
		if (rows[i].kind == PQ_ROW_VERDICT)
			take(explained, &rows[i], file, today);
	if (err)
		free(bytes);
	else
		explained->bytes[explained->file_count++] = bytes;
	free(rows);
	return err;
}

void pq_explained_close(struct pq_explained *explained)
{
	free(explained->rows);
	for (size_t i = 0; i < explained->file_count; i++)
		free(explained->bytes[i]);
	*explained = (struct pq_explained){ .rows = NULL };
}

bool pq_explanation_is_about(const struct pq_explanation *row, const char *subject, const char *scenario)
{
	return pq_row_names(row->subject, subject) && pq_row_names(row->scenario, scenario);
}

const struct pq_explanation *pq_explained_find(struct pq_explained *explained, const char *subject,
					       const char *scenario, const char *verdict)
{
	const struct pq_explanation *found = NULL;

	for (size_t i = 0; i < explained->count; i++) {
		struct pq_explanation *row = &explained->rows[i];

		if (row->expired || !pq_view_is(row->verdict, verdict) ||
		    !pq_explanation_is_about(row, subject, scenario))
			continue;
		row->used = true;
		found = found ? found : row;
	}
	return found;
}

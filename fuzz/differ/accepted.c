/* SPDX-License-Identifier: MIT */
/* A file of rows as a baseline has them. There is no clock in a fuzz target: no row expires. */
#include <stdio.h>
#include <stdlib.h>

#include "common/environment.h"
#include "common/target.h"
#include "differ/explain.h"
#include "result/baseline_rows.h"

static struct pq_row *rows;
static size_t row_count;

static _Noreturn void cannot(const char *path, const char *why)
{
	char text[1024];

	snprintf(text, sizeof(text), "%.400s: %.500s", path, why);
	pq_fuzz_cannot(text);
}

/* All of it, which stays. */
static struct pq_view read_all(const char *path)
{
	FILE *file = fopen(path, "rb");
	unsigned char *bytes = malloc(PQ_MAX_BASELINE_BYTES);
	size_t len;

	if (!file || !bytes)
		cannot(path, "it cannot be read");
	len = fread(bytes, 1, PQ_MAX_BASELINE_BYTES, file);
	if (ferror(file) || len == PQ_MAX_BASELINE_BYTES)
		cannot(path, "it cannot be read, or is longer than PQ_MAX_BASELINE_BYTES");
	fclose(file);
	return pq_view(bytes, len);
}

void pq_accepted_open(void)
{
	const char *path = getenv(PQ_ACCEPT_ENV);
	unsigned char *storage;
	struct pq_diag diag = { .line = 0 };
	struct pq_buf pool;
	char why[700];

	if (!path || !*path)
		return;
	rows = calloc(PQ_MAX_BASELINE_ROWS, sizeof(*rows));
	storage = malloc(PQ_MAX_BASELINE_BYTES);
	if (!rows || !storage)
		cannot(path, "memory is short");
	pq_buf_init(&pool, storage, PQ_MAX_BASELINE_BYTES);
	if (pq_rows_read(read_all(path), rows, &row_count, &pool, &diag) == PQ_ERR_OK)
		return;
	snprintf(why, sizeof(why), "line %zu column %zu: expected %.500s", diag.line, diag.column, diag.expected);
	cannot(path, why);
}

bool pq_accepted(const char *target, const char *what, const char *place)
{
	char text[512];

	snprintf(text, sizeof(text), "%s %s %s", target, what, place);
	for (size_t i = 0; i < row_count; i++)
		if (rows[i].kind == PQ_ROW_VIOLATION && pq_view_is(rows[i].suite, PQ_ROW_WATCH) &&
		    pq_row_names(rows[i].name, text))
			return true;
	return false;
}

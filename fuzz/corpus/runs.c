/* SPDX-License-Identifier: MIT */
#include "corpus/runs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "campaign/history.h"

/* The whole text of OUT/history; empty if there is none. NULL if it cannot be read. To be freed. */
static char *read_history(const char *out, size_t *len)
{
	char path[PQ_STORE_PATH];
	char *text = NULL;
	FILE *memory = open_memstream(&text, len);
	FILE *file;
	int c;

	pq_store_path(path, "%s/history", out);
	file = pq_store_open(path);
	if (memory && (file || errno == ENOENT)) {
		while (file && (c = fgetc(file)) != EOF)
			fputc(c, memory);
		if (fclose(memory) != 0) {
			free(text);
			text = NULL;
		}
	} else if (memory) {
		fclose(memory);
		free(text);
		text = NULL;
	}
	if (file)
		fclose(file);
	return text;
}

static struct pq_view line_at(struct pq_view text, size_t at)
{
	size_t end = pq_view_find(text, '\n', at);

	return pq_view_slice(text, at, end < text.len ? end + 1 : end);
}

static bool begins_run(struct pq_view line)
{
	return pq_view_starts(line, pq_view_str("begin "));
}

static bool has_line(struct pq_view text, struct pq_view wanted)
{
	for (size_t at = 0; at < text.len; at += line_at(text, at).len)
		if (pq_view_eq(line_at(text, at), wanted))
			return true;
	return false;
}

/* A run is told of from its first line on to the next run's, and is known by that line. */
static void add_runs(FILE *out, struct pq_view there, struct pq_view from)
{
	bool wanted = false;

	for (size_t at = 0; at < from.len; at += line_at(from, at).len) {
		struct pq_view line = line_at(from, at);

		if (begins_run(line))
			wanted = !has_line(there, line);
		if (!wanted)
			continue;
		fwrite(line.data, 1, line.len, out);
		if (line.data[line.len - 1] != '\n')
			fputc('\n', out);
	}
}

static bool write_history(const char *into, struct pq_view there, struct pq_view from)
{
	char path[PQ_STORE_PATH];
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	bool written;

	if (!out)
		return false;
	if (there.len == 0)
		fputs(PQ_HISTORY_HEAD, out);
	fwrite(there.data, 1, there.len, out);
	if (there.len > 0 && there.data[there.len - 1] != '\n')
		fputc('\n', out);
	add_runs(out, there, from);
	pq_store_path(path, "%s/history", into);
	written = fclose(out) == 0 && pq_store_replace(path, pq_view(text, len)) == 0;
	free(text);
	return written;
}

bool pq_runs_take(const char *into, const char *from, char why[static PQ_RUNS_WHY])
{
	size_t there_len = 0, from_len = 0;
	char *there = read_history(into, &there_len);
	char *text = read_history(from, &from_len);
	bool taken = there && text;

	if (!taken)
		snprintf(why, PQ_RUNS_WHY, "%s/history: it cannot be read", there ? from : into);
	else if (from_len > 0)
		taken = write_history(into, pq_view(there, there_len), pq_view(text, from_len));
	if (!taken && there && text)
		snprintf(why, PQ_RUNS_WHY, "%s/history: %s", into, strerror(errno));
	free(there);
	free(text);
	return taken;
}

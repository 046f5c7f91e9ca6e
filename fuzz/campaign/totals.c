/* SPDX-License-Identifier: MIT */
#include "campaign/totals.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "campaign/engine.h"
#include "system/clock.h"

#define LINE_ROOM 320 /* of a row: names, and numbers of 20 digits */
#define TEXT_MAX ((PQ_TOTALS_ROWS + 3) * LINE_ROOM)

static const char head[] = "pratique-totals 1";
static const char columns[] = "# folder target engine turns cpu_ms wall_ms executions reached dials mutated edges\n";

static int compare(const struct pq_totals_row *a, const struct pq_totals_row *b)
{
	int names = strcmp(a->target, b->target);

	if (a->folder != b->folder)
		return a->folder < b->folder ? -1 : 1;
	return names ? names : (int)a->engine - (int)b->engine;
}

/* The row with that key, made with zeros in its place if there is none; NULL without memory. */
static struct pq_totals_row *row_of(struct pq_totals *totals, const struct pq_totals_row *key)
{
	struct pq_totals_row *rows;
	size_t at = 0;

	while (at < totals->count && compare(&totals->rows[at], key) < 0)
		at++;
	if (at < totals->count && compare(&totals->rows[at], key) == 0)
		return &totals->rows[at];
	rows = totals->count < PQ_TOTALS_ROWS ? realloc(totals->rows, (totals->count + 1) * sizeof(*rows)) : NULL;
	if (!rows)
		return NULL;
	memmove(&rows[at + 1], &rows[at], (totals->count - at) * sizeof(*rows));
	rows[at] = *key;
	memset(&rows[at].total, 0, sizeof(rows[at].total));
	totals->rows = rows;
	totals->count++;
	return &rows[at];
}

static void raise_to(uint64_t *number, uint64_t other)
{
	if (other > *number)
		*number = other;
}

static void add(struct pq_total *sum, const struct pq_total *more)
{
	sum->turns += more->turns;
	sum->cpu_ms += more->cpu_ms;
	sum->wall_ms += more->wall_ms;
	sum->executions += more->executions;
	sum->reached += more->reached;
	sum->dials += more->dials;
	sum->mutated += more->mutated;
	raise_to(&sum->edges, more->edges);
}

/* Numbers of a folder only grow, so of two states of it the larger numbers are the later ones. */
static void later(struct pq_total *total, const struct pq_total *other)
{
	raise_to(&total->turns, other->turns);
	raise_to(&total->cpu_ms, other->cpu_ms);
	raise_to(&total->wall_ms, other->wall_ms);
	raise_to(&total->executions, other->executions);
	raise_to(&total->reached, other->reached);
	raise_to(&total->dials, other->dials);
	raise_to(&total->mutated, other->mutated);
	raise_to(&total->edges, other->edges);
}

static uint64_t new_id(void)
{
	uint64_t id = 0;

	if (getrandom(&id, sizeof(id), 0) != (ssize_t)sizeof(id))
		id = pq_clock_ms() << 20 ^ (uint64_t)getpid();
	return id ? id : 1;
}

bool pq_totals_add(struct pq_totals *totals, const char *target, enum pq_campaign_engine engine,
		   const struct pq_total *more)
{
	struct pq_totals_row key = { .engine = engine };
	struct pq_totals_row *row;

	if (totals->folder == 0)
		totals->folder = new_id();
	key.folder = totals->folder;
	snprintf(key.target, sizeof(key.target), "%s", target);
	row = row_of(totals, &key);
	if (row)
		add(&row->total, more);
	return row != NULL;
}

bool pq_totals_merge(struct pq_totals *totals, const struct pq_totals *other)
{
	for (size_t i = 0; i < other->count; i++) {
		struct pq_totals_row *row = row_of(totals, &other->rows[i]);

		if (!row)
			return false;
		later(&row->total, &other->rows[i].total);
	}
	return true;
}

struct pq_total pq_totals_sum(const struct pq_totals *totals, const char *target, enum pq_campaign_engine engine)
{
	struct pq_total sum = { 0 };

	for (size_t i = 0; i < totals->count; i++) {
		const struct pq_totals_row *row = &totals->rows[i];

		if ((!target || strcmp(row->target, target) == 0) &&
		    (engine == PQ_ENGINE_COUNT || row->engine == engine))
			add(&sum, &row->total);
	}
	return sum;
}

/* Widths are one below those of the arrays that they fill. */
static bool parse_row(struct pq_totals *totals, const char *line)
{
	struct pq_totals_row read = { .target = "" };
	struct pq_total *total = &read.total;
	struct pq_totals_row *row;
	char engine[16];
	int end = 0;

	if (strchr(line, '-') || /* a number with a sign */
	    sscanf(line,
		   "%16" SCNx64 " %31s %15s %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64
		   " %" SCNu64 " %" SCNu64 "%n",
		   &read.folder, read.target, engine, &total->turns, &total->cpu_ms, &total->wall_ms,
		   &total->executions, &total->reached, &total->dials, &total->mutated, &total->edges, &end) != 11 ||
	    line[end] != '\0' || read.folder == 0)
		return false;
	read.engine = pq_engine_find(engine);
	if (read.engine == PQ_ENGINE_COUNT)
		return false;
	row = row_of(totals, &read);
	if (row)
		later(&row->total, total);
	return row != NULL;
}

static bool parse_line(struct pq_totals *totals, const char *line, size_t number)
{
	int end = 0;

	if (number == 1)
		return strcmp(line, head) == 0;
	if (number == 2)
		return sscanf(line, "folder %16" SCNx64 "%n", &totals->folder, &end) == 1 && line[end] == '\0' &&
		       totals->folder != 0;
	return line[0] == '#' || parse_row(totals, line);
}

size_t pq_totals_parse(struct pq_totals *totals, struct pq_view text)
{
	size_t number = 0;

	memset(totals, 0, sizeof(*totals));
	while (text.len > 0 || number < 2) {
		size_t len = pq_view_find(text, '\n', 0);
		char line[LINE_ROOM];

		number++;
		if (len < text.len && len < sizeof(line)) {
			memcpy(line, text.data, len);
			line[len] = '\0';
		}
		if (len >= text.len || len >= sizeof(line) || !parse_line(totals, line, number)) {
			pq_totals_free(totals);
			return number;
		}
		text = pq_view_from(text, len + 1);
	}
	return 0;
}

static bool parse_file(struct pq_totals *totals, const char *path, char why[static PQ_TOTALS_WHY])
{
	unsigned char *storage = malloc(TEXT_MAX);
	struct pq_buf text;
	bool read = false;
	size_t wrong = 0;

	if (storage) {
		pq_buf_init(&text, storage, TEXT_MAX);
		read = pq_store_read_tail(path, &text) && pq_buf_room(&text) > 0;
	}
	if (read)
		wrong = pq_totals_parse(totals, pq_buf_view(&text));
	free(storage);
	if (!read)
		snprintf(why, PQ_TOTALS_WHY, "%s: it cannot be read, or is too long", path);
	else if (wrong)
		snprintf(why, PQ_TOTALS_WHY, "%s:%zu: this is no line of '%s'", path, wrong, head);
	return read && wrong == 0;
}

bool pq_totals_read(struct pq_totals *totals, const char *out, char why[static PQ_TOTALS_WHY])
{
	char path[PQ_STORE_PATH];
	struct stat info;

	memset(totals, 0, sizeof(*totals));
	pq_store_path(path, "%s/totals", out);
	if (stat(path, &info) != 0 && (errno == ENOENT || errno == ENOTDIR))
		return true;
	return parse_file(totals, path, why);
}

static void print(const struct pq_totals *totals, struct pq_buf *out)
{
	char line[LINE_ROOM];

	snprintf(line, sizeof(line), "%s\nfolder %016" PRIx64 "\n", head, totals->folder);
	pq_buf_add_str(out, line);
	pq_buf_add_str(out, columns);
	for (size_t i = 0; i < totals->count; i++) {
		const struct pq_totals_row *row = &totals->rows[i];
		const struct pq_total *total = &row->total;

		snprintf(line, sizeof(line),
			 "%016" PRIx64 " %s %s %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
			 " %" PRIu64 " %" PRIu64 "\n",
			 row->folder, row->target, pq_engine_name(row->engine), total->turns, total->cpu_ms,
			 total->wall_ms, total->executions, total->reached, total->dials, total->mutated, total->edges);
		pq_buf_add_str(out, line);
	}
}

int pq_totals_write(struct pq_totals *totals, const char *out)
{
	size_t room = (totals->count + 3) * LINE_ROOM;
	unsigned char *storage = malloc(room);
	char path[PQ_STORE_PATH];
	struct pq_buf text;
	int result, why;

	if (!storage)
		return -1;
	if (totals->folder == 0)
		totals->folder = new_id();
	pq_store_path(path, "%s/totals", out);
	pq_buf_init(&text, storage, room);
	print(totals, &text);
	result = pq_store_replace(path, pq_buf_view(&text));
	why = errno;
	free(storage);
	errno = why;
	return result;
}

bool pq_totals_copy(struct pq_totals *to, const struct pq_totals *from)
{
	struct pq_totals copy = { .folder = from->folder };

	copy.rows = malloc((from->count + 1) * sizeof(*copy.rows));
	if (!copy.rows)
		return false;
	if (from->count > 0)
		memcpy(copy.rows, from->rows, from->count * sizeof(*copy.rows));
	copy.count = from->count;
	*to = copy;
	return true;
}

void pq_totals_free(struct pq_totals *totals)
{
	free(totals->rows);
	memset(totals, 0, sizeof(*totals));
}

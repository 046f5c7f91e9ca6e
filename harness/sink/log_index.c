/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "base/text.h"
#include "sink/log_parts.h"

/*
 * One file while it is read.
 * rows:      1 + index of the row with that number; 0: none
 * first_row: rows before it are another file's
 */
struct reading {
	struct pq_log *log;
	uint64_t time_ms;
	size_t *rows;
	size_t row_cap;
	size_t first_row;
};

static struct pq_view take_word(struct pq_view *line)
{
	size_t end = pq_view_find(*line, ' ', 0);
	struct pq_view word = pq_view_slice(*line, 0, end);

	*line = pq_view_from(*line, end + 1);
	return word;
}

static bool take_number(struct pq_view *line, uint64_t max, uint64_t *out)
{
	return pq_ascii_decimal(take_word(line), max, out);
}

/* Bytes that a quoted string stands for, from behind its first quote; *at then lies behind the last one. */
static uint64_t string_len(struct pq_view text, size_t *at)
{
	uint64_t len = 0;

	while (*at < text.len && text.data[*at] != '"') {
		if (text.data[*at] == '\\')
			*at += *at + 1 < text.len && text.data[*at + 1] == 'x' ? 4 : 2;
		else
			(*at)++;
		len++;
	}
	(*at)++;
	return len;
}

/* Bytes that an argument stands for: strings, and "fill N" before one, joined by " + ". */
static uint64_t argument_len(struct pq_view text)
{
	static const struct pq_view fill = PQ_VIEW("fill ");
	uint64_t len = 0, times = 1;
	size_t at = 0;

	while (at < text.len) {
		struct pq_view rest = pq_view_from(text, at);

		if (text.data[at] == '"') {
			at++;
			len += times * string_len(text, &at);
			times = 1;
		} else if (pq_view_starts(rest, fill)) {
			rest = pq_view_from(rest, fill.len);
			if (!take_number(&rest, UINT32_MAX, &times))
				times = 1;
			at = text.len - rest.len;
		} else {
			at++;
		}
	}
	return len;
}

/* Decodes an argument into storage of the log; empty if that fails. */
static struct pq_view decode(struct pq_log *log, struct pq_view text)
{
	struct pq_view out = { NULL, 0 };
	void **pieces = pq_log_grow(log->pieces, log->piece_count, &log->piece_cap, sizeof(void *));
	struct pq_text reader;
	struct pq_buf pool;
	void *piece;

	if (!pieces)
		return out;
	log->pieces = pieces;
	piece = malloc(text.len + 1);
	if (!piece)
		return out;
	log->pieces[log->piece_count++] = piece;
	pq_buf_init(&pool, piece, text.len);
	pq_text_init(&reader, text, &pool, NULL);
	reader.copy = true;
	if (pq_text_bytes(&reader, "a name", &out))
		out = pq_view(NULL, 0);
	return out;
}

/* Remembers which row has a number. */
static bool set_row(struct reading *reading, uint64_t number, size_t row)
{
	while (number >= reading->row_cap) {
		size_t before = reading->row_cap;
		size_t *rows = pq_log_grow(reading->rows, before, &reading->row_cap, sizeof(size_t));

		if (!rows)
			return false;
		reading->rows = rows;
		memset(reading->rows + before, 0, (reading->row_cap - before) * sizeof(size_t));
	}
	reading->rows[number] = row + 1;
	return true;
}

static struct pq_log_row *row_of(const struct reading *reading, uint64_t number)
{
	if (number >= reading->row_cap || reading->rows[number] <= reading->first_row)
		return NULL;
	return &reading->log->rows[reading->rows[number] - 1];
}

/* "dial CONN tcp|udp ADDRESS|- PORT ok" */
static bool read_dial(struct reading *reading, struct pq_view line, uint64_t number)
{
	struct pq_log *log = reading->log;
	struct pq_log_row *rows = pq_log_grow(log->rows, log->row_count, &log->row_cap, sizeof(*rows));
	struct pq_log_row row = { .first = SIZE_MAX, .last = SIZE_MAX };
	uint64_t port = 0;

	if (!rows)
		return false;
	log->rows = rows;
	row.conn.conn = (uint32_t)number;
	row.conn.time_ms = reading->time_ms;
	row.conn.transport = pq_view_is(take_word(&line), "udp") ? PQ_TRANSPORT_UDP : PQ_TRANSPORT_TCP;
	pq_address_parse(take_word(&line), &row.conn.address);
	take_number(&line, 65535, &port);
	row.conn.port = (uint16_t)port;
	log->rows[log->row_count] = row;
	return set_row(reading, number, log->row_count++);
}

static bool add_line(struct pq_log *log, struct pq_log_row *row, struct pq_view line)
{
	struct pq_log_line *lines = pq_log_grow(log->lines, log->line_count, &log->line_cap, sizeof(*lines));

	if (!lines)
		return false;
	log->lines = lines;
	log->lines[log->line_count] = (struct pq_log_line){ line.data, line.len, SIZE_MAX };
	if (row->first == SIZE_MAX)
		row->first = log->line_count;
	else
		log->lines[row->last].next = log->line_count;
	row->last = log->line_count++;
	return true;
}

static bool read_look_up(struct pq_log *log, struct pq_view line)
{
	struct pq_view *look_ups = pq_log_grow(log->look_ups, log->look_up_count, &log->look_up_cap, sizeof(*look_ups));

	if (!look_ups)
		return false;
	log->look_ups = look_ups;
	log->look_ups[log->look_up_count++] = decode(log, line);
	return true;
}

/* "# connection CONN: ..." */
static bool read_comment(struct reading *reading, struct pq_view line, struct pq_view whole)
{
	struct pq_view word = pq_view_is(take_word(&line), "connection") ? take_word(&line) : pq_view(NULL, 0);
	struct pq_log_row *row;
	uint64_t number;

	if (word.len == 0 || !pq_ascii_decimal(pq_view_slice(word, 0, word.len - 1), UINT32_MAX, &number))
		return true;
	row = row_of(reading, number);
	return !row || add_line(reading->log, row, whole);
}

/* A line without its end; `whole` has it. */
static bool read_line(struct reading *reading, struct pq_view line, struct pq_view whole)
{
	struct pq_view word = take_word(&line);
	struct pq_log_row *row;
	uint64_t number;

	if (pq_view_is(word, "resolve"))
		return read_look_up(reading->log, line);
	if (pq_view_is(word, "time")) {
		take_number(&line, UINT64_MAX / 2, &reading->time_ms);
		return true;
	}
	if (pq_view_is(word, "#"))
		return read_comment(reading, line, whole);
	if (!take_number(&line, UINT32_MAX, &number))
		return true;
	if (pq_view_is(word, "dial") && !read_dial(reading, line, number))
		return false;
	row = row_of(reading, number);
	if (!row)
		return true;
	if (pq_view_is(word, "send"))
		row->conn.sent += argument_len(line);
	else if (pq_view_is(word, "receive"))
		row->conn.received += argument_len(line);
	else if (pq_view_is(word, "tls"))
		row->conn.name = decode(reading->log, line);
	return add_line(reading->log, row, whole);
}

static bool read_file(struct reading *reading, struct pq_view text)
{
	size_t at = 0;

	reading->time_ms = 0;
	reading->first_row = reading->log->row_count;
	while (at < text.len) {
		size_t end = pq_view_find(text, '\n', at);

		if (end == text.len)
			return true;
		if (!read_line(reading, pq_view_slice(text, at, end), pq_view_slice(text, at, end + 1)))
			return false;
		at = end + 1;
	}
	return true;
}

static int by_time(const void *a, const void *b)
{
	const struct pq_log_conn *one = &((const struct pq_log_row *)a)->conn;
	const struct pq_log_conn *two = &((const struct pq_log_row *)b)->conn;

	if (one->time_ms != two->time_ms)
		return one->time_ms < two->time_ms ? -1 : 1;
	return one->conn < two->conn ? -1 : one->conn > two->conn;
}

static int compare_pairs(const void *a, const void *b)
{
	const size_t *one = a, *two = b;

	return *one < *two ? -1 : *one > *two;
}

size_t pq_log_bucket(const struct pq_log *log, const struct pq_address *address)
{
	uint32_t hash = 2166136261u ^ address->family;

	for (size_t i = 0; i < sizeof(address->bytes); i++)
		hash = (hash ^ address->bytes[i]) * 16777619u;
	return hash % log->bucket_count;
}

/* Rows are entered from the last to the first, so that each chain ends up in their order. */
static void chain_addresses(struct pq_log *log)
{
	for (size_t i = 0; i < log->bucket_count; i++)
		log->buckets[i] = log->row_count;
	for (size_t i = log->row_count; i-- > 0;) {
		struct pq_log_row *row = &log->rows[i];
		size_t *link = &log->buckets[pq_log_bucket(log, &row->conn.address)];

		while (*link < log->row_count && !pq_address_eq(&log->rows[*link].conn.address, &row->conn.address))
			link = &log->rows[*link].chain;
		row->next = *link;
		row->chain = *link < log->row_count ? log->rows[*link].chain : log->row_count;
		*link = i;
	}
}

/* Numbers are 32 bits, so number and index fit one key where size_t has 64. */
static bool sort_numbers(struct pq_log *log)
{
	static_assert(sizeof(size_t) == 8, "number and index in one key");
	log->by_number = calloc(log->row_count + 1, sizeof(size_t));
	if (!log->by_number)
		return false;
	for (size_t i = 0; i < log->row_count; i++)
		log->by_number[i] = (size_t)log->rows[i].conn.conn << 32 | i;
	qsort(log->by_number, log->row_count, sizeof(size_t), compare_pairs);
	for (size_t i = 0; i < log->row_count; i++)
		log->by_number[i] &= UINT32_MAX;
	return true;
}

bool pq_log_index(struct pq_log *log)
{
	struct reading reading = { .log = log };
	bool done = true;

	for (size_t i = 0; i < log->file_count && done; i++)
		done = read_file(&reading, pq_view(log->files[i].data, log->files[i].len));
	free(reading.rows);
	if (!done)
		return false;
	if (log->row_count > 0)
		qsort(log->rows, log->row_count, sizeof(*log->rows), by_time);
	log->bucket_count = log->row_count * 2 + 1;
	log->buckets = calloc(log->bucket_count, sizeof(size_t));
	if (!log->buckets)
		return false;
	chain_addresses(log);
	return sort_numbers(log);
}

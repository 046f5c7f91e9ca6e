/* SPDX-License-Identifier: MIT */
/* What a log is inside: rows, their lines, and the ways to find them. */
#ifndef PQ_SINK_LOG_PARTS_H
#define PQ_SINK_LOG_PARTS_H

#include "sink/log.h"

struct pq_log_file {
	void *data;
	size_t len;
};

/* A line with its end; next: index of the same connection's next one, SIZE_MAX behind the last. */
struct pq_log_line {
	const unsigned char *data;
	size_t len;
	size_t next;
};

/*
 * first, last: its lines
 * next:        the next row with the same address; chain: the next one of the same bucket with another address, from
 *              the first of each address; both the number of rows behind the last
 */
struct pq_log_row {
	struct pq_log_conn conn;
	size_t first;
	size_t last;
	size_t next;
	size_t chain;
};

/*
 * by_number: indices of rows in the order of their numbers
 * pieces:    storage of decoded names
 */
struct pq_log {
	struct pq_log_file *files;
	size_t file_count;
	size_t file_cap;
	struct pq_log_row *rows;
	size_t row_count;
	size_t row_cap;
	struct pq_log_line *lines;
	size_t line_count;
	size_t line_cap;
	struct pq_view *look_ups;
	size_t look_up_count;
	size_t look_up_cap;
	void **pieces;
	size_t piece_count;
	size_t piece_cap;
	size_t *buckets;
	size_t bucket_count;
	size_t *by_number;
};

/* The array, with room for one more entry of that size; NULL without memory, and the array is as before then. */
void *pq_log_grow(void *array, size_t count, size_t *cap, size_t size);

/* Reads all files and fills everything; false without memory. */
bool pq_log_index(struct pq_log *log);

size_t pq_log_bucket(const struct pq_log *log, const struct pq_address *address);

#endif

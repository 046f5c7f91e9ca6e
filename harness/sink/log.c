/* SPDX-License-Identifier: MIT */
/*
 * Files are mapped and read line by line once; each line of a connection is a
 * link of its chain, each connection one of its address's. A last line without
 * its end, left by a writer that was killed, is passed over.
 */
#include "sink/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sink/log_parts.h"

void pq_log_close(struct pq_log *log)
{
	if (!log)
		return;
	for (size_t i = 0; i < log->file_count; i++)
		if (log->files[i].len > 0)
			munmap(log->files[i].data, log->files[i].len);
	for (size_t i = 0; i < log->piece_count; i++)
		free(log->pieces[i]);
	free(log->pieces);
	free(log->files);
	free(log->rows);
	free(log->lines);
	free(log->look_ups);
	free(log->buckets);
	free(log->by_number);
	free(log);
}

void *pq_log_grow(void *array, size_t count, size_t *cap, size_t size)
{
	size_t wanted = *cap ? *cap * 2 : 64;
	void *grown;

	if (count < *cap)
		return array;
	grown = realloc(array, wanted * size);
	if (grown)
		*cap = wanted;
	return grown;
}

static enum pq_err fail(struct pq_diag *diag, const char *what, const char *path)
{
	char text[512];

	snprintf(text, sizeof(text), "%s, not %.300s (%s)", what, path, strerror(errno));
	return pq_diag_set(diag, PQ_ERR_IO, 0, 0, text);
}

static enum pq_err map_file(struct pq_log *log, const char *path, struct pq_diag *diag)
{
	struct pq_log_file *files = pq_log_grow(log->files, log->file_count, &log->file_cap, sizeof(*files));
	int fd = files ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	struct pq_log_file *file;
	struct stat info;

	log->files = files ? files : log->files;
	if (fd < 0 || fstat(fd, &info)) {
		if (fd >= 0)
			close(fd);
		return fail(diag, "a log that can be read", path);
	}
	file = &log->files[log->file_count++];
	*file = (struct pq_log_file){ .len = (size_t)info.st_size };
	if (file->len > 0) {
		void *data = mmap(NULL, file->len, PROT_READ, MAP_PRIVATE, fd, 0);

		if (data == MAP_FAILED)
			file->len = 0;
		else
			file->data = data;
	}
	close(fd);
	return file->len > 0 || info.st_size == 0 ? PQ_ERR_OK : fail(diag, "a log that can be mapped", path);
}

static bool is_log(const char *name)
{
	struct pq_view text = pq_view_str(name);
	static const struct pq_view prefix = PQ_VIEW("sink-"), suffix = PQ_VIEW(".transcript");

	return text.len > prefix.len + suffix.len && pq_view_starts(text, prefix) &&
	       pq_view_eq(pq_view_from(text, text.len - suffix.len), suffix);
}

static enum pq_err map_all(struct pq_log *log, const char *dir, struct pq_diag *diag)
{
	DIR *folder = opendir(dir);
	enum pq_err err = PQ_ERR_OK;
	struct dirent *entry;
	char path[4096];

	if (!folder)
		return fail(diag, "a folder of logs", dir);
	while (!err && (entry = readdir(folder)) != NULL) {
		if (!is_log(entry->d_name))
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name);
		err = map_file(log, path, diag);
	}
	closedir(folder);
	if (!err && log->file_count == 0) {
		errno = ENOENT;
		return fail(diag, "a folder with logs (sink-*.transcript)", dir);
	}
	return err;
}

enum pq_err pq_log_open(struct pq_log **out, const char *dir, struct pq_diag *diag)
{
	struct pq_log *log = calloc(1, sizeof(*log));
	enum pq_err err = log ? map_all(log, dir, diag) : pq_diag_set(diag, PQ_ERR_IO, 0, 0, "memory");

	if (!err && !pq_log_index(log))
		err = pq_diag_set(diag, PQ_ERR_IO, 0, 0, "memory for a log of that size");
	if (err) {
		pq_log_close(log);
		return err;
	}
	*out = log;
	return PQ_ERR_OK;
}

size_t pq_log_count(const struct pq_log *log)
{
	return log->row_count;
}

const struct pq_log_conn *pq_log_at(const struct pq_log *log, size_t index)
{
	return &log->rows[index].conn;
}

size_t pq_log_to(const struct pq_log *log, const struct pq_address *address, size_t from)
{
	size_t at;

	if (log->row_count == 0)
		return 0;
	if (from > 0 && from <= log->row_count && pq_address_eq(&log->rows[from - 1].conn.address, address))
		return log->rows[from - 1].next;
	at = log->buckets[pq_log_bucket(log, address)];
	while (at < log->row_count && (at < from || !pq_address_eq(&log->rows[at].conn.address, address)))
		at = at < from && pq_address_eq(&log->rows[at].conn.address, address) ? log->rows[at].next
										      : log->rows[at].chain;
	return at < log->row_count ? at : log->row_count;
}

/* Index of the row with that number; the number of rows if there is none. */
static size_t find_row(const struct pq_log *log, uint32_t conn)
{
	size_t low = 0, high = log->row_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (log->rows[log->by_number[middle]].conn.conn < conn)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < log->row_count && log->rows[log->by_number[low]].conn.conn == conn)
		return log->by_number[low];
	return log->row_count;
}

const struct pq_log_conn *pq_log_conn(const struct pq_log *log, uint32_t conn)
{
	size_t row = find_row(log, conn);

	return row < log->row_count ? &log->rows[row].conn : NULL;
}

void pq_log_text(const struct pq_log *log, uint32_t conn, struct pq_buf *out)
{
	size_t row = find_row(log, conn);

	if (row == log->row_count)
		return;
	for (size_t at = log->rows[row].first; at != SIZE_MAX; at = log->lines[at].next)
		pq_buf_add(out, pq_view(log->lines[at].data, log->lines[at].len));
}

bool pq_log_look_up(const struct pq_log *log, size_t index, struct pq_view *host)
{
	if (index >= log->look_up_count)
		return false;
	*host = log->look_ups[index];
	return true;
}

/* SPDX-License-Identifier: MIT */
/* The file is mapped once, with room for as long as it may become, so that what points into it stays where it is. */
#include "play/record.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "play/cuts.h"
#include "sink/sink.h"

#define ROOM ((size_t)(PQ_SINK_MAX_LOG + PQ_SINK_MAX_LOG / 8)) /* the sink goes a little over its maximum */

struct pq_record {
	int fd;
	const char *log;
	struct pq_cuts *cuts;
};

enum pq_err pq_record_open(struct pq_record **out, const char *dir, struct pq_diag *diag)
{
	struct pq_record *record = calloc(1, sizeof(*record));
	char path[PATH_MAX];
	void *log = MAP_FAILED;

	if (!record)
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for a record");
	snprintf(path, sizeof(path), "%s/sink-0.transcript", dir);
	record->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (record->fd >= 0)
		log = mmap(NULL, ROOM, PROT_READ, MAP_SHARED, record->fd, 0);
	record->log = log == MAP_FAILED ? NULL : log;
	record->cuts = pq_cuts_open(pq_view(NULL, 0));
	if (!record->log || !record->cuts) {
		pq_record_close(record);
		return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "a log of the sink");
	}
	*out = record;
	return PQ_ERR_OK;
}

void pq_record_close(struct pq_record *record)
{
	if (!record)
		return;
	pq_cuts_close(record->cuts);
	if (record->log)
		munmap((void *)(uintptr_t)record->log, ROOM);
	if (record->fd >= 0)
		close(record->fd);
	free(record);
}

/* What the sink has written, up to the last line's end. */
static struct pq_view written(const struct pq_record *record)
{
	struct stat status;
	size_t len = 0;

	if (fstat(record->fd, &status) == 0 && status.st_size > 0)
		len = (size_t)status.st_size < ROOM ? (size_t)status.st_size : ROOM;
	while (len > 0 && record->log[len - 1] != '\n')
		len--;
	return pq_view(record->log, len);
}

bool pq_record_piece(struct pq_record *record, uint32_t piece, bool all, struct pq_view *text)
{
	uint32_t next;

	pq_cuts_more(record->cuts, written(record), all);
	while (pq_cuts_next(record->cuts, &next, text))
		if (next == piece)
			return true;
	return false;
}

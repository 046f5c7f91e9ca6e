/* SPDX-License-Identifier: MIT */
/*
 * Writing one process's log: a transcript, gathered in memory and written when
 * the loop would wait, or when the room is full.
 */
#ifndef PQ_SINK_WRITER_H
#define PQ_SINK_WRITER_H

#include <stdint.h>

#include "base/buf.h"
#include "transcript/transcript.h"

#define PQ_WRITER_ROOM (64u << 10)

/*
 * fd:      the file; -1: nothing is written
 * failed:  writing failed once; nothing is written any more
 * written: bytes so far; over PQ_SINK_MAX_LOG only dials and ends of connections are written, a sixteenth more
 * time_ms: of the last "time" line
 */
struct pq_writer {
	int fd;
	bool failed;
	uint64_t written;
	uint64_t time_ms;
	struct pq_buf room;
	unsigned char storage[PQ_WRITER_ROOM];
};

/* Begins a log on an open file, which the writer does not own. */
void pq_writer_init(struct pq_writer *writer, int fd);

/* Writes what was gathered. */
void pq_writer_flush(struct pq_writer *writer);

/* A "time" line, unless the last one says the same. */
void pq_writer_time(struct pq_writer *writer, uint64_t time_ms);

/* One event without bytes: everything but "send" and "receive". */
void pq_writer_event(struct pq_writer *writer, const struct pq_event *event);

/* A "send" or "receive" line of any length. */
void pq_writer_bytes(struct pq_writer *writer, enum pq_event_kind kind, uint32_t conn, struct pq_view bytes);

/* True if something is missing: writing failed, or the log is full. */
bool pq_writer_lost(const struct pq_writer *writer);

/* A comment that tells how many bytes of a connection were left out. */
void pq_writer_left_out(struct pq_writer *writer, uint32_t conn, uint64_t bytes);

#endif

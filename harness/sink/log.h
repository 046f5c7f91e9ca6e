/* SPDX-License-Identifier: MIT */
/*
 * Reading the sink's logs: the files sink-*.transcript of a folder, indexed by
 * connection and destination. Events of one connection stand in one file, in order; "time" events between.
 */
#ifndef PQ_SINK_LOG_H
#define PQ_SINK_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "transcript/transcript.h"

struct pq_log;

/*
 * conn, transport, address, port: as dialled
 * sent:    bytes that the client wrote; received: that it was told
 * time_ms: since the sink began
 * name:    of its TLS handshake; empty if none. Lives as long as the log.
 */
struct pq_log_conn {
	uint32_t conn;
	enum pq_transport transport;
	struct pq_address address;
	uint16_t port;
	uint64_t sent;
	uint64_t received;
	uint64_t time_ms;
	struct pq_view name;
};

/* Maps and indexes what is there now. IO with *diag filled. */
enum pq_err pq_log_open(struct pq_log **out, const char *dir, struct pq_diag *diag);
void pq_log_close(struct pq_log *log);

/* All connections in the order of their arrival. */
size_t pq_log_count(const struct pq_log *log);
const struct pq_log_conn *pq_log_at(const struct pq_log *log, size_t index);

/* Index of the first connection to that address (any port) at or after `from`; pq_log_count() if there is none. */
size_t pq_log_to(const struct pq_log *log, const struct pq_address *address, size_t from);

/* The conn of that number; NULL if there is none. */
const struct pq_log_conn *pq_log_conn(const struct pq_log *log, uint32_t conn);

/* Appends the lines of one connection, as they stand (transcript text without the first line). */
void pq_log_text(const struct pq_log *log, uint32_t conn, struct pq_buf *out);

/* The look-ups ("resolve" events) that were asked for, by index; false beyond the last. */
bool pq_log_look_up(const struct pq_log *log, size_t index, struct pq_view *host);

#endif

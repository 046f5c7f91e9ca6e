/* SPDX-License-Identifier: MIT */
/*
 * One process's event loop: what waits for a descriptor, what waits for a time,
 * and what all connections share.
 */
#ifndef PQ_SINK_LOOP_H
#define PQ_SINK_LOOP_H

#include <stdint.h>

#include "sink/sink.h"
#include "sink/writer.h"

struct pq_loop;
struct pq_conn;
struct pq_packets;
struct pq_tls;

/* A descriptor that is waited for. ready: called with epoll's events. */
struct pq_source {
	int fd;
	void (*ready)(struct pq_loop *loop, struct pq_source *source, uint32_t events);
};

/*
 * A time that is waited for.
 * due_ms: on the loop's clock
 * slot:   1 + its place among the loop's timers; 0: it is not set
 */
struct pq_timer {
	uint64_t due_ms;
	size_t slot;
	void (*due)(struct pq_loop *loop, struct pq_timer *timer);
};

/*
 * now_ms:    since the first process of the sink began; looked at once a turn
 * conns:     all open connections; dead: those to be freed at the end of the turn
 * held:      bytes that all connections hold
 * next_conn: number of the next connection
 * timers:    a heap, the earliest first
 * resolvers: sockets of the name server; packets: what sees other UDP
 * listening: listeners are waited for; not while there is no room for a connection
 * full:      the system has no more descriptors; looked at again after a while
 * told_ms, processor_us: when processor time was last told, and what of it
 * scratch:   what was read last, or what is about to be said
 */
struct pq_loop {
	const struct pq_sink *sink;
	int epoll;
	uint64_t now_ms;
	struct pq_conn *conns;
	struct pq_conn *dead;
	size_t conn_count;
	size_t held;
	uint32_t next_conn;
	struct pq_timer **timers;
	size_t timer_count;
	size_t timer_cap;
	struct pq_source listeners[2];
	size_t listener_count;
	struct pq_source resolvers[2];
	size_t resolver_count;
	struct pq_packets *packets;
	bool listening;
	bool full;
	uint64_t told_ms;
	uint64_t processor_us;
	struct pq_tls *tls;
	struct pq_writer log;
	unsigned char scratch[65536];
};

/* Waits for the events of a source, for other events, no more. False if the kernel refuses. */
bool pq_loop_watch(struct pq_loop *loop, struct pq_source *source, uint32_t events);
bool pq_loop_rewatch(struct pq_loop *loop, struct pq_source *source, uint32_t events);

/* Number of a new connection. */
uint32_t pq_loop_number(struct pq_loop *loop);

/* Sets a timer, or sets it anew; false without memory. Stopping one that is not set is fine. */
bool pq_timer_set(struct pq_loop *loop, struct pq_timer *timer, uint64_t due_ms);
void pq_timer_stop(struct pq_loop *loop, struct pq_timer *timer);

/* Runs all timers that are due; returns how long to wait for the next one, at most limit_ms. */
int pq_timer_run(struct pq_loop *loop, int limit_ms);

/* Opens the listeners; false with errno. */
bool pq_listen_open(struct pq_loop *loop);
void pq_listen_close(struct pq_loop *loop);
/* Begins or ends to take connections, as there is room. */
void pq_listen_adjust(struct pq_loop *loop);

#endif

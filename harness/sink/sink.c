/* SPDX-License-Identifier: MIT */
#include "sink/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "sink/packets.h"
#include "sink/resolver.h"
#include "sink/tls.h"
#include "system/clock.h"

#define EVENTS 512
/* How often the stop flag is looked at, and the processor time is told. */
#define TURN_MS 50

bool pq_loop_watch(struct pq_loop *loop, struct pq_source *source, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = source };

	return epoll_ctl(loop->epoll, EPOLL_CTL_ADD, source->fd, &event) == 0;
}

bool pq_loop_rewatch(struct pq_loop *loop, struct pq_source *source, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = source };

	return epoll_ctl(loop->epoll, EPOLL_CTL_MOD, source->fd, &event) == 0;
}

uint32_t pq_loop_number(struct pq_loop *loop)
{
	uint32_t number = loop->next_conn;

	loop->next_conn += loop->sink->processes;
	return number;
}

/* All processes of a sink count from when the first of them began. */
static void look_at_clock(struct pq_loop *loop)
{
	loop->now_ms = pq_clock_ms() - atomic_load(&loop->sink->counters->begun_ms);
}

static void begin_clock(struct pq_loop *loop)
{
	uint64_t nobody = 0;

	atomic_compare_exchange_strong(&loop->sink->counters->begun_ms, &nobody, pq_clock_ms());
	look_at_clock(loop);
}

/* Adds the processor time since the last call. */
static void tell_processor_time(struct pq_loop *loop)
{
	struct rusage usage;
	uint64_t us;

	if (getrusage(RUSAGE_SELF, &usage))
		return;
	us = ((uint64_t)usage.ru_utime.tv_sec + (uint64_t)usage.ru_stime.tv_sec) * 1000000 +
	     (uint64_t)usage.ru_utime.tv_usec + (uint64_t)usage.ru_stime.tv_usec;
	atomic_fetch_add(&loop->sink->counters->processor_us, us - loop->processor_us);
	loop->processor_us = us;
}

static void tell_loss(struct pq_loop *loop)
{
	if (pq_writer_lost(&loop->log))
		atomic_store(&loop->sink->counters->lost, true);
}

/* Waits for events; what was gathered for the log is written before the loop would sleep. */
static int wait_for_events(struct pq_loop *loop, struct epoll_event *events, int wait_ms)
{
	int count = epoll_wait(loop->epoll, events, EVENTS, 0);

	if (count == 0 && wait_ms > 0) {
		pq_writer_flush(&loop->log);
		count = epoll_wait(loop->epoll, events, EVENTS, wait_ms);
	}
	return count;
}

static bool turn(struct pq_loop *loop)
{
	struct epoll_event events[EVENTS];
	int count = wait_for_events(loop, events, pq_timer_run(loop, TURN_MS));

	look_at_clock(loop);
	for (int i = 0; i < count; i++) {
		struct pq_source *source = events[i].data.ptr;

		source->ready(loop, source, events[i].events);
	}
	pq_conn_reap(loop);
	pq_conn_relieve(loop);
	pq_listen_adjust(loop);
	if (loop->now_ms >= loop->told_ms + TURN_MS) {
		loop->told_ms = loop->now_ms;
		loop->full = false;
		tell_processor_time(loop);
		tell_loss(loop);
	}
	return count >= 0 || errno == EINTR;
}

/* As many descriptors as the system allows. */
static void raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static int open_log(const struct pq_sink *sink)
{
	char path[4096];

	if ((size_t)snprintf(path, sizeof(path), "%s/sink-%u.transcript", sink->log_dir, sink->index) >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
}

static void close_loop(struct pq_loop *loop, int log)
{
	while (loop->conns)
		pq_conn_close(loop->conns);
	pq_conn_reap(loop);
	pq_listen_close(loop);
	pq_resolver_close(loop);
	pq_packets_close(loop);
	pq_writer_flush(&loop->log);
	tell_loss(loop);
	tell_processor_time(loop);
	free(loop->timers);
	pq_tls_free(loop->tls);
	if (loop->epoll >= 0)
		close(loop->epoll);
	if (log >= 0)
		close(log);
}

/* Says what went wrong; this process has no other way to tell. */
static int fail(const struct pq_sink *sink, const char *what)
{
	fprintf(stderr, "pratique: sink %u: %s: %s\n", sink->index, what, strerror(errno));
	return 1;
}

static int run(struct pq_loop *loop)
{
	loop->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (loop->epoll < 0)
		return fail(loop->sink, "epoll");
	if (!pq_listen_open(loop))
		return fail(loop->sink, "listening");
	if (loop->sink->redirected && !pq_resolver_open(loop))
		return fail(loop->sink, "name server");
	/* Each packet socket sees all packets, so one process has them. */
	if (loop->sink->redirected && loop->sink->index == 0 && !pq_packets_open(loop))
		return fail(loop->sink, "packet sockets");
	while (!atomic_load(&loop->sink->counters->stop))
		if (!turn(loop))
			return fail(loop->sink, "waiting");
	return 0;
}

int pq_sink_run(void *argument)
{
	const struct pq_sink *sink = argument;
	struct pq_loop *loop = calloc(1, sizeof(*loop));
	int log = open_log(sink);
	int status;

	if (!loop || log < 0) {
		free(loop);
		return fail(sink, sink->log_dir);
	}
	raise_limit();
	signal(SIGPIPE, SIG_IGN);
	loop->sink = sink;
	loop->epoll = -1;
	loop->tls = pq_tls_new(sink->log_dir);
	loop->next_conn = sink->index + 1;
	begin_clock(loop);
	pq_writer_init(&loop->log, log);
	status = run(loop);
	close_loop(loop, log);
	free(loop);
	return status;
}

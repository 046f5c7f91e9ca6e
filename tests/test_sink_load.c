/* SPDX-License-Identifier: MIT */
/*
 * The sink under load, from clients written for nothing else. Without arguments a short form for every machine: nothing
 * may be lost, and nothing is timed. By hand, for figures:
 *
 *     test_sink_load requests CONNECTIONS REQUESTS SINKS    so many connections, 256 at a time, with so many requests each
 *     test_sink_load open CONNECTIONS SINKS                 all of them open at once, then one request each
 *
 * With PRATIQUE_LOAD_REDIRECTED=1 all of it happens in a network of its own, behind a redirect as in a sandbox.
 *
 * Each connection goes to an address of its own in 127.0.0.0/8, so that ports do not run out.
 */
#include "sink_case.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CLIENTS 4
#define AT_ONCE 64 /* connections of one client under way, where they need not all be open */
#define PATIENCE_S 120

static const char request[] = "GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: load\r\nAccept: */*\r\n\r\n";

/*
 * What all clients share.
 * answered: whole answers; failed: connections that broke
 * all_open: one of them has seen every connection open. From then on connections end, so that a client which looks later
 *           would not see it any more.
 */
struct tally {
	_Atomic uint32_t answered;
	_Atomic uint32_t failed;
	_Atomic bool all_open;
};

/*
 * hold:     nobody writes before all `total` connections of all clients are open
 * first, count: numbers of this client's connections
 * requests: of each connection
 */
struct job {
	const struct sink_case *sink;
	struct tally *tally;
	bool hold;
	uint32_t total;
	uint32_t first;
	uint32_t count;
	uint32_t requests;
};

struct client {
	int fd;
	uint32_t answers;
	uint32_t len;
	char tail[8];
};

static bool redirected;

static double now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void watch(int epoll, struct client *client, uint32_t events, int operation)
{
	struct epoll_event event = { .events = events, .data.ptr = client };

	epoll_ctl(epoll, operation, client->fd, &event);
}

/* Dials 127.1.0.0 + number. */
static bool dial(const struct job *job, int epoll, struct client *client, uint32_t number)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
				  .sin_port = htons(redirected ? 80 : job->sink->port),
				  .sin_addr.s_addr = htonl(0x7f010000u + number) };
	struct sockaddr_in from = { .sin_family = AF_INET };
	int on = 1;

	*client = (struct client){ .fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0) };
	/* Behind a redirect all connections end at one address and port, so each begins at an address of its own. */
	from.sin_addr = in.sin_addr;
	if (redirected && client->fd >= 0) {
		setsockopt(client->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
		bind(client->fd, (struct sockaddr *)&from, sizeof(from));
	}
	if (client->fd < 0 || (connect(client->fd, (struct sockaddr *)&in, sizeof(in)) && errno != EINPROGRESS)) {
		atomic_fetch_add(&job->tally->failed, 1);
		return false;
	}
	watch(epoll, client, EPOLLOUT, EPOLL_CTL_ADD);
	return true;
}

/* An answer ends with "hello", as the site of the tests says it. */
static bool take(struct client *client, const char *bytes, size_t len)
{
	size_t keep = len < 5 ? len : 5;

	memmove(client->tail, client->tail + keep, 5 - keep);
	memcpy(client->tail + 5 - keep, bytes + len - keep, keep);
	return memcmp(client->tail, "hello", 5) == 0;
}

/* Goes on with one connection; true while it is not over. */
static bool go_on(const struct job *job, int epoll, struct client *client, uint32_t events)
{
	char bytes[4096];
	ssize_t len;

	if (events & EPOLLOUT) {
		if (send(client->fd, request, sizeof(request) - 1, MSG_NOSIGNAL) != (ssize_t)sizeof(request) - 1)
			return false;
		watch(epoll, client, EPOLLIN, EPOLL_CTL_MOD);
		return true;
	}
	len = recv(client->fd, bytes, sizeof(bytes), 0);
	if (len <= 0)
		return false;
	if (!take(client, bytes, (size_t)len))
		return true;
	atomic_fetch_add(&job->tally->answered, 1);
	if (++client->answers == job->requests)
		return false;
	return send(client->fd, request, sizeof(request) - 1, MSG_NOSIGNAL) == (ssize_t)sizeof(request) - 1;
}

/* Waits until the connections of all clients are open, and the sink has taken them: one that connects is writable. */
static void hold_open(const struct job *job, int epoll, struct client *clients, double end)
{
	struct epoll_event events[256];
	uint32_t open = 0;

	while (open < job->count && now_s() < end) {
		int count = epoll_wait(epoll, events, 256, 100);

		for (int i = 0; i < count; i++, open++)
			watch(epoll, events[i].data.ptr, 0, EPOLL_CTL_MOD);
	}
	while (!atomic_load(&job->tally->all_open) && now_s() < end) {
		if (atomic_load(&job->sink->seen->counters.open) >= job->total)
			atomic_store(&job->tally->all_open, true);
		else
			usleep(1000);
	}
	for (uint32_t i = 0; i < job->count; i++)
		watch(epoll, &clients[i], EPOLLOUT, EPOLL_CTL_MOD);
}

static void work(const struct job *job)
{
	struct client *clients = calloc(job->count, sizeof(*clients));
	uint32_t begun = 0, over = 0, at_once = job->hold ? job->count : AT_ONCE;
	struct epoll_event events[256];
	double end = now_s() + PATIENCE_S;
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	bool hold = job->hold;

	while (clients && over < job->count && now_s() < end) {
		int count;

		for (; begun < job->count && begun - over < at_once; begun++)
			if (!dial(job, epoll, &clients[begun], job->first + begun))
				over++;
		if (hold && begun == job->count) {
			hold_open(job, epoll, clients, end);
			hold = false;
		}
		count = epoll_wait(epoll, events, 256, 100);
		for (int i = 0; i < count; i++) {
			struct client *client = events[i].data.ptr;

			if (go_on(job, epoll, client, events[i].events))
				continue;
			if (client->answers < job->requests)
				atomic_fetch_add(&job->tally->failed, 1);
			close(client->fd);
			over++;
		}
	}
	free(clients);
	_exit(0);
}

static void raise_limit(void)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

/* What the logs hold: connections to our addresses, and those that wrote. */
static uint32_t logged(const struct sink_case *sink, uint32_t first, uint32_t count, uint64_t bytes)
{
	struct pq_diag diag = { 0 };
	struct pq_log *log;
	uint32_t found = 0;

	assert_int_equal(pq_log_open(&log, sink->dir, &diag), PQ_ERR_OK);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t number = 0x7f010000u + first + i;
		struct pq_address address = {
			4, { (uint8_t)(number >> 24), (uint8_t)(number >> 16), (uint8_t)(number >> 8), (uint8_t)number }
		};
		size_t at = pq_log_to(log, &address, 0);

		found += at < pq_log_count(log) && pq_log_at(log, at)->sent == bytes;
	}
	pq_log_close(log);
	return found;
}

/* Runs the clients to their end and says what came of it; the number of connections that were lost. */
static uint32_t run(bool hold, uint32_t connections, uint32_t requests, uint32_t sinks)
{
	struct tally *tally = mmap(NULL, sizeof(*tally), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct sink_case sink;
	pid_t pids[CLIENTS];
	double begun, took;
	uint32_t found;
	uint64_t before, us;

	assert_true(tally != MAP_FAILED);
	raise_limit();
	sink_case_start(&sink, sinks, redirected ? SINK_CASE_REDIRECTED : 0);
	assert_true(!redirected || sink_case_redirect(&sink));
	before = sink.seen->counters.processor_us;
	begun = now_s();
	for (uint32_t i = 0; i < CLIENTS; i++) {
		struct job job = { &sink,   tally, hold, connections, connections / CLIENTS * i, connections / CLIENTS,
				   requests };

		if (i == CLIENTS - 1)
			job.count = connections - job.first;
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] == 0)
			work(&job);
	}
	for (uint32_t i = 0; i < CLIENTS; i++)
		waitpid(pids[i], NULL, 0);
	took = now_s() - begun;
	sink_case_stop(&sink);
	us = sink.seen->counters.processor_us - before;
	found = logged(&sink, 0, connections, (uint64_t)requests * (sizeof(request) - 1));
	printf("%u connections, %u requests each, %u sinks: %u answered, %u failed, %u logged whole in %.2f s, "
	       "%.2f s of processor time in the sink, %.0f requests per second of it\n",
	       connections, requests, sinks, tally->answered, tally->failed, found, took, (double)us / 1e6,
	       tally->answered / ((double)us / 1e6));
	assert_int_equal(tally->answered, connections * requests);
	sink_case_remove(&sink);
	munmap(tally, sizeof(*tally));
	return connections - found;
}

static void many_short_connections_are_all_seen(void **state)
{
	(void)state;
	assert_int_equal(run(false, 2000, 1, 1), 0);
}

static void many_requests_of_kept_connections_are_all_seen(void **state)
{
	(void)state;
	assert_int_equal(run(false, 200, 20, 2), 0);
}

static void many_open_connections_are_all_served(void **state)
{
	(void)state;
	assert_int_equal(run(true, 2000, 1, 2), 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_short_connections_are_all_seen),
		cmocka_unit_test(many_requests_of_kept_connections_are_all_seen),
		cmocka_unit_test(many_open_connections_are_all_served),
	};

	redirected = getenv("PRATIQUE_LOAD_REDIRECTED") != NULL;
	if (redirected && !sink_case_own_network()) {
		fprintf(stderr, "sink_load: no user and network namespaces here: %s\n", strerror(errno));
		return 77;
	}
	if (argc == 5 && strcmp(argv[1], "requests") == 0)
		return run(false, (uint32_t)atoi(argv[2]), (uint32_t)atoi(argv[3]), (uint32_t)atoi(argv[4])) != 0;
	if (argc == 4 && strcmp(argv[1], "open") == 0)
		return run(true, (uint32_t)atoi(argv[2]), 1, (uint32_t)atoi(argv[3])) != 0;
	return cmocka_run_group_tests(tests, NULL, NULL);
}

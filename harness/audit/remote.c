/* SPDX-License-Identifier: MIT */
#include "audit/remote.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "audit/remote_site.h"
#include "system/clock.h"

#define SINKS 2
#define LOOK_EVERY_MS 100
#define LAST_PAGE_MS 500
#define STOP_PATIENCE_MS 5000

/* sinks: what the processes were started with, and their ids; 0: ended */
struct pq_remote {
	struct pq_remote_pages *pages;
	struct pq_sink sinks[SINKS];
	pid_t processes[SINKS];
};

static void pause_ms(unsigned int ms)
{
	const struct timespec pause = { ms / 1000, (long)(ms % 1000) * 1000000L };

	nanosleep(&pause, NULL);
}

/* Why a row cannot be asked through a proxy that is used for everything; NULL if it can. */
static const char *unfit(const struct pq_vector *vector)
{
	if (pq_vector_passes_proxies(vector))
		return "remote: it dials past the proxy or by UDP, which is not seen from here";
	if (vector->needs & (PQ_NEEDS_PROXY | PQ_NEEDS_PAC | PQ_NEEDS_SOCKS))
		return "remote: the device has one proxy, through which everything else is asked";
	if (vector->needs & (PQ_NEEDS_SECURE | PQ_NEEDS_SERVICE_WORKER))
		return "remote: it needs a page on loopback, which no browser asks a proxy for";
	if (vector->needs & PQ_NEEDS_HTTPS_PAGE)
		return "remote: it needs a page over https, whose authority the device does not trust";
	return NULL;
}

void pq_remote_mark(struct pq_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++) {
		const char *cause = unfit(pq_vector_at(rows->rows[i].vector));

		if (cause)
			rows->rows[i].cause = cause;
	}
}

static bool is_free(uint16_t port)
{
	const struct sockaddr_in6 address = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	const struct sockaddr_in old = { .sin_family = AF_INET, .sin_port = htons(port) };
	int six = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int four = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	const int on = 1;
	bool taken;

	setsockopt(six, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	setsockopt(six, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(four, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	taken = bind(four, (const struct sockaddr *)&old, sizeof(old)) != 0 ||
		(six >= 0 && bind(six, (const struct sockaddr *)&address, sizeof(address)) != 0 && errno == EADDRINUSE);
	if (six >= 0)
		close(six);
	if (four >= 0)
		close(four);
	return !taken;
}

/* A sink's process ends with this one; a Ctrl-C is this one's alone. */
static pid_t start(struct pq_sink *sink)
{
	pid_t parent = getpid();
	pid_t process = fork();

	if (process != 0)
		return process;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	_exit(getppid() == parent ? pq_sink_run(sink) : 1);
}

/* False if a process cannot be made, or ends at once. */
static bool start_sinks(struct pq_run *run, struct pq_remote *remote, uint16_t port)
{
	bool good = true;

	for (uint32_t i = 0; i < SINKS && good; i++) {
		remote->sinks[i] = (struct pq_sink){
			.port = port,
			.log_dir = run->log_dir,
			.index = i,
			.processes = SINKS,
			.site = pq_remote_site(remote->pages),
			.counters = &run->board->sink,
		};
		remote->processes[i] = start(&remote->sinks[i]);
		good = remote->processes[i] > 0;
	}
	pause_ms(LOOK_EVERY_MS);
	for (uint32_t i = 0; i < SINKS && good; i++)
		good = waitpid(remote->processes[i], NULL, WNOHANG) == 0;
	return good;
}

enum pq_err pq_remote_open(struct pq_run *run, struct pq_diag *diag)
{
	uint16_t port = PQ_REMOTE_FIRST_PORT;

	run->remote = calloc(1, sizeof(*run->remote));
	if (!run->remote)
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory");
	while (port < PQ_REMOTE_FIRST_PORT + PQ_REMOTE_PORTS && !is_free(port))
		port++;
	run->remote->pages = pq_remote_pages_new(run->board, port, run->authority);
	if (port == PQ_REMOTE_FIRST_PORT + PQ_REMOTE_PORTS)
		return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "a free TCP port from 8480 to 8499");
	if (!run->remote->pages || !start_sinks(run, run->remote, port))
		return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "a process that listens for the device");
	run->options->announce(run->options->context, port);
	return PQ_ERR_OK;
}

/* A sink that is gone takes with it what it would have seen. */
static void check_sinks(struct pq_run *run)
{
	for (uint32_t i = 0; i < SINKS; i++) {
		int status = 0;

		if (run->remote->processes[i] > 0 && waitpid(run->remote->processes[i], &status, WNOHANG) > 0) {
			run->remote->processes[i] = 0;
			pq_run_trouble(run, true, "the sink's process %u ended, status %d; its logs are in %s", i,
				       status, run->log_dir);
		}
	}
}

/* Gives up what was under way when the device fell silent. */
static void give_up(struct pq_run *run, uint64_t silent_ms)
{
	uint32_t count = atomic_load(&run->board->task_count);
	bool some = false;

	for (uint32_t i = 0; i < count; i++) {
		struct pq_task *task = &run->board->tasks[i];
		uint32_t state = atomic_load(&task->state);

		if (state != PQ_TASK_SERVED && state != PQ_TASK_BEGUN)
			continue;
		atomic_store(&task->state, PQ_TASK_GIVEN_UP);
		some = true;
	}
	if (some)
		pq_run_trouble(run, false,
			       "the device gave no sign of life for %llu s; what it was at is given up, and "
			       "http://" PQ_BOARD_HUB "/ goes on with the rest",
			       (unsigned long long)(silent_ms / 1000));
}

void pq_remote_tasks(struct pq_run *run, enum pq_launch launch)
{
	atomic_store(&run->board->launch, launch);
	while (pq_run_goes_on(run) && pq_run_tasks_left(run, launch)) {
		uint64_t alive = atomic_load(&run->board->alive_ms);
		uint64_t now = pq_clock_ms();

		pause_ms(LOOK_EVERY_MS);
		check_sinks(run);
		if (alive != 0 && now > alive && now - alive > pq_watch_silence_ms(run, launch))
			give_up(run, now - alive);
	}
	if (atomic_load(&run->board->visits) == 0) {
		run->trouble[0] = '\0';
		pq_run_trouble(run, true, "no device opened http://" PQ_BOARD_HUB "/ through the proxy");
	}
}

const char *pq_remote_visitor(const struct pq_run *run)
{
	return run->remote && run->remote->pages ? run->remote->pages->visitor : "";
}

static bool ended(struct pq_remote *remote)
{
	bool all = true;

	for (uint32_t i = 0; i < SINKS; i++) {
		if (remote->processes[i] > 0 && waitpid(remote->processes[i], NULL, WNOHANG) != 0)
			remote->processes[i] = 0;
		all = all && remote->processes[i] <= 0;
	}
	return all;
}

void pq_remote_stop(struct pq_run *run)
{
	unsigned int waited = 0;

	atomic_store(&run->board->closed, true);
	pause_ms(LAST_PAGE_MS);
	atomic_store(&run->board->sink.stop, true);
	while (!ended(run->remote) && waited < STOP_PATIENCE_MS) {
		pause_ms(LOOK_EVERY_MS);
		waited += LOOK_EVERY_MS;
	}
}

void pq_remote_close(struct pq_run *run)
{
	if (!run->remote)
		return;
	for (uint32_t i = 0; i < SINKS; i++)
		if (run->remote->processes[i] > 0) {
			kill(run->remote->processes[i], SIGKILL);
			waitpid(run->remote->processes[i], NULL, 0);
		}
	pq_remote_pages_free(run->remote->pages);
	free(run->remote);
	run->remote = NULL;
}

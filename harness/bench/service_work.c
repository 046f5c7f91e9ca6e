/* SPDX-License-Identifier: MIT */
#include "bench/service_work.h"

#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fetch/session.h"
#include "net/recorder.h"
#include "posix/posix.h"
#include "service/drive.h"
#include "service/paper.h"

#define REQUESTS 30 /* of a session, so that its beginning costs little */
#define PATIENCE_MS 20000
#define MAX_EVENTS 1024
#define MAX_ADDRESSES 256

static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

/* cores: where the caller may run */
struct work {
	cpu_set_t cores;
	pid_t server;
	struct pq_policy policy;
	struct pq_idna *idna;
	struct pq_house *house;
	struct pq_drive *drive;
	struct pq_posix *posix;
	struct pq_session session;
	struct pq_recorder recorder;
	struct pq_fetch_env env;
	struct pq_paper paper;
	struct pq_transcript transcript;
	struct pq_event events[MAX_EVENTS];
	struct pq_address addresses[MAX_ADDRESSES];
	unsigned char bytes[1u << 20];
};

/* Answers whatever comes in one piece, on one connection after the other. */
_Noreturn static void serve(int listener)
{
	char bytes[4096];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_IGN);
	for (;;) {
		int conn = accept(listener, NULL, NULL);

		while (recv(conn, bytes, sizeof(bytes), 0) > 0)
			if (send(conn, answer, sizeof(answer) - 1, MSG_NOSIGNAL) < 0)
				break;
		close(conn);
	}
}

/* Starts it; its port, or 0. */
static uint16_t start_server(struct work *work)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool listens = listener >= 0 && bind(listener, (struct sockaddr *)&address, len) == 0 &&
		       listen(listener, 16) == 0 && getsockname(listener, (struct sockaddr *)&address, &len) == 0;

	fflush(NULL);
	work->server = listens ? fork() : -1;
	if (work->server == 0)
		serve(listener);
	if (listener >= 0)
		close(listener);
	return work->server > 0 ? ntohs(address.sin_port) : 0;
}

static bool write_paper(struct work *work, uint16_t port)
{
	static char text[REQUESTS * 64 + 256];
	int len = snprintf(text, sizeof(text), "pratique-scenario 1\npage http://127.0.0.1:%u/\nkeep-alive\n", port);

	for (int i = 0; i < REQUESTS; i++)
		len += snprintf(text + len, sizeof(text) - (size_t)len, "fetch GET http://127.0.0.1:%u/\n", port);
	return !pq_paper_read(&work->paper, pq_view_str(text), NULL);
}

static bool open_model(struct work *work)
{
	static const struct pq_posix_options options = { .connect_ms = PATIENCE_MS };
	struct pq_diag diag;

	if (pq_posix_open(&work->posix, &options, &diag))
		return false;
	work->env = (struct pq_fetch_env){
		.net = pq_recorder_init(&work->recorder, pq_posix_net(work->posix), &work->transcript),
		.policy = &work->policy,
		.idna = work->idna,
		.transcript = &work->transcript,
	};
	return true;
}

static bool open_service(struct work *work)
{
	struct pq_house_options options = { .serve = { .policy = &work->policy, .idna = work->idna } };
	struct pq_diag diag;

	if (pq_house_open(&work->house, &options, &diag))
		return false;
	work->drive = pq_drive_new(work->house);
	return work->drive != NULL;
}

/*
 * From here on all run on one core: they take turns anyway, and what it costs to wake another core is this machine's and
 * no process's.
 */
static void stay(struct work *work)
{
	cpu_set_t one;
	int here = sched_getcpu();

	CPU_ZERO(&one);
	CPU_SET(here < 0 ? 0 : (unsigned int)here, &one);
	sched_getaffinity(0, sizeof(work->cores), &work->cores);
	sched_setaffinity(0, sizeof(one), &one);
}

void *pq_bench_service_open(void)
{
	struct work *work = calloc(1, sizeof(*work));
	uint16_t port;

	if (!work)
		return NULL;
	pq_transcript_init(&work->transcript, work->events, MAX_EVENTS, work->addresses, MAX_ADDRESSES, work->bytes,
			   sizeof(work->bytes));
	work->idna = pq_idna_open();
	stay(work);
	port = start_server(work);
	if (work->idna && port && write_paper(work, port) &&
	    !pq_policy_parse_builtin(&work->policy, pq_view_str("fetch")) && open_service(work) && open_model(work))
		return work;
	pq_bench_service_close(work);
	return NULL;
}

void pq_bench_service_close(void *state)
{
	struct work *work = state;

	pq_drive_free(work->drive);
	pq_house_close(work->house);
	pq_posix_close(work->posix);
	if (work->idna)
		pq_idna_close(work->idna);
	if (work->server > 0) {
		kill(work->server, SIGKILL);
		waitpid(work->server, NULL, 0);
	}
	sched_setaffinity(0, sizeof(work->cores), &work->cores);
	free(work);
}

static uint64_t count_responses(const struct work *work)
{
	uint64_t count = 0;

	for (size_t i = 0; i < work->transcript.count; i++)
		count += work->events[i].kind == PQ_EVENT_OUTCOME && work->events[i].status == 200;
	return count;
}

/* One session: so many of its requests. */
static uint64_t run_session(struct work *work, size_t count)
{
	struct pq_driven driven;
	struct pq_diag diag;
	size_t at = pq_scenario_find_request(&work->paper.scenario, 0);
	bool good = !pq_house_session(work->house, &work->paper.scenario, &diag);

	pq_transcript_reset(&work->transcript);
	for (uint32_t i = 0; i < count && good; i++) {
		good = !pq_drive_request(work->drive, &work->paper.scenario, at, i + 1, PATIENCE_MS, &work->transcript,
					 &driven, &diag);
		at = pq_scenario_find_request(&work->paper.scenario, at + 1);
	}
	/* The server has one client at a time. */
	pq_house_hang_up(work->house);
	return count_responses(work);
}

static uint64_t model_session(struct work *work, size_t count)
{
	struct pq_posix_waits waits;

	pq_transcript_reset(&work->transcript);
	pq_session_begin(&work->session, &work->env, &work->paper.scenario);
	for (size_t i = 0; i < count && pq_session_next(&work->session); i++) {
		pq_posix_begin(work->posix);
		while (!pq_session_step(&work->session)) {
			pq_posix_waits(work->posix, &waits);
			poll(waits.files, waits.count, waits.timeout_ms);
		}
	}
	pq_posix_reset(work->posix);
	return count_responses(work);
}

static uint64_t in_sessions(struct work *work, size_t times, uint64_t (*session)(struct work *, size_t))
{
	uint64_t sum = 0;

	for (size_t left = times; left;) {
		size_t count = left < REQUESTS ? left : REQUESTS;

		sum += session(work, count);
		left -= count;
	}
	if (sum != times)
		abort();
	return sum;
}

uint64_t pq_bench_service_run(void *state, size_t times)
{
	return in_sessions(state, times, run_session);
}

uint64_t pq_bench_service_model(void *state, size_t times)
{
	return in_sessions(state, times, model_session);
}

static double cpu_ns_of(pid_t pid)
{
	struct timespec used = { 0, 0 };
	clockid_t clock;

	if (pid > 0 && clock_getcpuclockid(pid, &clock) == 0)
		clock_gettime(clock, &used);
	return (double)used.tv_sec * 1e9 + (double)used.tv_nsec;
}

double pq_bench_service_others_ns(void *state)
{
	struct work *work = state;
	pid_t pids[2];

	pq_house_processes(work->house, pids);
	return cpu_ns_of(pids[0]) + cpu_ns_of(pids[1]);
}

/* SPDX-License-Identifier: MIT */
#include "bench/command_work.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/command.h"

#define MAX_LINES 16
#define MAX_EVENTS 256

static const char asked[] = "pratique-scenario 1\n"
			    "page http://a.example/\n"
			    "fetch GET http://a.example/\n";

struct work {
	struct pq_policy policy;
	struct pq_subject *subject;
	struct pq_scenario scenario;
	struct pq_transcript transcript;
	struct pq_line lines[MAX_LINES];
	struct pq_arg args[2 * MAX_LINES];
	struct pq_event events[MAX_EVENTS];
	struct pq_address addresses[MAX_EVENTS];
	unsigned char scenario_bytes[4096];
	unsigned char bytes[65536];
};

void *pq_bench_command_open(void)
{
	struct work *work = calloc(1, sizeof(*work));
	struct pq_diag diag;

	if (!work)
		return NULL;
	pq_scenario_init(&work->scenario, work->lines, MAX_LINES, work->args, 2 * MAX_LINES, work->scenario_bytes,
			 sizeof(work->scenario_bytes));
	pq_transcript_init(&work->transcript, work->events, MAX_EVENTS, work->addresses, MAX_EVENTS, work->bytes,
			   sizeof(work->bytes));
	if (!pq_policy_parse_builtin(&work->policy, pq_view_str("fetch")) &&
	    !pq_scenario_parse(&work->scenario, pq_view_str(asked), PQ_READING_STRICT, &diag))
		work->subject = pq_subject_command.open(&work->policy, "curl", &diag);
	if (work->subject)
		return work;
	free(work);
	return NULL;
}

void pq_bench_command_close(void *state)
{
	struct work *work = state;

	pq_subject_command.close(work->subject);
	free(work);
}

static bool has_response(const struct pq_transcript *transcript)
{
	for (size_t i = 0; i < transcript->count; i++)
		if (transcript->events[i].kind == PQ_EVENT_OUTCOME && transcript->events[i].status == 200)
			return true;
	return false;
}

uint64_t pq_bench_command_run(void *state, size_t times)
{
	struct work *work = state;
	uint64_t sum = 0;

	for (size_t i = 0; i < times; i++) {
		if (pq_subject_command.run(work->subject, &work->scenario, &work->transcript) ||
		    !has_response(&work->transcript))
			abort();
		sum += work->transcript.count;
	}
	return sum;
}

uint64_t pq_bench_command_start(void *state, size_t times)
{
	char name[] = "curl";
	char version[] = "--version";
	char *const argv[] = { name, version, NULL };
	posix_spawn_file_actions_t actions;
	uint64_t sum = 0;

	(void)state;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	for (size_t i = 0; i < times; i++) {
		pid_t pid;
		int status;

		if (posix_spawnp(&pid, name, &actions, NULL, argv, environ) != 0 || waitpid(pid, &status, 0) != pid)
			abort();
		sum += (uint64_t)status;
	}
	posix_spawn_file_actions_destroy(&actions);
	return sum;
}

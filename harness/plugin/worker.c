/* SPDX-License-Identifier: MIT */
#include "plugin/worker.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "plugin/inmate.h"

static_assert(PQ_PLUGIN_PATIENCE_MS % 1000 == 0, "whole seconds, as they are told");

static enum pq_err fail(struct pq_worker *worker, enum pq_err err, const char *why)
{
	snprintf(worker->why, sizeof(worker->why), "%s", why);
	return err;
}

/* Ends the process, and returns its status; that of one which had come to an end before says how. */
static int let_go(struct pq_worker *worker)
{
	int status = 0;

	if (!worker->pid)
		return status;
	close(worker->socket);
	kill(worker->pid, SIGKILL);
	while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	worker->pid = 0;
	return status;
}

/* How the process came to its end; one that has closed the socket may live on, and is ended here. */
static enum pq_err tell_death(struct pq_worker *worker)
{
	int status = let_go(worker);
	char text[128];

	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		snprintf(text, sizeof(text),
			 "it made a socket by itself; what it dials goes through the host's functions");
	else if (WIFSIGNALED(status))
		snprintf(text, sizeof(text), "it crashed: signal %d (%s)", WTERMSIG(status),
			 strsignal(WTERMSIG(status)));
	else
		snprintf(text, sizeof(text), "it ended its process with status %d", WEXITSTATUS(status));
	return fail(worker, PQ_ERR_IO, text);
}

/* Waits for its turn to be over. */
static enum pq_err await(struct pq_worker *worker)
{
	struct pollfd file = { .fd = worker->socket, .events = POLLIN };
	char text[64];
	char turn;
	int ready;

	do
		ready = poll(&file, 1, PQ_PLUGIN_PATIENCE_MS);
	while (ready < 0 && errno == EINTR);
	if (ready > 0)
		return recv(worker->socket, &turn, 1, 0) == 1 ? PQ_ERR_OK : tell_death(worker);
	let_go(worker);
	snprintf(text, sizeof(text), "it came to no end within %d s", PQ_PLUGIN_PATIENCE_MS / 1000);
	return fail(worker, PQ_ERR_IO, text);
}

/* What it says of itself lies in memory that it can write: no more is read than there is room for. */
static void read_traits(struct pq_worker *worker)
{
	struct pq_worker_memory *memory = worker->memory;
	size_t count = memory->own_count < PQ_MAX_OWN_HEADERS ? memory->own_count : PQ_MAX_OWN_HEADERS;

	for (size_t i = 0; i < count; i++) {
		memory->own[i][PQ_PLUGIN_OWN_SIZE - 1] = '\0';
		worker->own_headers[i] = memory->own[i];
	}
	worker->own_headers[count] = NULL;
	worker->traits.performs = memory->performs;
	worker->traits.sockets = memory->sockets;
	worker->traits.capabilities = memory->capabilities;
	worker->traits.own_headers = memory->knows_own ? worker->own_headers : NULL;
}

static enum pq_err said(struct pq_worker *worker)
{
	enum pq_err err = await(worker);

	if (err || worker->memory->err == PQ_ERR_OK)
		return err;
	worker->memory->why[sizeof(worker->memory->why) - 1] = '\0';
	return fail(worker, worker->memory->err, worker->memory->why);
}

static enum pq_err start(struct pq_worker *worker)
{
	int sockets[2];
	enum pq_err err;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) < 0)
		return fail(worker, PQ_ERR_IO, strerror(errno));
	/* What is buffered is this process's to write. */
	fflush(NULL);
	worker->pid = fork();
	if (worker->pid < 0) {
		close(sockets[0]);
		close(sockets[1]);
		worker->pid = 0;
		return fail(worker, PQ_ERR_IO, strerror(errno));
	}
	if (worker->pid == 0) {
		close(sockets[0]);
		pq_inmate_run(worker->path, worker->policy, worker->memory, sockets[1]);
	}
	close(sockets[1]);
	worker->socket = sockets[0];
	err = said(worker);
	if (!err)
		read_traits(worker);
	if (err || worker->traits.sockets)
		let_go(worker);
	return err;
}

enum pq_err pq_worker_open(struct pq_worker *worker, const char *path, const struct pq_policy *policy)
{
	enum pq_err err;

	*worker = (struct pq_worker){ .path = path, .policy = policy };
	worker->memory = mmap(NULL, sizeof(*worker->memory), PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (worker->memory == MAP_FAILED) {
		worker->memory = NULL;
		return fail(worker, PQ_ERR_NO_SPACE, "memory for the plug-in");
	}
	err = start(worker);
	if (err)
		pq_worker_close(worker);
	return err;
}

void pq_worker_close(struct pq_worker *worker)
{
	let_go(worker);
	if (worker->memory)
		munmap(worker->memory, sizeof(*worker->memory));
	worker->memory = NULL;
}

enum pq_err pq_worker_run(struct pq_worker *worker, const struct pq_scenario *scenario,
			  struct pq_transcript *transcript)
{
	struct pq_worker_memory *memory = worker->memory;
	struct pq_diag diag = { 0, 0, "" };
	struct pq_buf text;
	enum pq_err err = worker->pid ? PQ_ERR_OK : start(worker);

	pq_transcript_reset(transcript);
	if (err)
		return err;
	pq_buf_init(&text, memory->scenario, sizeof(memory->scenario));
	pq_scenario_print(scenario, &text);
	if (!pq_buf_ok(&text))
		return fail(worker, PQ_ERR_LIMIT,
			    "a scenario whose canonical text is over 4 MiB (PQ_MAX_SCENARIO_TEXT)");
	memory->scenario_len = text.len;
	if (send(worker->socket, "", 1, MSG_NOSIGNAL) != 1)
		return tell_death(worker);
	err = said(worker);
	if (err)
		return err;
	if (memory->text_len > sizeof(memory->text))
		return fail(worker, PQ_ERR_RANGE, "it wrote into memory that is not its own");
	err = pq_transcript_parse(transcript, pq_view(memory->text, memory->text_len), &diag);
	return err ? fail(worker, err, diag.expected) : PQ_ERR_OK;
}

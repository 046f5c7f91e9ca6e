/* SPDX-License-Identifier: MIT */
#include "sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "sandbox/keeper.h"
#include "sandbox/message.h"
#include "sandbox/nft.h"
#include "sandbox/order.h"
#include "sandbox/program.h"
#include "system/clock.h"

/*
 * keeper:  its process
 * socket:  to it
 * waiting: waiting_count events that arrived while something else was waited for, oldest first
 */
struct pq_sandbox {
	pid_t keeper;
	int socket;
	struct pq_sandbox_event *waiting;
	size_t waiting_count;
};

#define NAMESPACES (CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC)

static enum pq_err fail(struct pq_diag *diag, const char *text)
{
	return pq_diag_set(diag, PQ_ERR_IO, 0, 0, text);
}

/* Root needs no user namespace, and where it is root of a container without that right it may still have one. */
static pid_t clone_keeper(struct pq_keeper *keeper)
{
	pid_t process = -1;

	errno = EPERM;
	keeper->user_namespace = false;
	if (keeper->uid == 0)
		process = pq_clone(NAMESPACES);
	if (process < 0 && errno == EPERM) {
		keeper->user_namespace = true;
		process = pq_clone(NAMESPACES | CLONE_NEWUSER);
	}
	return process;
}

static void end_keeper(struct pq_sandbox *sandbox)
{
	pid_t ended;

	kill(sandbox->keeper, SIGKILL);
	do
		ended = waitpid(sandbox->keeper, NULL, 0);
	while (ended < 0 && errno == EINTR);
	close(sandbox->socket);
}

/* The keeper's next message; false if it is gone. */
static bool receive(const struct pq_sandbox *sandbox, struct pq_message *message)
{
	bool got;

	do
		got = pq_message_receive(sandbox->socket, message, NULL);
	while (!got && errno == EINTR);
	return got;
}

static enum pq_err await_ready(struct pq_sandbox *sandbox, struct pq_diag *diag)
{
	struct pq_message message = { .text = "the sandbox's first process died" };

	if (receive(sandbox, &message) && message.kind == PQ_MESSAGE_READY)
		return PQ_ERR_OK;
	end_keeper(sandbox);
	return fail(diag, message.text);
}

enum pq_err pq_sandbox_open(struct pq_sandbox **out, const struct pq_sandbox_options *options, struct pq_diag *diag)
{
	struct pq_sandbox *sandbox = calloc(1, sizeof(*sandbox));
	struct pq_settings settings;
	struct pq_keeper keeper = { .options = options, .settings = &settings, .uid = geteuid(), .gid = getegid() };
	char text[512];
	int sockets[2];
	enum pq_err err;

	pq_check(options->resident_count <= PQ_MAX_RESIDENTS && options->place_count <= PQ_MAX_PLACES);
	if (!sandbox || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0) {
		free(sandbox);
		return fail(diag, "memory and descriptors for a sandbox");
	}
	pq_settings_read(&settings);
	keeper.socket = sockets[1];
	sandbox->socket = sockets[0];
	sandbox->keeper = clone_keeper(&keeper);
	if (sandbox->keeper == 0) {
		close(sockets[0]);
		pq_keeper_run(&keeper);
	}
	if (sandbox->keeper < 0)
		pq_trouble(&settings, PQ_STEP_NAMESPACES, "clone", errno, text, sizeof(text));
	close(sockets[1]);
	if (sandbox->keeper < 0)
		close(sockets[0]);
	err = sandbox->keeper < 0 ? fail(diag, text) : await_ready(sandbox, diag);
	if (err == PQ_ERR_OK)
		*out = sandbox;
	else
		free(sandbox);
	return err;
}

static struct pq_sandbox_event event_of(const struct pq_message *message)
{
	struct pq_sandbox_event event = { .kind = PQ_SANDBOX_QUIET, .id = message->id, .status = message->status };

	if (message->kind == PQ_MESSAGE_EXITED)
		event.kind = PQ_SANDBOX_EXITED;
	else if (message->kind == PQ_MESSAGE_RESIDENT)
		event.kind = PQ_SANDBOX_RESIDENT;
	return event;
}

static void put_aside(struct pq_sandbox *sandbox, const struct pq_message *message)
{
	struct pq_sandbox_event *more =
		realloc(sandbox->waiting, (sandbox->waiting_count + 1) * sizeof(*sandbox->waiting));

	if (!more)
		return;
	sandbox->waiting = more;
	sandbox->waiting[sandbox->waiting_count++] = event_of(message);
}

/* The program's three standard files, and its order. False with what could not be opened in diag. */
static bool open_files(int files[static PQ_MESSAGE_FILES], const struct pq_program *program, struct pq_diag *diag)
{
	char text[512];

	files[0] = pq_order_write(program);
	files[1] = program->input ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (program->log) {
		files[2] = open(program->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
		files[3] = files[2] >= 0 ? fcntl(program->apart ? STDERR_FILENO : files[2], F_DUPFD_CLOEXEC, 3) : -1;
	} else {
		files[2] = fcntl(program->quiet ? STDERR_FILENO : STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
		files[3] = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	}
	for (size_t i = 0; i < PQ_MESSAGE_FILES; i++)
		if (files[i] < 0) {
			snprintf(text, sizeof(text), "a file for the program (%s): %s",
				 program->log ? program->log : "standard input and output", strerror(errno));
			fail(diag, text);
			return false;
		}
	return true;
}

/* The keeper's answer of that kind in *message, with the files that came along; what else it tells is put aside. */
static enum pq_err await_answer(struct pq_sandbox *sandbox, enum pq_message_kind kind, struct pq_message *message,
				int files[static PQ_MESSAGE_FILES], struct pq_diag *diag)
{
	for (;;) {
		if (!pq_message_receive(sandbox->socket, message, files)) {
			if (errno == EINTR)
				continue;
			return fail(diag, "the sandbox is gone: its first process died");
		}
		if (message->kind == PQ_MESSAGE_FAILED)
			return fail(diag, message->text);
		if (message->kind == kind)
			return PQ_ERR_OK;
		put_aside(sandbox, message);
	}
}

/* Has the keeper do something. files: file_count of them, which are closed here; filled with those of its answer. */
static enum pq_err command(struct pq_sandbox *sandbox, struct pq_message *message, enum pq_message_kind answer,
			   int files[static PQ_MESSAGE_FILES], size_t file_count, struct pq_diag *diag)
{
	bool sent = pq_message_send(sandbox->socket, message, files, file_count);

	for (size_t i = 0; i < file_count; i++)
		close(files[i]);
	if (!sent)
		return fail(diag, "the sandbox is gone: its first process died");
	return await_answer(sandbox, answer, message, files, diag);
}

enum pq_err pq_sandbox_start(struct pq_sandbox *sandbox, const struct pq_program *program, uint32_t *id,
			     struct pq_diag *diag)
{
	struct pq_message message = { .kind = PQ_MESSAGE_START,
				      .status = (program->input ? PQ_START_TERMINAL : 0) |
						(program->room ? PQ_START_ROOM : 0),
				      .place = (uint32_t)program->place };
	int files[PQ_MESSAGE_FILES] = { -1, -1, -1, -1 };
	enum pq_err err;

	if (!open_files(files, program, diag)) {
		for (size_t i = 0; i < PQ_MESSAGE_FILES; i++)
			if (files[i] >= 0)
				close(files[i]);
		return PQ_ERR_IO;
	}
	err = command(sandbox, &message, PQ_MESSAGE_STARTED, files, PQ_MESSAGE_FILES, diag);
	if (err == PQ_ERR_OK)
		*id = message.id;
	return err;
}

enum pq_err pq_sandbox_socket(struct pq_sandbox *sandbox, size_t place, int domain, int type, int protocol, int *out,
			      struct pq_diag *diag)
{
	struct pq_message message = { .kind = PQ_MESSAGE_SOCKET,
				      .place = (uint32_t)place,
				      .arguments = { domain, type, protocol } };
	int files[PQ_MESSAGE_FILES];
	enum pq_err err = command(sandbox, &message, PQ_MESSAGE_DONE, files, 0, diag);

	if (err)
		return err;
	if (files[0] < 0)
		return fail(diag, "a free descriptor for a socket of the sandbox");
	*out = files[0];
	return PQ_ERR_OK;
}

enum pq_err pq_sandbox_filter(struct pq_sandbox *sandbox, size_t place, const char *text, struct pq_diag *diag)
{
	struct pq_message message = { .kind = PQ_MESSAGE_FILTER, .place = (uint32_t)place };
	int files[PQ_MESSAGE_FILES] = { pq_nft_text(text, strlen(text)) };

	if (files[0] < 0)
		return fail(diag, "a file for rules of the packet filter");
	return command(sandbox, &message, PQ_MESSAGE_DONE, files, 1, diag);
}

void pq_sandbox_end(struct pq_sandbox *sandbox, uint32_t id)
{
	struct pq_message message = { .kind = PQ_MESSAGE_END, .id = id };

	pq_message_send(sandbox->socket, &message, NULL, 0);
}

void pq_sandbox_signal(struct pq_sandbox *sandbox, uint32_t id, int number)
{
	struct pq_message message = { .kind = PQ_MESSAGE_SIGNAL, .id = id, .status = number };

	pq_message_send(sandbox->socket, &message, NULL, 0);
}

int pq_sandbox_root_folder(const struct pq_sandbox *sandbox)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/root", (int)sandbox->keeper);
	return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

struct pq_sandbox_event pq_sandbox_next(struct pq_sandbox *sandbox, int timeout_ms)
{
	struct pq_sandbox_event event = { .kind = PQ_SANDBOX_QUIET };
	struct pollfd file = { .fd = sandbox->socket, .events = POLLIN };
	struct pq_message message;

	if (sandbox->waiting_count > 0) {
		event = sandbox->waiting[0];
		memmove(sandbox->waiting, sandbox->waiting + 1, --sandbox->waiting_count * sizeof(event));
		return event;
	}
	if (poll(&file, 1, timeout_ms) <= 0)
		return event;
	if (pq_message_receive(sandbox->socket, &message, NULL))
		return event_of(&message);
	if (errno != EINTR && errno != EAGAIN)
		event.kind = PQ_SANDBOX_GONE;
	return event;
}

/* Takes the program's end out of the events that wait. */
static bool take_exit(struct pq_sandbox *sandbox, uint32_t id)
{
	struct pq_sandbox_event *waiting = sandbox->waiting;

	for (size_t i = 0; i < sandbox->waiting_count; i++) {
		if (waiting[i].kind != PQ_SANDBOX_EXITED || waiting[i].id != id)
			continue;
		memmove(&waiting[i], &waiting[i + 1], (--sandbox->waiting_count - i) * sizeof(*waiting));
		return true;
	}
	return false;
}

bool pq_sandbox_await_exit(struct pq_sandbox *sandbox, uint32_t id, int timeout_ms)
{
	struct pollfd file = { .fd = sandbox->socket, .events = POLLIN };
	struct pq_message message;
	int64_t until = pq_clock_ms() + timeout_ms;

	while (!take_exit(sandbox, id)) {
		int64_t left = until - pq_clock_ms();

		if (left < 0)
			return false;
		if (poll(&file, 1, (int)left) <= 0)
			continue;
		if (pq_message_receive(sandbox->socket, &message, NULL))
			put_aside(sandbox, &message);
		else if (errno != EINTR && errno != EAGAIN)
			return false;
	}
	return true;
}

void pq_sandbox_close(struct pq_sandbox *sandbox)
{
	if (!sandbox)
		return;
	end_keeper(sandbox);
	free(sandbox->waiting);
	free(sandbox);
}

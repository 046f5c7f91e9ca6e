/* SPDX-License-Identifier: MIT */
#include "sandbox/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sandbox/listen.h"
#include "sandbox/make.h"
#include "sandbox/message.h"
#include "sandbox/nft.h"
#include "sandbox/places.h"
#include "sandbox/program.h"
#include "sandbox/room.h"

/* id: 0 where the slot is free */
struct slot {
	uint32_t id;
	struct pq_running running;
};

/*
 * places:    where the keeper can go; it is at home in place 0
 * children:  readable when a child of ours ended
 * residents: their processes, by index; 0: ended
 * room:      made for the first program that wants one; room_id: of the program in it, 0: there is none
 * last_id:   of the programs
 */
struct state {
	const struct pq_keeper *keeper;
	struct pq_places places;
	int children;
	pid_t residents[PQ_MAX_RESIDENTS];
	struct slot slots[PQ_MAX_PROGRAMS];
	struct pq_room room;
	uint32_t room_id;
	uint32_t last_id;
};

static void tell(const struct state *state, enum pq_message_kind kind, uint32_t id, int status, const char *text)
{
	struct pq_message message = { .kind = kind, .id = id, .status = status };

	snprintf(message.text, sizeof(message.text), "%s", text);
	/* Without an opener there is nobody to keep anything for. */
	if (!pq_message_send(state->keeper->socket, &message, NULL, 0))
		_exit(1);
}

/* What the opener wanted done at a signal is nothing that its copies should do. */
static void forget_handlers(void)
{
	for (int number = 1; number < NSIG; number++) {
		struct sigaction action;

		if (sigaction(number, NULL, &action) == 0 && action.sa_handler != SIG_IGN)
			signal(number, SIG_DFL);
	}
}

/* A signalfd tells of children, so that one poll waits for them and for the opener. */
static int watch_children(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_SETMASK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Descriptors 0 to 2 are open, so that no other file gets their numbers. */
static void fill_standard_files(void)
{
	int file;

	do
		file = open("/dev/null", O_RDWR);
	while (file >= 0 && file <= STDERR_FILENO);
	if (file >= 0)
		close(file);
}

/* In a process group of its own, or a Ctrl-C at the program's terminal would end it. */
static pid_t start_resident(const struct pq_resident *resident)
{
	pid_t process = fork();
	sigset_t none;

	if (process == 0) {
		setpgid(0, 0);
		prctl(PR_SET_NAME, resident->name);
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		_exit(resident->body(resident->argument));
	}
	return process;
}

static bool start_residents(struct state *state, char *text, size_t size)
{
	const struct pq_sandbox_options *options = state->keeper->options;

	for (size_t i = 0; i < options->resident_count; i++) {
		state->residents[i] = start_resident(&options->residents[i]);
		if (state->residents[i] < 0) {
			snprintf(text, size, "cannot make a process for %s: %s", options->residents[i].name,
				 strerror(errno));
			return false;
		}
	}
	return true;
}

/* A resident that is gone while the others begin makes the sandbox useless. */
static bool residents_live(const struct state *state, char *text, size_t size)
{
	siginfo_t ended = { 0 };

	if (waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) != 0 || ended.si_pid == 0)
		return true;
	for (size_t i = 0; i < state->keeper->options->resident_count; i++)
		if (state->residents[i] == ended.si_pid)
			snprintf(text, size, "%s ended as soon as it began, with status %d",
				 state->keeper->options->residents[i].name, ended.si_status);
	return false;
}

/* Waits until somebody listens where the dials are led to; a sink that never does is found out by its silence. */
static bool wait_for_listener(const struct state *state, char *text, size_t size)
{
	const struct timespec pause = { .tv_nsec = 500000 };

	for (unsigned int i = 0; i < 4000; i++) {
		if (!residents_live(state, text, size))
			return false;
		if (pq_listens(state->keeper->options->tcp_port, i > 60))
			return true;
		nanosleep(&pause, NULL);
	}
	return true;
}

/* What is no place is refused, and elsewhere than at home the keeper only does what it must. */
static bool go(const struct state *state, uint32_t place, char *text, size_t size)
{
	if (pq_places_enter(&state->places, place))
		return true;
	snprintf(text, size, "place %u of the sandbox: %s", place, strerror(errno));
	return false;
}

static void go_home(const struct state *state)
{
	if (!pq_places_enter(&state->places, 0))
		_exit(1);
}

static void close_files(int *files)
{
	for (size_t i = 0; i < PQ_MESSAGE_FILES; i++)
		if (files[i] >= 0)
			close(files[i]);
}

static bool begin_in_slot(struct state *state, const struct pq_message *message, const int *files, char *text,
			  size_t size)
{
	size_t free_slot = 0;
	bool good;

	while (free_slot < PQ_MAX_PROGRAMS && state->slots[free_slot].id != 0)
		free_slot++;
	if (free_slot == PQ_MAX_PROGRAMS) {
		snprintf(text, size, "at most %d programs (PQ_MAX_PROGRAMS) at once", PQ_MAX_PROGRAMS);
		return false;
	}
	good = go(state, message->place, text, size) &&
	       pq_program_start(&state->slots[free_slot].running, files, message->status & PQ_START_TERMINAL, text,
				size);
	go_home(state);
	if (good)
		state->slots[free_slot].id = ++state->last_id;
	return good;
}

static bool begin_in_room(struct state *state, const struct pq_message *message, const int *files, char *text,
			  size_t size)
{
	const struct pq_keeper *keeper = state->keeper;

	snprintf(text, size, "one program in a room at a time");
	if (state->room_id != 0)
		return false;
	if (state->room.init == 0 &&
	    !pq_room_open(&state->room, keeper->options->shared, keeper->user_namespace, text, size))
		return false;
	if (!pq_room_start(&state->room, files, message->status & PQ_START_TERMINAL, text, size))
		return false;
	state->room_id = ++state->last_id;
	return true;
}

static void begin_program(struct state *state, const struct pq_message *message, int *files)
{
	char text[512] = "its files did not arrive";
	bool good = files[3] >= 0;

	if (good && (message->status & PQ_START_ROOM))
		good = begin_in_room(state, message, files, text, sizeof(text));
	else if (good)
		good = begin_in_slot(state, message, files, text, sizeof(text));
	close_files(files);
	tell(state, good ? PQ_MESSAGE_STARTED : PQ_MESSAGE_FAILED, good ? state->last_id : 0, 0, good ? "" : text);
}

/* The program's init passes a signal on. */
static void signal_program(const struct state *state, uint32_t id, int number)
{
	for (size_t i = 0; i < PQ_MAX_PROGRAMS; i++)
		if (id != 0 && state->slots[i].id == id)
			kill(state->slots[i].running.init, number);
	if (id != 0 && state->room_id == id)
		kill(state->room.init, number);
}

static void tell_room(struct state *state, int status)
{
	uint32_t id = state->room_id;

	state->room_id = 0;
	if (id != 0)
		tell(state, PQ_MESSAGE_EXITED, id, status, "");
}

/* The room's program ended, or the room did. */
static void hear_room(struct state *state)
{
	int status = SIGKILL;

	if (!pq_room_ended(&state->room, &status)) {
		waitpid(state->room.init, NULL, 0);
		pq_room_forget(&state->room);
	}
	tell_room(state, status);
}

static void hand_out_socket(const struct state *state, const struct pq_message *message)
{
	struct pq_message answer = { .kind = PQ_MESSAGE_DONE };
	const int *arguments = message->arguments;
	int file = pq_places_socket(&state->places, message->place, arguments[0], arguments[1], arguments[2]);
	char text[512];

	if (file < 0) {
		snprintf(text, sizeof(text), "a socket in place %u of the sandbox: %s", message->place,
			 strerror(errno));
		tell(state, PQ_MESSAGE_FAILED, 0, 0, text);
		return;
	}
	if (!pq_message_send(state->keeper->socket, &answer, &file, 1))
		_exit(1);
	close(file);
}

static void filter(const struct state *state, const struct pq_message *message, int *files)
{
	struct pq_nft nft;
	char text[512] = "its file did not arrive";
	bool good = files[0] >= 0 && go(state, message->place, text, sizeof(text));

	if (good && !pq_nft_begin(&nft, files[0])) {
		snprintf(text, sizeof(text), "the program nft: %s",
			 errno == ENOENT ? "apt install nftables" : strerror(errno));
		good = false;
	}
	good = good && pq_nft_end(&nft, text, sizeof(text));
	go_home(state);
	close_files(files);
	tell(state, good ? PQ_MESSAGE_DONE : PQ_MESSAGE_FAILED, 0, 0, text);
}

/* Somebody ended: a program, a resident, or an orphan of a resident that was left to us. */
static void note_end(struct state *state, pid_t process, int status)
{
	for (size_t i = 0; i < PQ_MAX_PROGRAMS; i++) {
		struct slot *slot = &state->slots[i];

		if (slot->id != 0 && slot->running.init == process) {
			tell(state, PQ_MESSAGE_EXITED, slot->id, pq_program_status(&slot->running), "");
			slot->id = 0;
			return;
		}
	}
	if (state->room.init == process) {
		/* A last word may still wait. */
		status = SIGKILL;
		pq_room_ended(&state->room, &status);
		pq_room_forget(&state->room);
		tell_room(state, status);
		return;
	}
	for (size_t i = 0; i < PQ_MAX_RESIDENTS; i++)
		if (state->residents[i] == process) {
			state->residents[i] = 0;
			tell(state, PQ_MESSAGE_RESIDENT, (uint32_t)i, status, "");
			return;
		}
}

static void reap(struct state *state)
{
	struct signalfd_siginfo signals;
	int status;
	pid_t ended;

	while (read(state->children, &signals, sizeof(signals)) > 0)
		continue;
	for (ended = waitpid(-1, &status, WNOHANG); ended > 0; ended = waitpid(-1, &status, WNOHANG))
		note_end(state, ended, status);
}

static void obey(struct state *state, const struct pq_message *message, int *handed)
{
	switch (message->kind) {
	case PQ_MESSAGE_START:
		begin_program(state, message, handed);
		return;
	case PQ_MESSAGE_SOCKET:
		hand_out_socket(state, message);
		return;
	case PQ_MESSAGE_FILTER:
		filter(state, message, handed);
		return;
	case PQ_MESSAGE_END:
		signal_program(state, message->id, SIGKILL);
		return;
	case PQ_MESSAGE_SIGNAL:
		signal_program(state, message->id, message->status);
		return;
	default:
		return;
	}
}

_Noreturn static void serve(struct state *state)
{
	struct pollfd files[3] = { { .fd = state->keeper->socket, .events = POLLIN },
				   { .fd = state->children, .events = POLLIN },
				   { .events = POLLIN } };

	for (;;) {
		struct pq_message message;
		int handed[PQ_MESSAGE_FILES];

		files[2].fd = state->room.socket;
		if (poll(files, 3, -1) < 0 && errno != EINTR)
			_exit(1);
		if (files[2].revents)
			hear_room(state);
		if (files[1].revents)
			reap(state);
		if (!files[0].revents)
			continue;
		if (!pq_message_receive(state->keeper->socket, &message, handed)) {
			if (errno == EINTR || errno == EAGAIN)
				continue;
			_exit(0);
		}
		obey(state, &message, handed);
	}
}

_Noreturn void pq_keeper_run(const struct pq_keeper *keeper)
{
	struct state state = { .keeper = keeper, .room = { .socket = -1 } };
	char text[512] = "";
	bool good;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, "pratique-keeper");
	forget_handlers();
	fill_standard_files();
	good = pq_make(keeper, &state.places, text, sizeof(text));
	state.children = watch_children();
	good = good && start_residents(&state, text, sizeof(text));
	if (good && keeper->options->resident_count > 0 && keeper->options->tcp_port != 0)
		good = wait_for_listener(&state, text, sizeof(text));
	tell(&state, good ? PQ_MESSAGE_READY : PQ_MESSAGE_FAILED, 0, 0, text);
	if (!good)
		_exit(1);
	serve(&state);
}

/* SPDX-License-Identifier: MIT */
#include "sandbox/room.h"

#include <errno.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/message.h"
#include "sandbox/program.h"
#include "sandbox/room_files.h"

/* The only rights of root that a program in a room has. */
static const int kept[] = { CAP_CHOWN,  CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH,  CAP_FOWNER,  CAP_FSETID,    CAP_KILL,
			    CAP_SETGID, CAP_SETUID,       CAP_NET_BIND_SERVICE, CAP_NET_RAW, CAP_SYS_CHROOT };

static bool is_kept(int capability)
{
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		if (kept[i] == capability)
			return true;
	return false;
}

/* What programs that are started from now on cannot have (capabilities(7): bounding, inheritable and ambient sets). */
static bool drop_rights(void)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct sets[2];

	for (int i = 0; i < 64 && prctl(PR_CAPBSET_READ, i, 0, 0, 0) >= 0; i++)
		if (!is_kept(i) && prctl(PR_CAPBSET_DROP, i, 0, 0, 0) != 0)
			return false;
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0 || syscall(SYS_capget, &head, sets) != 0)
		return false;
	sets[0].inheritable = sets[1].inheritable = 0;
	return syscall(SYS_capset, &head, sets) == 0 && setrlimit(RLIMIT_MSGQUEUE, &(struct rlimit){ 0, 0 }) == 0;
}

static bool has_ipc(void)
{
	struct shm_info memory = { 0 };
	struct seminfo semaphores = { 0 };
	struct msginfo queues = { 0 };

	shmctl(0, SHM_INFO, (struct shmid_ds *)(void *)&memory);
	semctl(0, 0, SEM_INFO, &semaphores);
	msgctl(0, MSG_INFO, (struct msqid_ds *)(void *)&queues);
	return memory.used_ids != 0 || semaphores.semusz != 0 || queues.msgpool != 0;
}

static int reap_until(pid_t program)
{
	int status = 0;
	pid_t ended;

	do
		ended = waitpid(-1, &status, 0);
	while (ended != program && (ended > 0 || errno == EINTR));
	return status;
}

/* Whoever is killed makes no more children, and those of the killed become ours. */
static void clear(void)
{
	while (kill(-1, SIGKILL) == 0 || errno != ESRCH)
		while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
			continue;
}

static void tell(int socket, enum pq_message_kind kind, int status, bool used_up, const char *text)
{
	struct pq_message message = { .kind = kind, .id = used_up, .status = status };

	snprintf(message.text, sizeof(message.text), "%s", text);
	if (!pq_message_send(socket, &message, NULL, 0))
		_exit(1);
}

static void run(int socket, const struct pq_room_files *layers, int *files, bool terminal)
{
	char text[512] = "its files did not arrive";
	pid_t program = 0;
	bool used_up;
	int status;

	if (files[3] >= 0)
		program = pq_program_spawn(files, terminal, text, sizeof(text));
	for (size_t i = 0; i < PQ_MESSAGE_FILES; i++)
		if (files[i] >= 0)
			close(files[i]);
	tell(socket, program > 0 ? PQ_MESSAGE_STARTED : PQ_MESSAGE_FAILED, 0, false, text);
	if (program <= 0)
		return;
	status = reap_until(program);
	clear();
	used_up = !pq_room_files_clean(layers) || has_ipc();
	tell(socket, PQ_MESSAGE_EXITED, status, used_up, "");
	if (used_up)
		_exit(0);
}

/* The room's first process. */
_Noreturn static void be_room(int socket, const char *shared, bool user_namespace)
{
	struct pq_room_files layers;
	const char *what = "rights";
	char text[256];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, "pratique-room");
	/* Programs in it are of the same user, and shall not look into it. */
	prctl(PR_SET_DUMPABLE, 0);
	if (!pq_room_files_make(&layers, shared, user_namespace, &what) || (what = "rights", !drop_rights())) {
		snprintf(text, sizeof(text), "a room for programs (%s): %s", what, strerror(errno));
		tell(socket, PQ_MESSAGE_FAILED, 0, false, text);
		_exit(1);
	}
	tell(socket, PQ_MESSAGE_READY, 0, false, "");
	for (;;) {
		struct pq_message message;
		int files[PQ_MESSAGE_FILES];

		if (pq_message_receive(socket, &message, files))
			run(socket, &layers, files, message.status != 0);
		else if (errno != EINTR)
			_exit(0);
	}
}

static bool receive(const struct pq_room *room, struct pq_message *message)
{
	bool got;

	do
		got = pq_message_receive(room->socket, message, NULL);
	while (!got && errno == EINTR);
	return got;
}

bool pq_room_open(struct pq_room *room, const char *shared, bool user_namespace, char *text, size_t size)
{
	struct pq_message message = { .text = "a room for programs: its first process died" };
	int sockets[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0) {
		snprintf(text, size, "descriptors for a room: %s", strerror(errno));
		return false;
	}
	room->init = pq_clone(CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC);
	if (room->init == 0) {
		close(sockets[0]);
		be_room(sockets[1], shared, user_namespace);
	}
	close(sockets[1]);
	room->socket = sockets[0];
	if (room->init > 0 && receive(room, &message) && message.kind == PQ_MESSAGE_READY)
		return true;
	snprintf(text, size, "%s", message.text);
	pq_room_forget(room);
	return false;
}

bool pq_room_start(const struct pq_room *room, const int files[static 4], bool terminal, char *text, size_t size)
{
	struct pq_message message = { .kind = PQ_MESSAGE_START, .status = terminal };

	if (pq_message_send(room->socket, &message, files, PQ_MESSAGE_FILES) && receive(room, &message)) {
		snprintf(text, size, "%s", message.text);
		return message.kind == PQ_MESSAGE_STARTED;
	}
	snprintf(text, size, "the room's first process died");
	return false;
}

bool pq_room_ended(struct pq_room *room, int *status)
{
	struct pq_message message;

	if (!receive(room, &message))
		return false;
	*status = message.status;
	if (message.id)
		pq_room_forget(room);
	return true;
}

void pq_room_forget(struct pq_room *room)
{
	if (room->socket >= 0)
		close(room->socket);
	room->socket = -1;
	room->init = 0;
}

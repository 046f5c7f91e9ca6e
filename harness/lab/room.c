/* SPDX-License-Identifier: MIT */
#include "lab/room.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab/room_parts.h"
#include "system/clock.h"

#define OWN_MS 10000  /* for what the room does itself */
#define GONE_MS 10000 /* for what was ended by force to be gone */

enum pq_err pq_lab_room_refuse(struct pq_diag *why, const char *format, ...)
{
	char text[sizeof(why->expected)];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	return pq_diag_set(why, PQ_ERR_IO, 0, 0, text);
}

static bool is_root(const char *user)
{
	return !user || user[0] == '\0' || strcmp(user, "root") == 0;
}

/* Whether root inside may become others: its map has more than one user. */
static bool has_users(const struct pq_lab_room *room)
{
	int file = pq_lab_room_file(room, "/proc/1/uid_map", O_RDONLY, 0);
	char text[256] = "";
	unsigned long count = 0;
	ssize_t len;

	if (file < 0)
		return false;
	len = read(file, text, sizeof(text) - 1);
	close(file);
	return len > 0 && sscanf(text, "%*u %*u %lu", &count) == 1 && count > 1;
}

static enum pq_err furnish(struct pq_lab_room *room, struct pq_diag *why)
{
	enum pq_err err;
	int status = 0;

	room->root = pq_sandbox_root_folder(room->sandbox);
	room->log = memfd_create("log", MFD_CLOEXEC);
	if (room->root < 0 || room->log < 0)
		return pq_lab_room_refuse(why, "cannot open the room's files: %s", strerror(errno));
	if (is_root(room->user) && !has_users(room))
		return pq_lab_room_refuse(
			why, "it becomes other users by itself, and only root has those to give; run this as root");
	err = pq_lab_room_run(room, "mkdir " PQ_LAB_ROOM_DIR, OWN_MS, NULL, &status, why);
	if (!err && status != 0)
		err = pq_lab_room_refuse(why, "cannot make %s inside", PQ_LAB_ROOM_DIR);
	return err;
}

enum pq_err pq_lab_room_open(struct pq_lab_room **out, const struct pq_lab_room_options *options, struct pq_diag *why)
{
	const struct pq_sandbox_root root = { .layers = options->layers,
					      .accounts = options->accounts,
					      .host_name = options->host ? options->host : PQ_LAB_ROOM_HOST };
	struct pq_sandbox_options ground = { 0 };
	struct pq_lab_room *room = calloc(1, sizeof(*room));
	enum pq_err err;

	if (!room)
		return pq_lab_room_refuse(why, "memory for a room");
	room->root = -1;
	room->log = -1;
	snprintf(room->user, sizeof(room->user), "%s", options->user ? options->user : "");
	if (options->network)
		ground = *options->network;
	ground.root = &root;
	err = pq_sandbox_open(&room->sandbox, &ground, why);
	if (!err)
		err = furnish(room, why);
	if (err)
		pq_lab_room_close(room);
	else
		*out = room;
	return err;
}

struct pq_sandbox *pq_lab_room_sandbox(const struct pq_lab_room *room)
{
	return room->sandbox;
}

void pq_lab_room_close(struct pq_lab_room *room)
{
	if (!room)
		return;
	if (room->root >= 0)
		close(room->root);
	if (room->log >= 0)
		close(room->log);
	pq_sandbox_close(room->sandbox);
	free(room);
}

enum pq_err pq_lab_room_watch(struct pq_lab_room *room, uint32_t id, int wait_ms, bool *done, int *status,
			      struct pq_diag *why)
{
	uint64_t until = pq_clock_ms() + (uint64_t)wait_ms;
	uint64_t now;

	*done = false;
	do {
		struct pq_sandbox_event event;

		now = pq_clock_ms();
		event = pq_sandbox_next(room->sandbox, now < until ? (int)(until - now) : 0);
		if (event.kind == PQ_SANDBOX_GONE)
			return pq_lab_room_refuse(why, "the room is gone: its first process died");
		if (event.kind != PQ_SANDBOX_EXITED)
			continue;
		if (event.id == room->service) {
			room->ended = true;
			room->status = event.status;
		}
		if (id != 0 && event.id == id) {
			*done = true;
			*status = event.status;
		}
	} while (!*done && now < until);
	return PQ_ERR_OK;
}

/* log: what it prints goes there, appended. */
static enum pq_err start(struct pq_lab_room *room, const char *command, int log, const char *user, bool lingers,
			 uint32_t *id, struct pq_diag *why)
{
	char shell[] = "/bin/sh";
	char option[] = "-c";
	char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	char home[] = "HOME=" PQ_LAB_ROOM_DIR;
	char language[] = "LANG=C.UTF-8";
	char *environment[] = { path, home, language, NULL };
	char *argv[] = { shell, option, strdup(command), NULL };
	char name[64];
	struct pq_program program = { .argv = argv,
				      .environment = environment,
				      .directory = pq_lab_room_has(room, PQ_LAB_ROOM_DIR) ? PQ_LAB_ROOM_DIR : "/",
				      .log = name,
				      .user = user,
				      .lingers = lingers };
	enum pq_err err;

	snprintf(name, sizeof(name), "/proc/self/fd/%d", log);
	err = argv[2] ? pq_sandbox_start(room->sandbox, &program, id, why)
		      : pq_lab_room_refuse(why, "memory for a command");
	free(argv[2]);
	return err;
}

enum pq_err pq_lab_room_start(struct pq_lab_room *room, const char *command, struct pq_diag *why)
{
	const char *user = is_root(room->user) ? NULL : room->user;
	char own[160];
	int status;
	enum pq_err err;

	if (room->service != 0)
		return pq_lab_room_refuse(why, "a service runs in this room already");
	pq_lab_room_trim(room);
	/* Where root inside may be nobody else, all is the service's own as it is. */
	snprintf(own, sizeof(own), "chown -R %s " PQ_LAB_ROOM_DIR " 2>/dev/null", user ? user : "root");
	err = user ? pq_lab_room_run(room, own, OWN_MS, NULL, &status, why) : PQ_ERR_OK;
	room->ended = false;
	return err ? err : start(room, command, room->log, user, true, &room->service, why);
}

/* Ends a program by force, and waits until it is gone. */
static enum pq_err end(struct pq_lab_room *room, uint32_t id, struct pq_diag *why)
{
	bool done;
	int status;
	enum pq_err err;

	pq_sandbox_end(room->sandbox, id);
	err = pq_lab_room_watch(room, id, GONE_MS, &done, &status, why);
	return !err && !done ? pq_lab_room_refuse(why, "a program that was killed does not go") : err;
}

enum pq_err pq_lab_room_run(struct pq_lab_room *room, const char *command, int limit_ms, struct pq_buf *out,
			    int *status, struct pq_diag *why)
{
	int log = memfd_create("said", MFD_CLOEXEC);
	bool done = false;
	uint32_t id = 0;
	int raw = 0;
	enum pq_err err;

	if (log < 0)
		return pq_lab_room_refuse(why, "memory for what a command says");
	err = start(room, command, log, NULL, false, &id, why);
	if (!err)
		err = pq_lab_room_watch(room, id, limit_ms, &done, &raw, why);
	if (!err && !done) {
		err = end(room, id, why);
		if (!err)
			err = pq_lab_room_refuse(why, "'%.100s' took longer than %d ms, and was ended", command,
						 limit_ms);
	}
	if (!err) {
		if (out)
			pq_lab_room_append(log, 0, out);
		*status = WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
	}
	close(log);
	return err;
}

/* What a service is told that shall stop. */
static enum pq_err ask_to_stop(struct pq_lab_room *room, int number, const char *command, int limit_ms,
			       struct pq_diag *why)
{
	int status;

	if (command)
		return pq_lab_room_run(room, command, limit_ms, NULL, &status, why);
	pq_sandbox_signal(room->sandbox, room->service, number);
	return PQ_ERR_OK;
}

enum pq_err pq_lab_room_stop(struct pq_lab_room *room, int number, const char *command, int limit_ms,
			     struct pq_diag *why)
{
	struct pq_diag unheard;
	bool done = false;
	int status;
	enum pq_err err = pq_lab_room_lives(room, why);

	if (!err)
		err = ask_to_stop(room, number, command, limit_ms, why);
	if (!err && !room->ended)
		err = pq_lab_room_watch(room, room->service, limit_ms, &done, &status, why);
	if (!err && !room->ended)
		err = pq_lab_room_refuse(why, "it ignored its stop (%s) for %d ms, and was ended by force",
					 command ? command : strsignal(number), limit_ms);
	if (room->service != 0 && !room->ended)
		end(room, room->service, &unheard);
	room->service = 0;
	return err;
}

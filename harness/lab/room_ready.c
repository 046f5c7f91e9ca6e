/* SPDX-License-Identifier: MIT */
/* Whether a room's service is there and ready. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab/room_parts.h"
#include "system/clock.h"

#define LOOK_MS 10             /* from one look to the next */
#define LOG_SIZE (1024 * 1024) /* that is searched of a log */
#define MAX_LISTENERS 16       /* that are told */

/* The TCP ports on which somebody listens; count: as many as fit. */
struct listeners {
	unsigned int ports[MAX_LISTENERS];
	size_t count;
};

/* Lines of /proc/net/tcp, "0: LOCAL:PORT REMOTE:PORT STATE ..." in hexadecimal; state 0A is LISTEN. */
static void gather(const struct pq_lab_room *room, const char *path, struct listeners *all)
{
	int file = pq_lab_room_file(room, path, O_RDONLY, 0);
	FILE *lines = file >= 0 ? fdopen(file, "r") : NULL;
	unsigned int port;
	unsigned int state;
	char line[512];

	if (file >= 0 && !lines)
		close(file);
	while (lines && all->count < MAX_LISTENERS && fgets(line, sizeof(line), lines))
		if (sscanf(line, " %*u: %*[0-9A-F]:%x %*[0-9A-F]:%*x %x", &port, &state) == 2 && state == 0x0a)
			all->ports[all->count++] = port;
	if (lines)
		fclose(lines);
}

static struct listeners find_listeners(const struct pq_lab_room *room)
{
	struct listeners all = { .count = 0 };

	gather(room, "/proc/1/net/tcp", &all);
	gather(room, "/proc/1/net/tcp6", &all);
	return all;
}

static bool listens(const struct pq_lab_room *room, uint16_t port)
{
	struct listeners all = find_listeners(room);

	for (size_t i = 0; i < all.count; i++)
		if (all.ports[i] == port)
			return true;
	return false;
}

/* The last line of the log that is not empty, for a reason; bytes that are no letters become dots. */
static void last_words(const struct pq_lab_room *room, char *out, size_t size)
{
	off_t end = lseek(room->log, 0, SEEK_END);
	char tail[513] = "";
	char *begin;
	ssize_t len = pread(room->log, tail, sizeof(tail) - 1, end > 512 ? end - 512 : 0);

	while (len > 0 && strchr(" \r\n\t", tail[len - 1]))
		len--;
	tail[len > 0 ? len : 0] = '\0';
	for (ssize_t i = 0; i < len; i++)
		if (tail[i] != '\n' && (tail[i] < ' ' || tail[i] > '~'))
			tail[i] = '.';
	begin = strrchr(tail, '\n');
	begin = begin ? begin + 1 : tail;
	snprintf(out, size, "%s%.200s", begin[0] ? "; its last words: " : "", begin);
}

/* What it prints is kept in memory. */
static enum pq_err check_log(const struct pq_lab_room *room, struct pq_diag *why)
{
	struct stat about;

	if (fstat(room->log, &about) != 0 || about.st_size <= PQ_MAX_LAB_ROOM_LOG)
		return PQ_ERR_OK;
	return pq_lab_room_refuse(why, "it has printed more than 64 MiB (PQ_MAX_LAB_ROOM_LOG)");
}

void pq_lab_room_trim(const struct pq_lab_room *room)
{
	struct pq_diag unheard;

	if (check_log(room, &unheard) && ftruncate(room->log, 0) != 0)
		return; /* then the next look at it says so again */
}

enum pq_err pq_lab_room_lives(struct pq_lab_room *room, struct pq_diag *why)
{
	char words[256];
	bool done;
	int status;
	enum pq_err err;

	if (room->service == 0)
		return pq_lab_room_refuse(why, "no service was started");
	err = pq_lab_room_watch(room, 0, 0, &done, &status, why);
	if (err || !room->ended)
		return err ? err : check_log(room, why);
	last_words(room, words, sizeof(words));
	if (WIFEXITED(room->status))
		return pq_lab_room_refuse(why, "it ended with status %d%s", WEXITSTATUS(room->status), words);
	return pq_lab_room_refuse(why, "it was ended by signal %d%s", WTERMSIG(room->status), words);
}

/* Looks again and again; IO if it ends, or the limit comes. look: whether it is ready. */
static enum pq_err await(struct pq_lab_room *room, bool (*look)(struct pq_lab_room *, void *), void *what, int limit_ms,
			 const char *wanted, struct pq_diag *why)
{
	uint64_t until = pq_clock_ms() + (uint64_t)limit_ms;
	char words[256];
	bool done;
	int status;
	enum pq_err err;

	for (;;) {
		err = pq_lab_room_lives(room, why);
		if (err)
			return err;
		if (look(room, what))
			return PQ_ERR_OK;
		if (pq_clock_ms() >= until)
			break;
		err = pq_lab_room_watch(room, 0, LOOK_MS, &done, &status, why);
		if (err)
			return err;
	}
	last_words(room, words, sizeof(words));
	return pq_lab_room_refuse(why, "it runs, but %s within %d ms%s", wanted, limit_ms, words);
}

static bool look_at_port(struct pq_lab_room *room, void *port)
{
	return listens(room, *(const uint16_t *)port);
}

/* Where it does listen, if nobody does where it should. */
static void tell_port(const struct pq_lab_room *room, uint16_t port, struct pq_diag *why)
{
	struct listeners all = find_listeners(room);
	char list[256] = "";

	for (size_t i = 0; i < all.count; i++)
		snprintf(list + strlen(list), sizeof(list) - strlen(list), "%s%u", i ? ", " : "", all.ports[i]);
	if (all.count > 0)
		pq_lab_room_refuse(why, "it listens on TCP port %s, and not on %u as its description says", list, port);
}

enum pq_err pq_lab_room_await_port(struct pq_lab_room *room, uint16_t port, int limit_ms, struct pq_diag *why)
{
	enum pq_err err;
	char wanted[64];

	snprintf(wanted, sizeof(wanted), "nobody listens on TCP port %u", port);
	err = await(room, look_at_port, &port, limit_ms, wanted, why);
	if (err && !room->ended)
		tell_port(room, port, why);
	return err;
}

static bool look_at_log(struct pq_lab_room *room, void *text)
{
	const struct pq_view *wanted = text;
	unsigned char *bytes = malloc(LOG_SIZE);
	struct pq_buf log;
	bool found = false;

	if (!bytes)
		return false;
	pq_buf_init(&log, bytes, LOG_SIZE);
	pq_lab_room_log(room, 0, &log);
	found = memmem(log.data, log.len, wanted->data, wanted->len);
	free(bytes);
	return found;
}

enum pq_err pq_lab_room_await_log(struct pq_lab_room *room, struct pq_view text, int limit_ms, struct pq_diag *why)
{
	char wanted[160];

	snprintf(wanted, sizeof(wanted), "did not print \"%.*s\"", (int)(text.len < 100 ? text.len : 100),
		 (const char *)text.data);
	return await(room, look_at_log, &text, limit_ms, wanted, why);
}

static bool look_at_file(struct pq_lab_room *room, void *path)
{
	return pq_lab_room_has(room, path);
}

enum pq_err pq_lab_room_await_file(struct pq_lab_room *room, const char *path, int limit_ms, struct pq_diag *why)
{
	char wanted[256];
	char copy[PATH_MAX];

	snprintf(wanted, sizeof(wanted), "did not make %.200s", path);
	snprintf(copy, sizeof(copy), "%s", path);
	return await(room, look_at_file, copy, limit_ms, wanted, why);
}

enum pq_err pq_lab_room_connect(struct pq_lab_room *room, uint16_t port, int limit_ms, int *out, struct pq_diag *why)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons(port),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct timeval limit = { .tv_sec = limit_ms / 1000, .tv_usec = limit_ms % 1000 * 1000 };
	int file = -1;
	enum pq_err err = check_log(room, why);

	if (!err)
		err = pq_sandbox_socket(room->sandbox, 0, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0, &file, why);
	if (err)
		return err;
	/* The send timeout is connect's as well (socket(7)). */
	setsockopt(file, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	if (connect(file, (const struct sockaddr *)&address, sizeof(address)) != 0) {
		err = pq_lab_room_refuse(why, "cannot connect to TCP port %u inside: %s", port, strerror(errno));
		close(file);
		return err;
	}
	limit = (struct timeval){ 0 };
	setsockopt(file, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	*out = file;
	return PQ_ERR_OK;
}

struct banner {
	uint16_t port;
	struct pq_view text;
};

/* One connection, that is listened to for as long as a look may take; at once where nobody is there yet. */
static bool look_at_banner(struct pq_lab_room *room, void *what)
{
	const struct banner *banner = what;
	struct pollfd wait = { .events = POLLIN };
	uint64_t until = pq_clock_ms() + 1000;
	char bytes[4096];
	size_t len = 0;
	ssize_t got = 1;
	struct pq_diag unheard;
	bool found = false;

	if (!listens(room, banner->port) || pq_lab_room_connect(room, banner->port, 1000, &wait.fd, &unheard))
		return false;
	while (!found && got > 0 && len < sizeof(bytes) && pq_clock_ms() < until) {
		if (poll(&wait, 1, 50) <= 0)
			continue;
		got = recv(wait.fd, bytes + len, sizeof(bytes) - len, MSG_DONTWAIT);
		len += got > 0 ? (size_t)got : 0;
		found = memmem(bytes, len, banner->text.data, banner->text.len);
	}
	close(wait.fd);
	return found;
}

enum pq_err pq_lab_room_await_banner(struct pq_lab_room *room, uint16_t port, struct pq_view text, int limit_ms,
				     struct pq_diag *why)
{
	struct banner banner = { .port = port, .text = text };
	char wanted[160];

	snprintf(wanted, sizeof(wanted), "did not send \"%.*s\" on TCP port %u", (int)(text.len < 80 ? text.len : 80),
		 (const char *)text.data, port);
	return await(room, look_at_banner, &banner, limit_ms, wanted, why);
}

/* SPDX-License-Identifier: MIT */
/* The room's files, from outside. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lab/room_parts.h"

int pq_lab_room_file(const struct pq_lab_room *room, const char *path, int flags, mode_t mode)
{
	char full[PATH_MAX];
	struct open_how how = { .flags = (unsigned int)flags | O_CLOEXEC, .mode = mode, .resolve = RESOLVE_IN_ROOT };

	if (snprintf(full, sizeof(full), "%s%s", path[0] == '/' ? "" : PQ_LAB_ROOM_DIR "/", path) >=
	    (int)sizeof(full)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return (int)syscall(SYS_openat2, room->root, full, &how, sizeof(how));
}

static bool make_folder(const struct pq_lab_room *room, const char *name)
{
	const char *slash = strrchr(name, '/');
	char parent[PATH_MAX] = PQ_LAB_ROOM_DIR;
	int folder;
	bool good;

	if (slash)
		snprintf(parent, sizeof(parent), "%.*s", (int)(slash - name), name);
	folder = pq_lab_room_file(room, parent, O_RDONLY | O_DIRECTORY, 0);
	good = folder >= 0 && (mkdirat(folder, slash ? slash + 1 : name, 0755) == 0 || errno == EEXIST);
	if (folder >= 0)
		close(folder);
	return good;
}

/* All that lead to a path below PQ_LAB_ROOM_DIR. */
static bool make_parents(const struct pq_lab_room *room, const char *name)
{
	char part[PATH_MAX];
	bool good = name[0] != '/';

	errno = EINVAL;
	for (const char *slash = strchr(name, '/'); slash && good; slash = strchr(slash + 1, '/')) {
		snprintf(part, sizeof(part), "%.*s", (int)(slash - name), name);
		good = make_folder(room, part);
	}
	return good;
}

enum pq_err pq_lab_room_folder(struct pq_lab_room *room, const char *name, struct pq_diag *why)
{
	if (make_parents(room, name) && make_folder(room, name))
		return PQ_ERR_OK;
	return pq_lab_room_refuse(why, "cannot make %.200s inside: %s", name, strerror(errno));
}

enum pq_err pq_lab_room_write(struct pq_lab_room *room, const char *name, struct pq_view bytes, bool executable,
			      struct pq_diag *why)
{
	bool good = make_parents(room, name);
	int file = good ? pq_lab_room_file(room, name, O_WRONLY | O_CREAT | O_TRUNC, 0644) : -1;

	good = file >= 0 && fchmod(file, executable ? 0755 : 0644) == 0;
	for (size_t done = 0; good && done < bytes.len;) {
		ssize_t len = write(file, bytes.data + done, bytes.len - done);

		good = len > 0;
		done += good ? (size_t)len : 0;
	}
	if (file >= 0)
		close(file);
	return good ? PQ_ERR_OK : pq_lab_room_refuse(why, "cannot write %.200s inside: %s", name, strerror(errno));
}

bool pq_lab_room_has(const struct pq_lab_room *room, const char *path)
{
	int file = pq_lab_room_file(room, path, O_PATH, 0);

	if (file >= 0)
		close(file);
	return file >= 0;
}

void pq_lab_room_append(int file, off_t from, struct pq_buf *out)
{
	ssize_t got = 1;

	for (off_t at = from; pq_buf_room(out) > 0 && got > 0; at += got) {
		got = pread(file, out->data + out->len, pq_buf_room(out), at);
		out->len += got > 0 ? (size_t)got : 0;
	}
}

/* A pipe that somebody put there is not waited for. */
enum pq_err pq_lab_room_read(const struct pq_lab_room *room, const char *path, struct pq_buf *out, struct pq_diag *why)
{
	int file = pq_lab_room_file(room, path, O_RDONLY | O_NONBLOCK, 0);
	struct stat about;

	if (file < 0)
		return pq_lab_room_refuse(why, "cannot read %.200s inside: %s", path, strerror(errno));
	if (fstat(file, &about) == 0 && S_ISREG(about.st_mode))
		pq_lab_room_append(file, 0, out);
	close(file);
	return PQ_ERR_OK;
}

void pq_lab_room_log(const struct pq_lab_room *room, size_t from, struct pq_buf *out)
{
	pq_lab_room_append(room->log, (off_t)from, out);
}

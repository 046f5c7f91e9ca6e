/* SPDX-License-Identifier: MIT */
#include "campaign/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#define SETTLE_MS 50

void pq_store_path(char path[static PQ_STORE_PATH], const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(path, PQ_STORE_PATH, format, args);
	va_end(args);
	if (len < 0 || len >= PQ_STORE_PATH) {
		fputs("campaign: a path is longer than the system allows\n", stderr);
		exit(2);
	}
}

int pq_store_make_folders(const char *path)
{
	char part[PQ_STORE_PATH];

	pq_store_path(part, "%s", path);
	for (char *at = part + 1; *at; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		if (mkdir(part, 0777) != 0 && errno != EEXIST)
			return -1;
		*at = '/';
	}
	if (mkdir(part, 0777) != 0 && errno != EEXIST)
		return -1;
	return 0;
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *place)
{
	(void)info;
	(void)type;
	(void)place;
	return remove(path);
}

int pq_store_remove_folder(const char *path)
{
	if (access(path, F_OK) != 0)
		return 0;
	return nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static int write_all(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t written = write(fd, data, len);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -1;
		data += written;
		len -= (size_t)written;
	}
	return 0;
}

int pq_store_write(const char *path, struct pq_view bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	int result, why;

	if (fd < 0)
		return -1;
	result = write_all(fd, (const char *)bytes.data, bytes.len);
	if (result == 0)
		result = fsync(fd);
	why = errno;
	close(fd);
	errno = why;
	return result;
}

int pq_store_replace(const char *path, struct pq_view bytes)
{
	char part[PQ_STORE_PATH];
	int result, why;

	pq_store_path(part, "%s.part", path);
	result = pq_store_write(part, bytes);
	if (result == 0)
		result = rename(part, path);
	why = errno;
	if (result != 0)
		unlink(part);
	errno = why;
	return result;
}

static int copy_bytes(int from, int to)
{
	char block[65536];
	ssize_t got;

	while ((got = read(from, block, sizeof(block))) > 0)
		if (write_all(to, block, (size_t)got) != 0)
			return -1;
	if (got < 0)
		return -1;
	return fsync(to);
}

int pq_store_copy(const char *from, const char *to)
{
	char part[PQ_STORE_PATH];
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out, result, why;

	if (in < 0)
		return -1;
	pq_store_path(part, "%s.part", to);
	out = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	result = out < 0 ? -1 : copy_bytes(in, out);
	if (result == 0)
		result = rename(part, to);
	why = errno;
	if (result != 0)
		unlink(part);
	if (out >= 0)
		close(out);
	close(in);
	errno = why;
	return result;
}

static bool read_from(int fd, off_t at, struct pq_buf *out)
{
	while (pq_buf_room(out) > 0) {
		ssize_t got = pread(fd, out->data + out->len, pq_buf_room(out), at);

		if (got < 0)
			return false;
		if (got == 0)
			break;
		out->len += (size_t)got;
		at += got;
	}
	return true;
}

FILE *pq_store_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat info;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode))
		return fdopen(fd, "r");
	close(fd);
	errno = EINVAL;
	return NULL;
}

bool pq_store_read_tail(const char *path, struct pq_buf *out)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	off_t room = (off_t)pq_buf_room(out);
	off_t size;
	bool ok;

	if (fd < 0)
		return false;
	size = lseek(fd, 0, SEEK_END);
	ok = size >= 0 && read_from(fd, size > room ? size - room : 0, out);
	close(fd);
	return ok;
}

uint64_t pq_store_hash_bytes(uint64_t sum, struct pq_view bytes)
{
	for (size_t i = 0; i < bytes.len; i++)
		sum = (sum ^ bytes.data[i]) * 0x100000001b3u;
	return sum;
}

bool pq_store_hash(const char *path, uint64_t *hash)
{
	unsigned char block[65536];
	uint64_t sum = PQ_STORE_HASH;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got;

	if (fd < 0)
		return false;
	while ((got = read(fd, block, sizeof(block))) > 0)
		sum = pq_store_hash_bytes(sum, pq_view(block, (size_t)got));
	close(fd);
	if (got == 0)
		*hash = sum;
	return got == 0;
}

bool pq_store_full(const char *path)
{
	struct statvfs info;

	return statvfs(path, &info) == 0 && (uint64_t)info.f_bavail * info.f_frsize < PQ_STORE_RESERVE;
}

bool pq_store_no_room(int error)
{
	return error == ENOSPC || error == EDQUOT;
}

/* Written, not only declared: some file systems make room when it is used. */
static int fill(int fd)
{
	static const char block[4096] = "room for findings\n";
	int result = 0;

	for (size_t done = 0; result == 0 && done < PQ_STORE_RESERVE; done += sizeof(block))
		result = write_all(fd, block, sizeof(block));
	return result;
}

int pq_store_reserve(const char *out)
{
	char path[PQ_STORE_PATH];
	int fd, result, why;

	pq_store_path(path, "%s/work/reserve", out);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		return -1;
	result = fill(fd);
	why = errno;
	close(fd);
	errno = why;
	return result;
}

bool pq_store_release(const char *out)
{
	char path[PQ_STORE_PATH];
	int why = errno;
	bool given;

	pq_store_path(path, "%s/work/reserve", out);
	given = unlink(path) == 0;
	errno = why;
	return given;
}

bool pq_store_settled(const char *path)
{
	struct timespec now;
	struct stat info;

	if (stat(path, &info) != 0 || clock_gettime(CLOCK_REALTIME, &now) != 0)
		return false;
	return (now.tv_sec - info.st_mtim.tv_sec) * 1000 + (now.tv_nsec - info.st_mtim.tv_nsec) / 1000000 >= SETTLE_MS;
}

static int visit_entry(const char *folder, const char *name, int (*visit)(void *, const char *, const char *),
		       void *ctx)
{
	char path[PQ_STORE_PATH];
	struct stat info;

	if (name[0] == '.')
		return 0;
	pq_store_path(path, "%s/%s", folder, name);
	if (lstat(path, &info) != 0)
		return 0;
	if (S_ISDIR(info.st_mode))
		return pq_store_each_file(path, visit, ctx);
	return stat(path, &info) == 0 && S_ISREG(info.st_mode) ? visit(ctx, path, name) : 0;
}

int pq_store_each_file(const char *path, int (*visit)(void *ctx, const char *path, const char *name), void *ctx)
{
	struct dirent **entries;
	int count = scandir(path, &entries, NULL, alphasort);
	int result = 0;

	if (count < 0)
		return 0;
	for (int i = 0; i < count; i++) {
		if (result == 0)
			result = visit_entry(path, entries[i]->d_name, visit, ctx);
		free(entries[i]);
	}
	free(entries);
	return result;
}

size_t pq_store_count(const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;
	size_t files = 0;

	if (!folder)
		return 0;
	while ((entry = readdir(folder)) != NULL)
		files += entry->d_name[0] != '.' && entry->d_type != DT_DIR;
	closedir(folder);
	return files;
}

int pq_store_lock(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);

	return fd < 0 ? -1 : flock(fd, LOCK_EX | LOCK_NB);
}

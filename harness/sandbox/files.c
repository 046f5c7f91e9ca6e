/* SPDX-License-Identifier: MIT */
#include "sandbox/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Writes all bytes and closes; errno says why not. */
static bool finish(int file, const char *bytes, size_t len)
{
	bool good = true;
	int error;

	while (good && len > 0) {
		ssize_t written = write(file, bytes, len);

		good = written > 0;
		if (good) {
			bytes += written;
			len -= (size_t)written;
		}
	}
	error = errno;
	close(file);
	errno = error;
	return good;
}

bool pq_file_write(const char *path, const char *text)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	return file >= 0 && finish(file, text, strlen(text));
}

bool pq_file_append(const char *to, const char *from)
{
	int out = open(to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	int in = open(from, O_RDONLY | O_CLOEXEC);
	bool good = out >= 0 && in >= 0;
	char bytes[8192];
	ssize_t len = 1;
	int error;

	while (good && len > 0) {
		len = read(in, bytes, sizeof(bytes));
		good = len >= 0 && (len == 0 || write(out, bytes, (size_t)len) == len);
	}
	error = errno;
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	errno = error;
	return good;
}

long pq_file_number(const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	char text[32] = "";
	ssize_t len;

	if (file < 0)
		return -1;
	len = read(file, text, sizeof(text) - 1);
	close(file);
	return len > 0 ? strtol(text, NULL, 10) : -1;
}

/* SPDX-License-Identifier: MIT */
#include "browser/errand.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "system/clock.h"

/* Reads until the end, the time limit, or an error; what does not fit is dropped. True at the end. */
static bool read_all(int fd, char *out, size_t size, int64_t until)
{
	size_t len = 0;
	char dropped[512];

	for (;;) {
		struct pollfd wait = { fd, POLLIN, 0 };
		int64_t left = until - pq_clock_ms();
		bool fits = out && len + 1 < size;
		ssize_t got;

		if (left <= 0 || poll(&wait, 1, (int)left) < 0)
			return false;
		if (wait.revents == 0)
			continue;
		got = read(fd, fits ? out + len : dropped, fits ? size - len - 1 : sizeof(dropped));
		if (got <= 0)
			return got == 0;
		if (fits) {
			len += (size_t)got;
			out[len] = '\0';
		}
	}
}

static _Noreturn void become(char *const *argv, char *const *environment, int output)
{
	int nothing = open("/dev/null", O_RDWR);

	setpgid(0, 0);
	dup2(nothing, 0);
	dup2(output, 1);
	dup2(nothing, 2);
	execvpe(argv[0], argv, environment);
	_exit(127);
}

int pq_errand_run(char *const *argv, char *const *environment, char *out, size_t size, int limit_ms)
{
	int64_t until = pq_clock_ms() + limit_ms;
	int status = 0;
	bool ended;
	int ends[2];
	pid_t pid;

	if (out)
		out[0] = '\0';
	if (pipe2(ends, O_CLOEXEC) != 0)
		return -1;
	pid = fork();
	if (pid == 0)
		become(argv, environment, ends[1]);
	close(ends[1]);
	ended = pid > 0 && read_all(ends[0], out, size, until);
	close(ends[0]);
	if (pid <= 0)
		return -1;
	if (!ended)
		kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return ended && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool pq_errand_make_folders(const char *path)
{
	char part[PATH_MAX];

	if (snprintf(part, sizeof(part), "%s", path) >= (int)sizeof(part)) {
		errno = ENAMETOOLONG;
		return false;
	}
	for (char *at = part + 1; *at != '\0'; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		if (mkdir(part, 0700) != 0 && errno != EEXIST)
			return false;
		*at = '/';
	}
	return mkdir(part, 0700) == 0 || errno == EEXIST;
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place)
{
	(void)about;
	(void)kind;
	(void)place;
	remove(path);
	return 0;
}

void pq_errand_remove(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

bool pq_errand_write(const char *path, const char *text)
{
	char folder[PATH_MAX];
	char *slash;
	FILE *file;
	bool done;

	snprintf(folder, sizeof(folder), "%s", path);
	slash = strrchr(folder, '/');
	if (slash && slash != folder) {
		*slash = '\0';
		if (!pq_errand_make_folders(folder))
			return false;
	}
	file = fopen(path, "we");
	if (!file)
		return false;
	done = fputs(text, file) >= 0;
	return fclose(file) == 0 && done;
}

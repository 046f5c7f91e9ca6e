/* SPDX-License-Identifier: MIT */
#include "triage/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/environment.h"

#define PATIENCE_MS (3 * PQ_SERVE_LIMIT_S * 1000) /* the program ends an input by itself long before */
#define LINE 128

__attribute__((format(printf, 3, 4))) static bool fail(const struct pq_program *program,
						       char why[static PQ_PROGRAM_WHY], const char *format, ...)
{
	int len = snprintf(why, PQ_PROGRAM_WHY, "%.*s: ", PQ_PROGRAM_WHY / 2, program->path);
	va_list args;

	va_start(args, format);
	vsnprintf(why + len, PQ_PROGRAM_WHY - (size_t)len, format, args);
	va_end(args);
	return false;
}

/* In the child. It leads a group of its own, so that Ctrl-C is for who asks, and ends when that one does. */
static _Noreturn void become(const struct pq_program *program, int end, pid_t parent)
{
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	if (program->ignored)
		setenv(PQ_IGNORE_ENV, program->ignored, 1);
	else
		unsetenv(PQ_IGNORE_ENV);
	unsetenv(PQ_COUNTERS_ENV);
	unsetenv(PQ_SURVEY_ENV);
	setenv("ASAN_OPTIONS", program->symbolize ? "detect_leaks=0" : "detect_leaks=0:symbolize=0", 1);
	setenv("UBSAN_OPTIONS", "print_stacktrace=0", 1);
	dup2(end, STDIN_FILENO);
	dup2(end, STDOUT_FILENO);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	execl(program->path, program->path, PQ_SERVE_OPTION, (char *)NULL);
	_exit(127);
}

/* Reads exactly so much; false at an end, an error, or if nothing comes for too long. */
static bool get(const struct pq_program *program, char *to, size_t len)
{
	while (len > 0) {
		struct pollfd ready = { program->end, POLLIN, 0 };
		int polled = poll(&ready, 1, PATIENCE_MS);
		ssize_t got;

		if (polled < 0 && errno == EINTR)
			continue;
		if (polled <= 0)
			return false;
		got = read(program->end, to, len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		to += got;
		len -= (size_t)got;
	}
	return true;
}

static bool get_line(const struct pq_program *program, char line[static LINE])
{
	for (size_t i = 0; i + 1 < LINE; i++) {
		if (!get(program, line + i, 1))
			return false;
		if (line[i] == '\n') {
			line[i] = '\0';
			return true;
		}
	}
	return false;
}

static bool put(const struct pq_program *program, const void *bytes, size_t len)
{
	const char *from = bytes;

	while (len > 0) {
		ssize_t sent = send(program->end, from, len, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		from += sent;
		len -= (size_t)sent;
	}
	return true;
}

bool pq_program_open(struct pq_program *program, const char *path, const char *ignored, bool symbolize,
		     char why[static PQ_PROGRAM_WHY])
{
	pid_t parent = getpid();
	char line[LINE];
	int ends[2], sanitized;

	*program = (struct pq_program){ .path = path, .ignored = ignored, .symbolize = symbolize, .pid = 0, .end = -1 };
	if (access(path, X_OK) != 0)
		return fail(program, why, "%s", strerror(errno));
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return fail(program, why, "%s", strerror(errno));
	program->pid = fork();
	if (program->pid == 0)
		become(program, ends[1], parent);
	close(ends[1]);
	program->end = ends[0];
	if (program->pid < 0) {
		close(program->end);
		return fail(program, why, "%s", strerror(errno));
	}
	if (get_line(program, line) && sscanf(line, "pratique-serve 1 %*s %d", &sanitized) == 1) {
		program->sanitized = sanitized;
		return true;
	}
	pq_program_close(program);
	return fail(program, why, "does not answer as a fuzz program of this version does");
}

void pq_program_close(struct pq_program *program)
{
	if (program->pid <= 0)
		return;
	close(program->end);
	kill(-program->pid, SIGKILL);
	kill(program->pid, SIGKILL);
	while (waitpid(program->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	program->pid = 0;
}

/* What the judge said behind "request 1, event 3: ", or another target's sentence: the line behind the first one. */
static void read_detail(struct pq_view text, struct pq_run *run)
{
	static const struct pq_view mark = PQ_VIEW("ASSERTION FAILED: ");
	size_t at = 0, begin, len;

	while (at < text.len && !pq_view_starts(pq_view_from(text, at), mark))
		at++;
	begin = pq_view_find(text, '\n', at) + 1;
	text = pq_view_slice(text, begin, pq_view_find(text, '\n', begin));
	len = text.len < sizeof(run->detail) ? text.len : sizeof(run->detail) - 1;
	if (len > 0)
		memcpy(run->detail, text.data, len);
	run->detail[len] = '\0';
}

/* False if it neither died nor told that it came to its end. */
static bool read_run(const struct pq_program *program, int status, struct pq_run *run)
{
	struct pq_view text = pq_view(program->text, program->text_len);
	char last[LINE] = "";
	int whole = 1;

	*run = (struct pq_run){ .died = status != 0, .whole = true };
	if (run->died) {
		pq_status_finding_name(text, run->name);
		pq_status_finding_place(text, run->place);
		read_detail(text, run);
		if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
			snprintf(run->name, sizeof(run->name), "timeout");
		return true;
	}
	text = pq_status_last_line(text);
	if (text.len < sizeof(last))
		memcpy(last, text.data, text.len);
	run->noted = sscanf(last, "ran %zu %d", &run->requests, &whole) == 2;
	run->whole = whole != 0;
	return run->noted || strcmp(last, "ran - 1") == 0;
}

/* 3 is what a target exits with that cannot run at all. */
bool pq_program_run(struct pq_program *program, struct pq_view input, struct pq_run *run,
		    char why[static PQ_PROGRAM_WHY])
{
	char line[LINE];
	int status;

	snprintf(line, sizeof(line), "%zu\n", input.len);
	if (program->pid <= 0 || !put(program, line, strlen(line)) || !put(program, input.data, input.len) ||
	    !get_line(program, line) || sscanf(line, "%d %zu", &status, &program->text_len) != 2 ||
	    program->text_len > sizeof(program->text) || !get(program, program->text, program->text_len)) {
		pq_program_close(program);
		return fail(program, why, "has ended, or does not answer any more");
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 3) {
		struct pq_view last = pq_status_last_line(pq_view(program->text, program->text_len));

		pq_program_close(program);
		return fail(program, why, "%.*s", (int)(last.len < 200 ? last.len : 200), (const char *)last.data);
	}
	if (read_run(program, status, run))
		return true;
	pq_program_close(program);
	return fail(program, why, "does not tell that the input came to its end");
}

bool pq_program_says(const char *path, const char *words)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat info;
	void *bytes;
	bool found = false;

	if (fd < 0)
		return false;
	bytes = fstat(fd, &info) == 0 && info.st_size > 0
			? mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0)
			: MAP_FAILED;
	close(fd);
	if (bytes != MAP_FAILED) {
		found = memmem(bytes, (size_t)info.st_size, words, strlen(words)) != NULL;
		munmap(bytes, (size_t)info.st_size);
	}
	return found;
}

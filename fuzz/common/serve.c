/* SPDX-License-Identifier: MIT */
#include "common/serve.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/exact.h"
#include "common/target.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

bool pq_fuzz_serve_wanted(int argc, char **argv)
{
	return argc > 1 && strcmp(argv[1], PQ_SERVE_OPTION) == 0;
}

/* In the child: runs the input and tells that it came to its end. */
static _Noreturn void run(struct pq_view input, int out)
{
	const struct rlimit no_core = { 0, 0 };
	unsigned char *block = pq_fuzz_exact(input);
	struct pq_fuzz_run done;

	setrlimit(RLIMIT_CORE, &no_core);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	alarm(PQ_SERVE_LIMIT_S);
	LLVMFuzzerTestOneInput(block, input.len);
	done = pq_fuzz_noted_run();
	if (done.noted)
		dprintf(STDOUT_FILENO, "\nran %zu %d\n", done.requests, done.whole);
	else
		dprintf(STDOUT_FILENO, "\nran - 1\n");
	_exit(0);
}

/* What is more than there is room for is read all the same, or the child would wait for ever. */
static size_t read_text(int fd, char *text, size_t cap)
{
	char spilt[4096];
	size_t len = 0;
	ssize_t got;

	for (;;) {
		got = len < cap ? read(fd, text + len, cap - len) : read(fd, spilt, sizeof(spilt));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return len;
		len += len < cap ? (size_t)got : 0;
	}
}

/* Runs one input in a child of its own; false if the system refuses. */
static bool answer(struct pq_view input)
{
	static char text[PQ_SERVE_TEXT];
	int pipes[2], status = 0;
	size_t len;
	pid_t child;

	if (pipe(pipes) != 0)
		return false;
	child = fork();
	if (child == 0) {
		close(pipes[0]);
		run(input, pipes[1]);
	}
	close(pipes[1]);
	len = child > 0 ? read_text(pipes[0], text, sizeof(text)) : 0;
	close(pipes[0]);
	if (child < 0)
		return false;
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		continue;
	printf("%d %zu\n", status, len);
	fwrite(text, 1, len, stdout);
	return fflush(stdout) == 0;
}

int pq_fuzz_serve(void)
{
	unsigned char *input = malloc(PQ_SERVE_INPUT);
	char line[32];
	int code = input ? 0 : 3;

	printf("pratique-serve 1 %s %d\n", pq_fuzz_target.name, SANITIZED);
	fflush(stdout);
	while (code == 0 && fgets(line, sizeof(line), stdin)) {
		char *end;
		unsigned long len = strtoul(line, &end, 10);

		if (end == line || *end != '\n' || len > PQ_SERVE_INPUT || fread(input, 1, len, stdin) != len)
			code = 2;
		else if (!answer(pq_view(input, len)))
			code = 3;
	}
	free(input);
	return code;
}

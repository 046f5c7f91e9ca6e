/* SPDX-License-Identifier: MIT */
#include "sandbox/redirect.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"

/*
 * The chain sees what processes in here send. A dial to the sink's own port is translated to itself, so that it can be asked
 * about, too. Only the port is translated: with one address for all, as of "redirect", the kernel would look longer and
 * longer for a source port that no other dial of the last seconds had.
 */
static const char rules[] = "table inet pratique {\n"
			    "	chain dials {\n"
			    "		type nat hook output priority -100\n"
			    "		meta l4proto tcp dnat ip to ip daddr:%u\n"
			    "		meta l4proto tcp dnat ip6 to ip6 daddr:%u\n"
			    "	}\n"
			    "}\n";

/* nft stands where only root's PATH leads. */
static const char *const places[] = { "/usr/sbin/nft", "/sbin/nft", "/usr/local/sbin/nft", "/usr/bin/nft",
				      "/usr/local/bin/nft" };

static const char *program(void)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (access(places[i], X_OK) == 0)
			return places[i];
	return NULL;
}

/* The child: reads the rules from standard input, which is what nft does with "-f -". */
static void become_nft(const char *path, int rules_file, int complaint)
{
	char name[] = "nft";
	char option[] = "-f";
	char file[] = "-";
	char *const argv[] = { name, option, file, NULL };
	char *const environment[] = { NULL };

	if (dup2(rules_file, STDIN_FILENO) >= 0 && dup2(complaint, STDOUT_FILENO) >= 0 &&
	    dup2(complaint, STDERR_FILENO) >= 0)
		execve(path, argv, environment);
	_exit(127);
}

bool pq_redirect_begin(struct pq_redirect *redirect, uint16_t port)
{
	const char *path = program();
	char text[sizeof(rules) + 16];
	int len = snprintf(text, sizeof(text), rules, (unsigned int)port, (unsigned int)port);
	int in[2];
	int out[2];

	redirect->process = -1;
	if (!path) {
		errno = ENOENT;
		return false;
	}
	if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0)
		return false;
	pq_check(len > 0 && (size_t)len < sizeof(text));
	redirect->process = fork();
	if (redirect->process == 0)
		become_nft(path, in[0], out[1]);
	close(in[0]);
	close(out[1]);
	redirect->complaint = out[0];
	/* A pipe takes this much at once. */
	if (write(in[1], text, (size_t)len) != len)
		errno = EIO;
	close(in[1]);
	return redirect->process > 0;
}

bool pq_redirect_end(struct pq_redirect *redirect, char *text, size_t size)
{
	size_t len = 0;
	ssize_t got = 1;
	int status = -1;
	pid_t ended;

	while (got > 0 && len < size - 1) {
		got = read(redirect->complaint, text + len, size - 1 - len);
		len += got > 0 ? (size_t)got : 0;
	}
	text[len] = '\0';
	text[strcspn(text, "\n")] = '\0';
	close(redirect->complaint);
	do
		ended = waitpid(redirect->process, &status, 0);
	while (ended < 0 && errno == EINTR);
	return ended == redirect->process && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* SPDX-License-Identifier: MIT */
#include "sandbox/nft.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

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

int pq_nft_text(const char *text, size_t len)
{
	int file = memfd_create("rules", MFD_CLOEXEC);

	if (file >= 0 && (write(file, text, len) != (ssize_t)len || lseek(file, 0, SEEK_SET) != 0)) {
		close(file);
		return -1;
	}
	return file;
}

/* The child: reads the rules from standard input, which is what nft does with "-f -". */
static void become_nft(const char *path, int rules, int complaint)
{
	char name[] = "nft";
	char option[] = "-f";
	char file[] = "-";
	char *const argv[] = { name, option, file, NULL };
	char *const environment[] = { NULL };

	if (dup2(rules, STDIN_FILENO) >= 0 && dup2(complaint, STDOUT_FILENO) >= 0 &&
	    dup2(complaint, STDERR_FILENO) >= 0)
		execve(path, argv, environment);
	_exit(127);
}

bool pq_nft_begin(struct pq_nft *nft, int rules)
{
	const char *path = program();
	int out[2];

	nft->process = -1;
	if (!path) {
		errno = ENOENT;
		return false;
	}
	if (pipe2(out, O_CLOEXEC) != 0)
		return false;
	nft->process = fork();
	if (nft->process == 0)
		become_nft(path, rules, out[1]);
	close(out[1]);
	nft->complaint = out[0];
	if (nft->process < 0)
		close(out[0]);
	return nft->process > 0;
}

bool pq_nft_end(struct pq_nft *nft, char *text, size_t size)
{
	char rest[256];
	size_t len = 0;
	ssize_t got = 1;
	int status = -1;
	pid_t ended;

	while (got > 0) {
		bool full = len == size - 1;

		got = read(nft->complaint, full ? rest : text + len, full ? sizeof(rest) : size - 1 - len);
		len += got > 0 && !full ? (size_t)got : 0;
	}
	text[len] = '\0';
	text[strcspn(text, "\n")] = '\0';
	close(nft->complaint);
	do
		ended = waitpid(nft->process, &status, 0);
	while (ended < 0 && errno == EINTR);
	return ended == nft->process && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

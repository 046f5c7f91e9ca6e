/* SPDX-License-Identifier: MIT */
#include "campaign/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/check.h"
#include "system/clock.h"

void pq_command_init(struct pq_command *command)
{
	command->argc = 0;
	command->env_count = 0;
	command->used = 0;
	command->argv[0] = NULL;
}

static char *keep(struct pq_command *command, const char *format, va_list args)
{
	char *at = command->text + command->used;
	int len = vsnprintf(at, PQ_COMMAND_TEXT - command->used, format, args);

	pq_check(len >= 0 && (size_t)len < PQ_COMMAND_TEXT - command->used);
	command->used += (size_t)len + 1;
	return at;
}

void pq_command_arg(struct pq_command *command, const char *format, ...)
{
	va_list args;

	pq_check(command->argc < PQ_COMMAND_ARGS);
	va_start(args, format);
	command->argv[command->argc++] = keep(command, format, args);
	va_end(args);
	command->argv[command->argc] = NULL;
}

void pq_command_env(struct pq_command *command, const char *format, ...)
{
	va_list args;

	pq_check(command->env_count < PQ_COMMAND_ENV);
	va_start(args, format);
	command->env[command->env_count++] = keep(command, format, args);
	va_end(args);
}

/* In the child: never returns. Ends with the campaign, should the campaign be killed. */
static _Noreturn void become(const struct pq_command *command, int log, pid_t parent)
{
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(127);
	for (size_t i = 0; i < command->env_count; i++)
		putenv(command->env[i]);
	dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
	dup2(log, STDOUT_FILENO);
	dup2(log, STDERR_FILENO);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	execvp(command->argv[0], command->argv);
	dprintf(STDERR_FILENO, "%s: cannot be started\n", command->argv[0]);
	_exit(127);
}

pid_t pq_child_start(const struct pq_command *command, const char *log)
{
	int fd = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
	pid_t parent = getpid();
	pid_t child;

	if (fd < 0)
		return -1;
	child = fork();
	if (child == 0)
		become(command, fd, parent);
	if (child > 0)
		setpgid(child, child);
	close(fd);
	return child;
}

bool pq_child_ended(pid_t child, int *status)
{
	return waitpid(child, status, WNOHANG) == child;
}

bool pq_child_wait(pid_t child, uint64_t limit_ms, int *status)
{
	uint64_t begin = pq_clock_ms();

	while (!pq_child_ended(child, status)) {
		if (pq_clock_ms() - begin >= limit_ms) {
			kill(-child, SIGKILL);
			while (waitpid(child, status, 0) < 0 && errno == EINTR)
				continue;
			return false;
		}
		pq_child_pause_ms(10);
	}
	return true;
}

int pq_child_stop(pid_t child, uint64_t patience_ms)
{
	int status = 0;

	kill(-child, SIGINT);
	pq_child_wait(child, patience_ms, &status);
	return status;
}

static uint64_t ms_of(struct timeval time)
{
	return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_usec / 1000;
}

uint64_t pq_child_cpu_ms(void)
{
	struct rusage usage;

	getrusage(RUSAGE_CHILDREN, &usage);
	return ms_of(usage.ru_utime) + ms_of(usage.ru_stime);
}

/* proc(5): the name in parentheses may hold anything, and 11 fields stand between it and the four times. */
static uint64_t used_ms_of(pid_t child)
{
	unsigned long long user, kernel, waited_user, waited_system;
	uint64_t used_ms = 0;
	char path[64], text[1024];
	const char *behind = NULL;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)child);
	file = fopen(path, "r");
	if (file && fgets(text, sizeof(text), file))
		behind = strrchr(text, ')');
	if (behind && sscanf(behind + 1, "%*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %llu %llu %llu %llu", &user,
			     &kernel, &waited_user, &waited_system) == 4)
		used_ms = (user + kernel + waited_user + waited_system) * 1000 / (uint64_t)sysconf(_SC_CLK_TCK);
	if (file)
		fclose(file);
	return used_ms;
}

/* Process groups do not tell: the server that AFL++ starts its target with leads a session of its own. */
uint64_t pq_child_family_ms(pid_t child)
{
	uint64_t sum_ms = used_ms_of(child);
	char path[64];
	FILE *file;
	int next;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)child, (int)child);
	file = fopen(path, "r");
	while (file && fscanf(file, "%d", &next) == 1)
		sum_ms += pq_child_family_ms(next);
	if (file)
		fclose(file);
	return sum_ms;
}

void pq_child_pause_ms(unsigned int ms)
{
	struct timespec pause = { ms / 1000, (long)(ms % 1000) * 1000000 };

	nanosleep(&pause, NULL);
}

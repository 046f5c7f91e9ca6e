/* SPDX-License-Identifier: MIT */
#include "sandbox/program.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/accounts.h"
#include "sandbox/mounts.h"
#include "sandbox/order.h"

/* Why it did not start. what: a static string's beginning; error: errno */
struct failure {
	int error;
	char what[60];
};

pid_t pq_clone(int flags)
{
	return (pid_t)syscall(SYS_clone, flags | SIGCHLD, NULL, NULL, NULL, NULL);
}

static void fail(int report, const char *what)
{
	struct failure failure = { .error = errno };

	snprintf(failure.what, sizeof(failure.what), "%s", what);
	if (write(report, &failure, sizeof(failure)) < 0)
		_exit(126);
	_exit(127);
}

static void default_signals(void)
{
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* The program's own process, up to its exec. failed: closes with it. */
static void become(const struct pq_order *order, const int files[static 4], bool terminal, int failed)
{
	default_signals();
	if (!terminal)
		setsid();
	if (dup2(files[1], STDIN_FILENO) < 0 || dup2(files[2], STDOUT_FILENO) < 0 || dup2(files[3], STDERR_FILENO) < 0)
		fail(failed, "its standard files");
	syscall(SYS_close_range, 3u, ~0u, CLOSE_RANGE_CLOEXEC);
	if (order->user[0] != '\0' && !pq_accounts_become(order->user))
		fail(failed, "its user");
	if (chdir(order->directory) != 0)
		fail(failed, "its working directory");
	environ = order->environment;
	execvp(order->argv[0], order->argv);
	fail(failed, "");
}

/* Waits for everybody, until the program has ended, or until nobody is left; the program's own status. */
static int reap_until(pid_t program, bool lingers)
{
	int status = 0;
	int own = 0;
	pid_t ended;

	do {
		ended = waitpid(-1, &status, 0);
		if (ended == program)
			own = status;
	} while ((ended != program || lingers) && (ended > 0 || errno == EINTR));
	return own;
}

/* To all of the namespace but its first process. */
static void pass_on(int number)
{
	kill(-1, number);
}

/* What would be ignored otherwise: the first process of a namespace only gets signals that it handles. */
static void pass_signals_on(void)
{
	static const int numbers[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2 };
	struct sigaction action = { .sa_handler = pass_on };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sigaction(numbers[i], &action, NULL);
}

/* The namespace's first process. Ending it ends all others, so the status is told before. */
static void be_init(const int files[static 4], bool terminal, int failed, int report)
{
	struct pq_order order;
	pid_t program;
	int status;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, "pratique-init");
	if (!pq_mounts_proc())
		fail(failed, "its /proc");
	if (!pq_order_read(&order, files[0]))
		fail(failed, "its arguments");
	program = fork();
	if (program < 0)
		fail(failed, "a process");
	if (program == 0)
		become(&order, files, terminal, failed);
	if (!terminal)
		pass_signals_on();
	close(failed);
	for (size_t i = 0; i < 4; i++)
		close(files[i]);
	status = reap_until(program, order.lingers);
	_exit(write(report, &status, sizeof(status)) == (ssize_t)sizeof(status) ? 0 : 1);
}

/* Waits until the program runs or has failed. */
static bool runs(int failed, const int files[static 4], char *text, size_t size)
{
	struct failure failure;
	struct pq_order order;
	ssize_t got;

	do
		got = read(failed, &failure, sizeof(failure));
	while (got < 0 && errno == EINTR);
	if (got == 0)
		return true;
	if (got != (ssize_t)sizeof(failure)) {
		snprintf(text, size, "the program: its process died");
		return false;
	}
	if (!pq_order_read(&order, files[0]))
		return false;
	snprintf(text, size, "cannot run '%.200s': %.60s%s%s", order.argv[0], failure.what, failure.what[0] ? ": " : "",
		 strerror(failure.error));
	pq_order_fini(&order);
	return false;
}

bool pq_program_start(struct pq_running *running, const int files[static 4], bool terminal, char *text, size_t size)
{
	int failed[2] = { -1, -1 };
	int report[2] = { -1, -1 };
	bool good = pipe2(failed, O_CLOEXEC) == 0 && pipe2(report, O_CLOEXEC) == 0;

	running->init = good ? pq_clone(CLONE_NEWPID | CLONE_NEWNS) : -1;
	if (running->init == 0) {
		close(failed[0]);
		close(report[0]);
		be_init(files, terminal, failed[1], report[1]);
	}
	if (running->init < 0)
		snprintf(text, size, "cannot make a process for a program: %s", strerror(errno));
	close(failed[1]);
	close(report[1]);
	good = running->init > 0 && runs(failed[0], files, text, size);
	close(failed[0]);
	running->report = report[0];
	if (!good) {
		if (running->init > 0)
			waitpid(running->init, NULL, 0);
		close(report[0]);
	}
	return good;
}

/* The child shares this process's memory up to its exec, and this process waits so long. */
static pid_t borrow(const struct pq_order *order, const int files[static 4], bool terminal, int failed)
{
	pid_t process = vfork();

	if (process == 0)
		become(order, files, terminal, failed);
	return process;
}

pid_t pq_program_spawn(const int files[static 4], bool terminal, char *text, size_t size)
{
	char **own = environ;
	struct pq_order order;
	pid_t process = -1;
	int failed[2] = { -1, -1 };

	snprintf(text, size, "its arguments");
	if (!pq_order_read(&order, files[0]))
		return 0;
	if (pipe2(failed, O_CLOEXEC) == 0) {
		process = borrow(&order, files, terminal, failed[1]);
		environ = own;
	}
	if (process < 0)
		snprintf(text, size, "cannot make a process for a program: %s", strerror(errno));
	pq_order_fini(&order);
	close(failed[1]);
	if (process < 0) {
		close(failed[0]);
		return 0;
	}
	if (!runs(failed[0], files, text, size)) {
		waitpid(process, NULL, 0);
		process = 0;
	}
	close(failed[0]);
	return process;
}

int pq_program_status(struct pq_running *running)
{
	int status = SIGKILL;

	if (read(running->report, &status, sizeof(status)) != (ssize_t)sizeof(status))
		status = SIGKILL;
	close(running->report);
	running->report = -1;
	return status;
}

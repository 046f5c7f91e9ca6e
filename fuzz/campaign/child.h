/* SPDX-License-Identifier: MIT */
/*
 * Processes that a campaign starts. Each one leads a process group of its own,
 * so that Ctrl-C in the terminal reaches only the campaign, which then stops
 * what it started, and nothing else.
 */
#ifndef PQ_CAMPAIGN_CHILD_H
#define PQ_CAMPAIGN_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define PQ_COMMAND_ARGS 48
#define PQ_COMMAND_ENV 16
#define PQ_COMMAND_TEXT 32768

/* Arguments and environment additions ("NAME=value"), and the text that they point into. */
struct pq_command {
	char *argv[PQ_COMMAND_ARGS + 1];
	size_t argc;
	char *env[PQ_COMMAND_ENV];
	size_t env_count;
	char text[PQ_COMMAND_TEXT];
	size_t used;
};

void pq_command_init(struct pq_command *command);
__attribute__((format(printf, 2, 3))) void pq_command_arg(struct pq_command *command, const char *format, ...);
__attribute__((format(printf, 2, 3))) void pq_command_env(struct pq_command *command, const char *format, ...);

/* Starts it with its output going to the log file, which is emptied first. Returns its id, or -1 with errno set. */
pid_t pq_child_start(const struct pq_command *command, const char *log);

/* True once it has ended; *status is waitpid's. */
bool pq_child_ended(pid_t child, int *status);

/* Asks its group to stop, waits up to patience_ms, then kills the group; returns when it has ended. */
int pq_child_stop(pid_t child, uint64_t patience_ms);

/* Waits up to limit_ms, then kills its group. *status is waitpid's; false if it had to be killed. */
bool pq_child_wait(pid_t child, uint64_t limit_ms, int *status);

/* CPU time, in milliseconds, of all that has ended so far, and of all that this waited for. */
uint64_t pq_child_cpu_ms(void);

/*
 * CPU time, in milliseconds, of a process that runs, of all that it waited for, and of all that it started and that runs
 * still, which nobody may ever wait for; 0 if that cannot be told.
 */
uint64_t pq_child_family_ms(pid_t child);

/* Waits that long. */
void pq_child_pause_ms(unsigned int ms);

#endif

/* SPDX-License-Identifier: MIT */
#include "campaign/build.h"

#include <sys/wait.h>

#define STEP_MS 50
#define STOP_PATIENCE_MS 3000

/* Runs a command to its end, or until it is to stop; true if it succeeded. */
static bool run_command(const struct pq_command *command, const char *log, const volatile sig_atomic_t *stop)
{
	pid_t child = pq_child_start(command, log);
	int status = -1;

	if (child < 0)
		return false;
	while (!pq_child_ended(child, &status)) {
		if (*stop) {
			pq_child_stop(child, STOP_PATIENCE_MS);
			return false;
		}
		pq_child_pause_ms(STEP_MS);
	}
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool pq_build_targets(enum pq_campaign_engine engine, const char *source, unsigned int jobs, const char *log,
		      const volatile sig_atomic_t *stop)
{
	struct pq_command command;

	pq_command_init(&command);
	if (!pq_engine_configured(engine, source)) {
		pq_engine_configure(&command, engine, source);
		if (!run_command(&command, log, stop))
			return false;
		pq_command_init(&command);
	}
	pq_engine_build(&command, engine, source, "fuzz_targets", jobs);
	return run_command(&command, log, stop);
}

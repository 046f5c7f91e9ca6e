/* SPDX-License-Identifier: MIT */
#include "campaign/build.h"

#include <sys/wait.h>

#include "campaign/signals.h"
#include "campaign/status.h"

#define STEP_MS 50
#define STOP_PATIENCE_MS 3000

bool pq_build_run(const struct pq_command *command, const char *log)
{
	pid_t child = pq_child_start(command, log);
	int status = -1;

	if (child < 0)
		return false;
	while (!pq_child_ended(child, &status)) {
		if (pq_signals_caught()) {
			pq_child_stop(child, STOP_PATIENCE_MS);
			return false;
		}
		pq_child_pause_ms(STEP_MS);
	}
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool pq_build_target(enum pq_campaign_engine engine, const char *source, const char *cmake_target, unsigned int jobs,
		     const char *log)
{
	struct pq_command command;

	pq_command_init(&command);
	if (!pq_engine_configured(engine, source)) {
		pq_engine_configure(&command, engine, source);
		if (!pq_build_run(&command, log))
			return false;
		pq_command_init(&command);
	}
	pq_engine_build(&command, engine, source, cmake_target, jobs);
	return pq_build_run(&command, log);
}

struct pq_view pq_build_error(const char *log)
{
	static unsigned char storage[1u << 14];
	struct pq_buf text;

	pq_buf_init(&text, storage, sizeof(storage));
	return pq_store_read_tail(log, &text) ? pq_status_first_error(pq_buf_view(&text)) : pq_view(NULL, 0);
}

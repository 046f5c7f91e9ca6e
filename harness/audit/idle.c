/* SPDX-License-Identifier: MIT */
#include "audit/board.h"
#include "audit/idle.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "audit/busy.h"
#include "audit/observe.h"
#include "audit/witness_result.h"
#include "browser/session.h"
#include "system/clock.h"

#define LOOK_EVERY_MS 200
#define CONTROL_NAME "control.probe.example"
#define CONTROL_PATIENCE_MS 30000

/*
 * dials, names: how many of the witness's belong to the idle time
 * ticks: the machine's processor time when it began
 */
struct idle {
	const struct pq_idle_options *options;
	struct pq_observatory observatory;
	char log_dir[4096 + 8];
	char authority[4096 + 32];
	uint64_t ticks;
	uint64_t began_ms;
	uint32_t dials;
	uint32_t names;
	char trouble[1024];
};

static bool stopped(const struct idle *idle)
{
	return idle->options->stop && *idle->options->stop;
}

static enum pq_err start(struct idle *idle, const char *url, struct pq_session **session, struct pq_diag *diag)
{
	const struct pq_session_options options = {
		.recipe = idle->options->recipe,
		.program = idle->options->program,
		.dir = idle->options->dir,
		.authority = idle->authority,
		.url = url,
		.name_server = PQ_OBSERVE_NAME_SERVER,
		.stock = idle->options->stock,
	};

	return pq_session_open(session, idle->observatory.sandbox, &options, diag);
}

/* Takes an event; false if there is nothing more to wait for, with why in trouble. */
static bool look(struct idle *idle, struct pq_session *session, const char *when)
{
	struct pq_sandbox_event event = pq_sandbox_next(idle->observatory.sandbox, LOOK_EVERY_MS);
	const char *name = idle->options->recipe->name;

	if (event.kind == PQ_SANDBOX_RESIDENT || event.kind == PQ_SANDBOX_GONE) {
		idle->observatory.sink_ended = true;
		snprintf(idle->trouble, sizeof(idle->trouble), "the sink ended; its log is in %.900s", idle->log_dir);
		return false;
	}
	if (event.kind != PQ_SANDBOX_EXITED || event.id != pq_session_id(session))
		return true;
	pq_session_exited(session);
	snprintf(idle->trouble, sizeof(idle->trouble), "%.60s ended by itself %s, status %d; its log is %.800s", name,
		 when, event.status, pq_session_log(session));
	return false;
}

/* The idle time itself. */
static enum pq_err watch(struct idle *idle, struct pq_result *result, struct pq_diag *diag)
{
	const struct pq_idle_options *options = idle->options;
	struct pq_witness *witness = idle->observatory.witness;
	struct pq_session *session = NULL;
	uint64_t began = pq_clock_ms();
	enum pq_err err = start(idle, "about:blank", &session, diag);

	if (err != PQ_ERR_OK)
		return err;
	result->command = pq_result_print(result, "%s", pq_session_command(session));
	while (pq_clock_ms() - began < options->idle_ms && look(idle, session, "while it was watched")) {
		if (stopped(idle)) {
			snprintf(idle->trouble, sizeof(idle->trouble), "interrupted; what was seen until then is kept");
			break;
		}
		if (options->progress)
			options->progress(options->context, pq_clock_ms() - began, atomic_load(&witness->last_conn));
	}
	idle->dials = atomic_load(&witness->last_conn);
	idle->names = atomic_load(&witness->name_count);
	pq_session_close(session);
	return PQ_ERR_OK;
}

static bool control_came(const struct pq_witness *witness)
{
	uint32_t count = atomic_load(&witness->name_count);

	for (uint32_t i = 0; i < count; i++)
		if (strcmp(witness->names[i].name, CONTROL_NAME) == 0 && atomic_load(&witness->names[i].dialled))
			return true;
	return false;
}

/* The same start on a page that it must fetch. */
static void ask_control(struct idle *idle, struct pq_result *result)
{
	struct pq_session *session = NULL;
	struct pq_diag diag;
	uint64_t began = pq_clock_ms();

	result->controls = 1;
	if (start(idle, "http://" CONTROL_NAME "/", &session, &diag) != PQ_ERR_OK) {
		snprintf(idle->trouble, sizeof(idle->trouble), "the control could not be started: %s", diag.expected);
		return;
	}
	while (!control_came(idle->observatory.witness) && pq_clock_ms() - began < CONTROL_PATIENCE_MS &&
	       !stopped(idle) && look(idle, session, "before it fetched the control page"))
		continue;
	result->controls_seen = control_came(idle->observatory.witness);
	if (result->controls_seen == 0 && idle->trouble[0] == '\0')
		snprintf(idle->trouble, sizeof(idle->trouble),
			 "the control page http://" CONTROL_NAME "/ was not fetched; the log is %.800s",
			 pq_session_log(session));
	pq_session_close(session);
}

static enum pq_err open_idle(struct idle *idle, struct pq_diag *diag)
{
	snprintf(idle->log_dir, sizeof(idle->log_dir), "%.4096s/log", idle->options->dir);
	snprintf(idle->authority, sizeof(idle->authority), "%s/authority.pem", idle->log_dir);
	if (mkdir(idle->log_dir, 0777) != 0 && errno != EEXIST)
		return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "a folder in which a log can be made");
	return pq_observatory_open(&idle->observatory, idle->log_dir, diag);
}

static void measure(const struct idle *idle, struct pq_result *result)
{
	result->took_ms = pq_clock_ms() - idle->began_ms;
	result->sink_permille =
		pq_busy_permille_of(atomic_load(&idle->observatory.witness->sink.processor_us), result->took_ms);
	result->busy_permille = pq_busy_permille(idle->ticks, result->took_ms);
}

/* What was seen becomes rows of the result. */
static enum pq_err gather(const struct idle *idle, struct pq_result *result)
{
	struct pq_log *log = NULL;
	struct pq_diag diag;
	char lost[256];
	const struct pq_witness_share share = { .witness = idle->observatory.witness,
						.dials = idle->dials,
						.names = idle->names,
						.judge = idle->options->judge };
	bool read = pq_log_open(&log, idle->log_dir, &diag) == PQ_ERR_OK;
	enum pq_err err = pq_witness_result(&share, read ? log : NULL, result);

	if (read)
		pq_log_close(log);
	pq_witness_lost_text(idle->observatory.witness, idle->options->judge, lost, sizeof(lost));
	if (lost[0] != '\0' || idle->trouble[0] != '\0') {
		result->partial = true;
		result->trouble = pq_result_print(result, "%s", idle->trouble[0] != '\0' ? idle->trouble : lost);
	}
	return err;
}

enum pq_err pq_idle_run(const struct pq_idle_options *options, struct pq_result *result, struct pq_diag *diag)
{
	struct idle *idle = calloc(1, sizeof(*idle));
	enum pq_err err;

	if (!idle)
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory");
	idle->options = options;
	idle->began_ms = pq_clock_ms();
	idle->ticks = pq_busy_ticks();
	err = open_idle(idle, diag);
	if (err == PQ_ERR_OK) {
		err = watch(idle, result, diag);
		if (err == PQ_ERR_OK && !idle->observatory.sink_ended && !stopped(idle))
			ask_control(idle, result);
		pq_observatory_stop(&idle->observatory);
		measure(idle, result);
		if (err == PQ_ERR_OK && gather(idle, result) != PQ_ERR_OK)
			err = pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory");
		pq_observatory_close(&idle->observatory);
	}
	free(idle);
	return err;
}

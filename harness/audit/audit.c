/* SPDX-License-Identifier: MIT */
#include "audit/audit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "audit/busy.h"
#include "audit/confirm.h"
#include "audit/gather.h"
#include "audit/pages.h"
#include "audit/remote.h"
#include "audit/spaces.h"
#include "sink/sink.h"
#include "system/clock.h"

#define SINKS 2
#define PLAIN_PORTS 1024 /* of one page without script: small browsers choke on more */
#define STOP_PATIENCE_MS 5000
#define GRACE_MS 300 /* between the end of the last task and a look at what is doubtful */

static enum pq_err fail(struct pq_diag *diag, const char *what, const char *path)
{
	char text[sizeof(diag->expected)];

	snprintf(text, sizeof(text), "%s %.300s (%s)", what, path, strerror(errno));
	return pq_diag_set(diag, PQ_ERR_IO, 0, 0, text);
}

static void options_of_plan(const struct pq_audit_options *options, struct pq_plan_options *plan)
{
	*plan = (struct pq_plan_options){
		.depth = options->depth,
		.kind = options->recipe->kind,
		.policy = &options->judge->policy,
		.vectors = options->vectors,
		.ports = options->ports,
	};
}

enum pq_err pq_audit_check(const struct pq_audit_options *options, struct pq_diag *diag)
{
	struct pq_port_set ports = { { 0 } };
	struct pq_rows rows;
	enum pq_err err = PQ_ERR_OK;

	if (!pq_rows_init(&rows, options->recipe))
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory");
	if (options->vectors)
		err = pq_rows_check(&rows, options->vectors, diag);
	if (!err && options->ports)
		err = pq_ports_read(&ports, options->ports, &options->judge->policy, "http", diag);
	pq_rows_fini(&rows);
	return err;
}

/* Pins the first pass: sweeps first, because they are what is wanted when time runs out. */
static enum pq_err pin_plan(struct pq_run *run)
{
	struct pq_port_set ports;
	enum pq_err err = PQ_ERR_OK;

	for (int sweeps = 1; sweeps >= 0 && !err; sweeps--)
		for (size_t i = 0; i < run->rows.count && !err; i++) {
			bool sweep = pq_plan_ports(&run->plan, &run->rows.rows[i], &ports);

			if (sweep == (sweeps == 1))
				err = pq_asks_pin(&run->asks, i, &ports, sweep);
		}
	return err;
}

/* The script that a runtime is given, as a file. */
static enum pq_err write_script(struct pq_run *run, struct pq_diag *diag)
{
	size_t room = 1u << 20;
	unsigned char *text = malloc(room);
	struct pq_buf buf;
	FILE *file;
	bool done;

	if (!text)
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory");
	snprintf(run->script, sizeof(run->script), "%s/runtime.mjs", run->options->dir);
	pq_buf_init(&buf, text, room);
	pq_page_runtime(&buf);
	file = fopen(run->script, "we");
	done = file && pq_buf_ok(&buf) && fwrite(buf.data, 1, buf.len, file) == buf.len;
	if (file)
		done = fclose(file) == 0 && done;
	free(text);
	return done ? PQ_ERR_OK : fail(diag, "a file that can be written:", run->script);
}

static enum pq_err open_files(struct pq_run *run, struct pq_diag *diag)
{
	enum pq_err err;

	snprintf(run->log_dir, sizeof(run->log_dir), "%s/log", run->options->dir);
	snprintf(run->authority, sizeof(run->authority), "%s/authority.pem", run->log_dir);
	if (mkdir(run->log_dir, 0777) != 0 && errno != EEXIST)
		return fail(diag, "a folder that can be made:", run->log_dir);
	err = pq_sink_authority(run->log_dir, diag);
	if (!err && run->options->recipe->kind == PQ_BROWSER_RUNTIME)
		err = write_script(run, diag);
	return err;
}

static enum pq_err open_sandbox(struct pq_run *run, struct pq_sink sinks[static SINKS], struct pq_diag *diag)
{
	struct pq_resident residents[SINKS];
	const struct pq_sandbox_options options = {
		.tcp_port = PQ_RUN_TCP_PORT,
		.authority_file = run->authority,
		.name_server = PQ_BOARD_NAME_SERVER,
		.residents = residents,
		.resident_count = SINKS,
	};

	for (uint32_t i = 0; i < SINKS; i++) {
		sinks[i] = (struct pq_sink){
			.port = PQ_RUN_TCP_PORT,
			.redirected = true,
			.log_dir = run->log_dir,
			.index = i,
			.processes = SINKS,
			.site = pq_board_site(run->board),
			.named_tls = true,
			.counters = &run->board->sink,
		};
		residents[i] = (struct pq_resident){ "pratique-sink", pq_sink_run, &sinks[i] };
	}
	return pq_sandbox_open(&run->sandbox, &options, diag);
}

static void run_tasks(struct pq_run *run, enum pq_launch launch)
{
	static void (*const by_kind[])(struct pq_run *, enum pq_launch) = {
		[PQ_BROWSER_PAGE] = pq_watch_tasks,
		[PQ_BROWSER_PLAIN] = pq_plain_tasks,
		[PQ_BROWSER_RUNTIME] = pq_watch_tasks,
		[PQ_BROWSER_COMMAND] = pq_command_tasks,
	};

	if (run->remote)
		pq_remote_tasks(run, launch);
	else
		by_kind[run->options->recipe->kind](run, launch);
}

static void wait_a_little(struct pq_run *run)
{
	const struct timespec pause = { 0, GRACE_MS * 1000000L };

	if (!run->over)
		nanosleep(&pause, NULL);
}

/* A device that is quick may have been through all of them already; what follows from that is still to be asked. */
static bool has_tasks(const struct pq_run *run, enum pq_launch launch)
{
	uint32_t count = atomic_load(&run->board->task_count);

	for (uint32_t i = 0; i < count; i++)
		if (run->board->tasks[i].launch == launch)
			return true;
	return false;
}

/* All passes of one launch, with the subject left open between them. */
static enum pq_err run_launch(struct pq_run *run, enum pq_launch launch)
{
	uint32_t more = 1;
	enum pq_err err = PQ_ERR_OK;

	for (int ask = 0; ask < PQ_MAX_ASKS && more > 0 && !run->over && !err; ask++) {
		run_tasks(run, launch);
		wait_a_little(run);
		more = 0;
		if (!run->over && ask + 1 < PQ_MAX_ASKS)
			err = pq_asks_pin_again(&run->asks, launch, &more);
	}
	pq_session_close(run->session);
	run->session = NULL;
	return err;
}

/* The sinks' logs are whole once their processes have ended. */
static void stop_sinks(struct pq_run *run)
{
	uint32_t ended = 0;

	atomic_store(&run->board->closed, true);
	atomic_store(&run->board->sink.stop, true);
	for (int waited = 0; ended < SINKS && waited < STOP_PATIENCE_MS; waited += 50) {
		struct pq_sandbox_event event = pq_sandbox_next(run->sandbox, 50);

		ended += event.kind == PQ_SANDBOX_RESIDENT;
		if (event.kind == PQ_SANDBOX_GONE)
			break;
	}
	pq_sandbox_close(run->sandbox);
	run->sandbox = NULL;
}

static void measure(struct pq_run *run, uint64_t ticks, struct pq_result *result)
{
	result->took_ms = pq_clock_ms() - run->began_ms;
	result->sink_permille = pq_busy_permille_of(atomic_load(&run->board->sink.processor_us), result->took_ms);
	result->busy_permille = pq_busy_permille(ticks, result->took_ms);
}

static enum pq_err run_all(struct pq_run *run, struct pq_result *result, struct pq_diag *diag)
{
	struct pq_sink sinks[SINKS];
	uint64_t ticks = pq_busy_ticks();
	enum pq_err err = open_files(run, diag);

	if (!err)
		err = run->options->announce ? pq_remote_open(run, diag) : open_sandbox(run, sinks, diag);
	if (err)
		return err;
	err = pin_plan(run);
	if (!err && run->options->spaces)
		err = pq_spaces_pin(run);
	for (int launch = 0; launch < PQ_LAUNCH_COUNT && !err; launch++)
		if (has_tasks(run, (enum pq_launch)launch))
			err = run_launch(run, (enum pq_launch)launch);
	if (run->remote)
		pq_remote_stop(run);
	else
		stop_sinks(run);
	measure(run, ticks, result);
	if (atomic_load(&run->board->sink.lost))
		pq_run_trouble(run, false, "the sink's log is full or cannot be written: transcripts lack bytes");
	if (err == PQ_ERR_LIMIT)
		pq_run_trouble(run, true, "the board is full: ask for fewer vectors or ports at a time");
	err = err == PQ_ERR_LIMIT ? PQ_ERR_OK : err;
	if (!err)
		err = pq_gather(run, result);
	if (!err)
		err = pq_spaces_gather(run, result);
	if (!err)
		err = pq_confirm(run, result);
	return err ? pq_diag_set(diag, err, 0, 0, "memory") : PQ_ERR_OK;
}

/* What is said of the run as a whole. */
static void tell(const struct pq_run *run, struct pq_result *result)
{
	if (run->command)
		result->command = pq_result_print(result, "%s", run->command);
	if (pq_remote_visitor(run)[0] != '\0')
		result->version = pq_result_print(result, "%s", pq_remote_visitor(run));
	if (run->trouble[0] != '\0') {
		result->partial = true;
		result->trouble = pq_result_print(result, "%s", run->trouble);
	}
}

enum pq_err pq_audit_run(const struct pq_audit_options *options, struct pq_result *result, struct pq_diag *diag)
{
	struct pq_run *run = calloc(1, sizeof(*run));
	enum pq_err err = PQ_ERR_NO_SPACE;

	if (!run)
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory");
	run->options = options;
	run->board = pq_board_new();
	run->began_ms = pq_clock_ms();
	options_of_plan(options, &run->plan);
	if (run->board && pq_rows_init(&run->rows, options->recipe) &&
	    pq_asks_init(&run->asks, run->board, &run->rows, &options->judge->policy)) {
		if (options->recipe->kind == PQ_BROWSER_PLAIN)
			run->asks.most = PLAIN_PORTS;
		if (options->announce)
			pq_remote_mark(&run->rows);
		err = run_all(run, result, diag);
		if (!err)
			tell(run, result);
	} else {
		pq_diag_set(diag, err, 0, 0, "memory");
	}
	pq_remote_close(run);
	pq_asks_fini(&run->asks);
	pq_rows_fini(&run->rows);
	pq_board_free(run->board);
	free(run->command);
	free(run);
	return err;
}

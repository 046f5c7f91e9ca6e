/* SPDX-License-Identifier: MIT */
#include "corpus/measure.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "campaign/signals.h"
#include "common/environment.h"
#include "system/clock.h"

#define STEP_MS 20
#define PROGRESS_MS 500
#define STOP_PATIENCE_MS 3000

__attribute__((format(printf, 3, 4))) static enum pq_measured fail(struct pq_measure *measure, enum pq_measured how,
								   const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(measure->failure, sizeof(measure->failure), format, args);
	va_end(args);
	return how;
}

/* Why the system refused something: a full disk is told from the rest. */
static enum pq_measured refuse(struct pq_measure *measure, const char *path)
{
	return fail(measure, pq_store_no_room(errno) ? PQ_MEASURE_FULL : PQ_MEASURE_FAILED, "%s: %s", path,
		    strerror(errno));
}

/* Whether the folder was last used with the same program; it is from now on. */
static bool same_program(const struct pq_measure *measure, const char *program)
{
	char path[PQ_STORE_PATH], text[32], was[32] = "";
	uint64_t hash = 0;
	FILE *file;

	pq_store_path(path, "%s/program", measure->work);
	snprintf(text, sizeof(text), "%016" PRIx64 "\n", pq_store_hash(program, &hash) ? hash : 0);
	file = fopen(path, "r");
	if (file) {
		if (!fgets(was, sizeof(was), file))
			was[0] = '\0';
		fclose(file);
	}
	return strcmp(was, text) == 0 || pq_store_write(path, pq_view_str(text)) != 0;
}

static int empty_folder(const struct pq_measure *measure, const char *name)
{
	char path[PQ_STORE_PATH];

	pq_store_path(path, "%s/%s", measure->work, name);
	return pq_store_remove_folder(path) != 0 ? -1 : pq_store_make_folders(path);
}

/* A merge of just this list goes on; any other begins. Returns the files done, or -1 with errno set. */
static long begin(const struct pq_measure *measure, struct pq_stage *stage, const char *program, const char *control)
{
	char counters[PQ_STORE_PATH];
	size_t done;

	pq_store_path(counters, "%s/counters", measure->work);
	if (empty_folder(measure, "kept") != 0)
		return -1;
	if (same_program(measure, program) && pq_control_resume(control, stage->count, pq_stage_print, stage, &done))
		return (long)done;
	unlink(counters);
	if (empty_folder(measure, "artifacts") != 0)
		return -1;
	return pq_control_begin(control, stage->count, pq_stage_print, stage) ? 0 : -1;
}

/*
 * libFuzzer gives its own command line to a shell, as it is. So the merge works in its folder and calls the target by a
 * link there: no path of the user's is in it.
 */
static int link_target(const struct pq_measure *measure, const char *program)
{
	char path[PQ_STORE_PATH], whole[PQ_STORE_PATH];

	pq_store_path(path, "%s/target", measure->work);
	unlink(path);
	return realpath(program, whole) ? symlink(whole, path) : -1;
}

static void make_command(struct pq_command *command, const struct pq_measure *measure, size_t target)
{
	pq_command_init(command);
	pq_command_env(command, PQ_COUNTERS_ENV "=counters");
	pq_command_env(command, PQ_MUTATOR_ENV "=" PQ_MUTATOR_OFF);
	pq_command_arg(command, "env");
	pq_command_arg(command, "--chdir=%s", measure->work);
	pq_command_arg(command, "./target");
	pq_command_arg(command, "-merge=1");
	pq_command_arg(command, "-merge_control_file=control");
	pq_command_arg(command, "-artifact_prefix=artifacts/");
	pq_command_arg(command, "-max_len=%u", pq_campaign_target_at(target)->max_len);
	pq_command_arg(command, "-timeout=10");
	pq_command_arg(command, "-detect_leaks=0");
	pq_command_arg(command, "-use_counters=%d", !measure->edges);
	pq_command_arg(command, "kept");
	pq_command_arg(command, "input");
}

/* Waits for it; false if a signal came before it had ended. */
static bool wait_for(const struct pq_measure *measure, const struct pq_stage *stage, pid_t child, size_t done,
		     int *status)
{
	uint64_t shown_ms = pq_clock_ms();
	struct pq_counters counted;
	char path[PQ_STORE_PATH];

	pq_store_path(path, "%s/counters", measure->work);
	while (!pq_child_ended(child, status)) {
		if (pq_signals_caught()) {
			pq_child_stop(child, STOP_PATIENCE_MS);
			return false;
		}
		pq_child_pause_ms(STEP_MS);
		if (!measure->progress || pq_clock_ms() - shown_ms < PROGRESS_MS)
			continue;
		shown_ms = pq_clock_ms();
		if (pq_counters_read(path, &counted) && counted.executions > done)
			done = counted.executions;
		measure->progress(measure->ctx, stage->target, done, stage->count);
	}
	return true;
}

static enum pq_measured run(struct pq_measure *measure, struct pq_stage *stage)
{
	char program[PQ_STORE_PATH], control[PQ_STORE_PATH], log[PQ_STORE_PATH], name[64];
	struct pq_command command;
	int status;
	pid_t child;
	long done;

	snprintf(name, sizeof(name), "fuzz_%s", pq_campaign_target_at(stage->target)->name);
	pq_engine_program(program, PQ_ENGINE_LIBFUZZER, name, measure->source);
	pq_store_path(control, "%s/control", measure->work);
	pq_store_path(log, "%s/log", measure->work);
	done = begin(measure, stage, program, control);
	if (done < 0)
		return refuse(measure, control);
	if ((size_t)done == stage->count)
		return PQ_MEASURED;
	if (link_target(measure, program) != 0)
		return refuse(measure, program);
	make_command(&command, measure, stage->target);
	child = pq_child_start(&command, log);
	if (child < 0)
		return refuse(measure, log);
	if (!wait_for(measure, stage, child, (size_t)done, &status))
		return PQ_MEASURE_INTERRUPTED;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return PQ_MEASURED;
	return fail(measure, pq_store_full(measure->work) ? PQ_MEASURE_FULL : PQ_MEASURE_FAILED,
		    "the merge ended early (%s %d); its output is %s", WIFEXITED(status) ? "status" : "signal",
		    WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status), log);
}

static enum pq_measured read_shown(struct pq_measure *measure, struct pq_stage *stage)
{
	struct pq_control_file *files = calloc(stage->count, sizeof(*files));
	char control[PQ_STORE_PATH];
	bool whole;

	pq_store_path(control, "%s/control", measure->work);
	whole = files && pq_control_read(control, files, stage->count);
	for (size_t i = 0; whole && i < stage->count; i++) {
		stage->items[i].shown = files[i];
		whole = files[i].begun;
	}
	free(files);
	if (whole)
		return PQ_MEASURED;
	return fail(measure, pq_store_full(measure->work) ? PQ_MEASURE_FULL : PQ_MEASURE_FAILED,
		    "the merge wrote no whole record of its files; its output is %s/log", measure->work);
}

/* What the taking of artifacts needs. */
struct taking {
	struct pq_measure *measure;
	struct pq_stage *stage;
};

static int keep_finding(const struct pq_measure *measure, struct pq_finding *finding, const char *artifact,
			const char *log)
{
	if (pq_finding_take(finding, measure->source, artifact, measure->findings, log) == 0)
		return 0;
	if (!pq_store_no_room(errno) || !measure->reserve || !pq_store_release(measure->reserve))
		return -1;
	return pq_finding_take(finding, measure->source, artifact, measure->findings, log);
}

static int take_one(void *ctx, const char *path, const char *name)
{
	struct taking *taking = ctx;
	struct pq_finding finding = { .target = pq_campaign_target_at(taking->stage->target),
				      .engine = PQ_ENGINE_LIBFUZZER };
	char log[PQ_STORE_PATH];

	if (!pq_finding_is_artifact(name))
		return 0;
	pq_store_path(log, "%s/rerun.log", taking->measure->work);
	if (keep_finding(taking->measure, &finding, path, log) != 0)
		return -1;
	for (size_t i = 0; i < taking->stage->count; i++)
		taking->stage->items[i].found |= finding.reproduced && taking->stage->items[i].hash == finding.hash;
	if (taking->measure->found)
		taking->measure->found(taking->measure->ctx, &finding);
	return 0;
}

static enum pq_measured take_findings(struct pq_measure *measure, struct pq_stage *stage)
{
	struct taking taking = { measure, stage };
	char artifacts[PQ_STORE_PATH];

	pq_store_path(artifacts, "%s/artifacts", measure->work);
	if (!measure->findings || pq_store_each_file(artifacts, take_one, &taking) == 0)
		return PQ_MEASURED;
	return fail(measure, PQ_MEASURE_FULL, "an input that ends the target could not be kept: %s; it stays in %s",
		    strerror(errno), artifacts);
}

enum pq_measured pq_measure(struct pq_measure *measure, struct pq_stage *stage)
{
	enum pq_measured measured = stage->count > 0 ? run(measure, stage) : PQ_MEASURED;
	char counters[PQ_STORE_PATH];

	memset(&measure->counted, 0, sizeof(measure->counted));
	if (measured != PQ_MEASURED || stage->count == 0)
		return measured;
	pq_store_path(counters, "%s/counters", measure->work);
	pq_counters_read(counters, &measure->counted);
	measured = read_shown(measure, stage);
	return measured == PQ_MEASURED ? take_findings(measure, stage) : measured;
}

/* SPDX-License-Identifier: MIT */
#include "campaign/turn.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define STOP_PATIENCE_MS 3000
#define SETTLE_MS 50 /* an artifact that young may still be being written */

__attribute__((format(printf, 3, 4))) static void fail(struct pq_turn *turn, enum pq_turn_state state,
						       const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(turn->failure, sizeof(turn->failure), format, args);
	va_end(args);
	turn->state = state;
}

static const char *const parts[] = { "artifacts", "input", "taken" };

static int make_work_folder(const char *work)
{
	if (pq_store_remove_folder(work) != 0)
		return -1;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		char path[PQ_STORE_PATH];

		pq_store_path(path, "%s/%s", work, parts[i]);
		if (pq_store_make_folders(path) != 0)
			return -1;
	}
	return 0;
}

/* Counts names of the input folder. */
struct gathering {
	const struct pq_turn *turn;
	unsigned int next;
};

/* One flat folder, from which a seed that breaks a property can be taken out. A second name for the same file costs nothing; another disk needs a copy. */
static int gather_one(void *ctx, const char *path, const char *name)
{
	struct gathering *gathering = ctx;
	char to[PQ_STORE_PATH];

	(void)name;
	pq_store_path(to, "%s/input/%06u", gathering->turn->work, gathering->next++);
	return link(path, to) == 0 ? 0 : pq_store_copy(path, to);
}

/* AFL++ refuses an empty folder. */
static int write_first_input(const char *work)
{
	char path[PQ_STORE_PATH];
	FILE *file;

	pq_store_path(path, "%s/input/first", work);
	file = fopen(path, "w");
	if (!file)
		return -1;
	fputs("pratique\n", file);
	return fclose(file);
}

/* The seeds; and for AFL++, which keeps what it grows apart, the corpus too. */
static int gather_input(struct pq_turn *turn)
{
	struct gathering gathering = { turn, 0 };
	char folder[PQ_STORE_PATH];

	pq_store_path(folder, "%s/%s", turn->source, turn->target->seeds);
	if (pq_store_each_file(folder, gather_one, &gathering) != 0)
		return -1;
	if (turn->engine == PQ_ENGINE_LIBFUZZER)
		return 0;
	pq_store_path(folder, "%s/corpus/%s", turn->out, turn->target->name);
	if (pq_store_each_file(folder, gather_one, &gathering) != 0)
		return -1;
	return gathering.next > 0 ? 0 : write_first_input(turn->work);
}

static bool has_dictionary(const struct pq_turn *turn)
{
	char path[PQ_STORE_PATH];

	pq_store_path(path, "%s/fuzz/%s.dict", turn->source, turn->target->name);
	return access(path, R_OK) == 0;
}

static void start_engine(struct pq_turn *turn)
{
	uint64_t spent_ms = pq_child_now_ms() - turn->begun_ms;
	struct pq_engine_place place = { turn->source, turn->out, turn->work, turn->seen.ignored,
					 spent_ms < turn->length_ms ? turn->length_ms - spent_ms : 1 };
	struct pq_command command;
	char path[PQ_STORE_PATH];

	pq_store_path(path, "%s/afl", turn->work);
	pq_store_remove_folder(path);
	pq_command_init(&command);
	pq_engine_fuzz(&command, turn->engine, turn->target, &place, has_dictionary(turn));
	pq_store_path(path, "%s/log", turn->work);
	turn->restart = false;
	turn->child = pq_child_start(&command, path);
	if (turn->child < 0)
		fail(turn, PQ_TURN_FAILED, "%s: %s", command.argv[0], strerror(errno));
}

void pq_turn_start(struct pq_turn *turn, unsigned int lane, uint64_t length_ms)
{
	char corpus[PQ_STORE_PATH];

	turn->state = PQ_TURN_RUNNING;
	turn->taken = 0;
	turn->restart = false;
	turn->enough = false;
	memset(&turn->seen, 0, sizeof(turn->seen));
	turn->begun_ms = pq_child_now_ms();
	turn->length_ms = length_ms;
	turn->coverage = 0;
	memset(&turn->counted, 0, sizeof(turn->counted));
	pq_store_path(turn->work, "%s/work/%s-%s-%u", turn->out, pq_engine_name(turn->engine), turn->target->name,
		      lane);
	pq_store_path(corpus, "%s/corpus/%s", turn->out, turn->target->name);
	if (make_work_folder(turn->work) != 0 || pq_store_make_folders(corpus) != 0 || gather_input(turn) != 0) {
		fail(turn, errno == ENOSPC ? PQ_TURN_FULL : PQ_TURN_FAILED, "%s: %s", turn->work, strerror(errno));
		return;
	}
	start_engine(turn);
}

static bool settled(const char *path)
{
	struct timespec now;
	struct stat info;

	if (stat(path, &info) != 0 || clock_gettime(CLOCK_REALTIME, &now) != 0)
		return false;
	return (now.tv_sec - info.st_mtim.tv_sec) * 1000 + (now.tv_nsec - info.st_mtim.tv_nsec) / 1000000 >= SETTLE_MS;
}

/* Takes one input away if its bytes have the hash of a finding. */
static int forget_one(void *ctx, const char *path, const char *name)
{
	const uint64_t *wanted = ctx;
	uint64_t hash;

	(void)name;
	if (pq_store_hash(path, &hash) && hash == *wanted)
		return unlink(path);
	return 0;
}

/* An engine that begins with a finding would only end with it again. Its bytes are kept as the finding. */
static int forget_input(const struct pq_turn *turn, uint64_t hash)
{
	char folder[PQ_STORE_PATH];

	pq_store_path(folder, "%s/input", turn->work);
	if (pq_store_each_file(folder, forget_one, &hash) != 0)
		return -1;
	pq_store_path(folder, "%s/corpus/%s", turn->out, turn->target->name);
	return pq_store_each_file(folder, forget_one, &hash);
}

/* pq_store_each_file's visitor: a finding is reported, and its artifact put aside. */
static int take_one(void *ctx, const char *path, const char *name)
{
	struct pq_turn *turn = ctx;
	struct pq_finding finding = { .target = turn->target, .engine = turn->engine };
	char log[PQ_STORE_PATH], aside[PQ_STORE_PATH];
	enum pq_seen_advice advice;

	if (!pq_finding_is_artifact(name) || !settled(path) || turn->taken >= PQ_TURN_TAKEN)
		return 0;
	pq_store_path(log, "%s/rerun.log", turn->work);
	pq_store_path(aside, "%s/taken/%s", turn->work, name);
	if (pq_finding_take(&finding, turn->source, path, turn->findings_folder, log) != 0)
		return -1;
	turn->taken++;
	advice = pq_seen_add(&turn->seen, finding.name);
	turn->restart |= advice == PQ_SEEN_IGNORE;
	turn->enough |= advice == PQ_SEEN_ENOUGH;
	if (advice != PQ_SEEN_DROP)
		turn->found(turn->ctx, &finding);
	else if (!finding.known)
		unlink(finding.file);
	return rename(path, aside) == 0 ? forget_input(turn, finding.hash) : -1;
}

static void take_findings(struct pq_turn *turn)
{
	static const char *const folders[] = { "artifacts", "afl/default/crashes", "afl/default/hangs" };

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		char path[PQ_STORE_PATH];

		pq_store_path(path, "%s/%s", turn->work, folders[i]);
		if (pq_store_each_file(path, take_one, turn) != 0) {
			fail(turn, PQ_TURN_FULL, "a finding in %s could not be kept: %s", path, strerror(errno));
			return;
		}
	}
}

static void read_coverage(struct pq_turn *turn)
{
	static unsigned char storage[1u << 14];
	bool aflpp = turn->engine == PQ_ENGINE_AFLPP;
	char path[PQ_STORE_PATH];
	struct pq_buf text;
	uint64_t edges;

	pq_store_path(path, "%s/%s", turn->work, aflpp ? "afl/default/plot_data" : "log");
	pq_buf_init(&text, storage, sizeof(storage));
	if (!pq_store_read_tail(path, &text))
		return;
	if ((aflpp ? pq_status_aflpp_coverage : pq_status_libfuzzer_coverage)(pq_buf_view(&text), &edges))
		turn->coverage = edges;
}

/* pq_store_each_file's visitor: an input that AFL++ grew gets a second name in the corpus. */
static int keep_grown(void *ctx, const char *path, const char *name)
{
	const struct pq_turn *turn = ctx;
	char to[PQ_STORE_PATH];
	uint64_t hash;

	if (strncmp(name, "id:", 3) != 0 || strstr(name, ",orig:") || !pq_store_hash(path, &hash))
		return 0;
	pq_store_path(to, "%s/corpus/%s/%016" PRIx64, turn->out, turn->target->name, hash);
	return link(path, to) == 0 || errno == EEXIST ? 0 : -1;
}

static void add(struct pq_counters *sum, const struct pq_counters *more)
{
	sum->executions += more->executions;
	sum->reached += more->reached;
	sum->dials += more->dials;
	for (size_t i = 0; i < PQ_COUNTERS_RULES; i++)
		sum->findings[i] += more->findings[i];
}

/* After the engine has ended: nothing that it leaves may be lost. */
static void collect(struct pq_turn *turn)
{
	char path[PQ_STORE_PATH];
	struct pq_counters run;

	turn->child = 0;
	pq_store_path(path, "%s/counters", turn->work);
	if (pq_counters_read(path, &run))
		add(&turn->counted, &run);
	unlink(path);
	read_coverage(turn);
	pq_store_path(path, "%s/afl/default/queue", turn->work);
	if (pq_store_each_file(path, keep_grown, turn) != 0)
		fail(turn, PQ_TURN_FULL, "%s/corpus: %s", turn->out, strerror(errno));
	pq_child_pause_ms(SETTLE_MS + 10);
	take_findings(turn);
}

/* Why an engine ended before its time without a finding: its own last words. */
static void explain_end(struct pq_turn *turn, int status)
{
	static unsigned char storage[4096];
	char path[PQ_STORE_PATH];
	struct pq_view reason;
	struct pq_buf text;

	pq_store_path(path, "%s/log", turn->work);
	pq_buf_init(&text, storage, sizeof(storage));
	pq_store_read_tail(path, &text);
	reason = pq_status_aflpp_abort(pq_buf_view(&text));
	if (reason.len == 0)
		reason = pq_status_last_line(pq_buf_view(&text));
	fail(turn, PQ_TURN_FAILED, "%s ended early (%s %d): %.*s; its output is %s", pq_engine_name(turn->engine),
	     WIFEXITED(status) ? "status" : "signal", WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status),
	     (int)(reason.len < 200 ? reason.len : 200), (const char *)reason.data, path);
}

static void engine_ended(struct pq_turn *turn, int status)
{
	size_t before = turn->taken;

	collect(turn);
	if (turn->state != PQ_TURN_RUNNING)
		return;
	if (turn->taken == before)
		explain_end(turn, status);
	else if (!turn->enough)
		start_engine(turn);
}

/* What an engine that goes on after findings, as AFL++ does, shall ignore takes another start. */
static void restart_engine(struct pq_turn *turn)
{
	pq_child_stop(turn->child, STOP_PATIENCE_MS);
	collect(turn);
	if (turn->state == PQ_TURN_RUNNING && !turn->enough)
		start_engine(turn);
}

void pq_turn_step(struct pq_turn *turn)
{
	int status;

	if (turn->state != PQ_TURN_RUNNING)
		return;
	if (pq_child_ended(turn->child, &status)) {
		engine_ended(turn, status);
	} else {
		read_coverage(turn);
		if (turn->engine == PQ_ENGINE_AFLPP)
			take_findings(turn);
	}
	if (turn->state != PQ_TURN_RUNNING)
		return;
	if (turn->enough || pq_child_now_ms() - turn->begun_ms >= turn->length_ms)
		pq_turn_stop(turn);
	else if (turn->restart && turn->child > 0)
		restart_engine(turn);
}

void pq_turn_stop(struct pq_turn *turn)
{
	if (turn->child > 0) {
		pq_child_stop(turn->child, STOP_PATIENCE_MS);
		collect(turn);
	}
	if (turn->state == PQ_TURN_RUNNING)
		turn->state = PQ_TURN_OVER;
}

void pq_turn_count(const struct pq_turn *turn, struct pq_counters *sum)
{
	char path[PQ_STORE_PATH];
	struct pq_counters run;

	if (turn->state == PQ_TURN_IDLE)
		return;
	add(sum, &turn->counted);
	pq_store_path(path, "%s/counters", turn->work);
	if (turn->child > 0 && pq_counters_read(path, &run))
		add(sum, &run);
}

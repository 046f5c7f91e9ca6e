/* SPDX-License-Identifier: MIT */
#include "campaign/history.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#define SAMPLES 400
#define INTERVAL_MIN_MS 1000
#define INTERVAL_MAX_MS 30000

static const char *const ends[] = { "killed", "finished", "interrupted", "full", "failed" };
static_assert(sizeof(ends) / sizeof(ends[0]) == PQ_HISTORY_END_COUNT, "a name for each");

const char *pq_history_end_name(enum pq_history_end end)
{
	return ends[end];
}

/* A line that was torn when somebody was killed must not swallow the next one. */
static bool ends_torn(int fd)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char last;

	return size > 0 && (pread(fd, &last, 1, size - 1) != 1 || last != '\n');
}

__attribute__((format(printf, 2, 3))) static int put(struct pq_history *history, const char *format, ...)
{
	char line[PQ_HISTORY_LINE + 1];
	ssize_t written;
	va_list args;
	int len;

	line[0] = '\n';
	va_start(args, format);
	len = vsnprintf(line + 1, sizeof(line) - 1, format, args);
	va_end(args);
	if (len < 0 || len >= PQ_HISTORY_LINE) {
		errno = ENAMETOOLONG;
		return -1;
	}
	written = history->torn ? write(history->fd, line, (size_t)len + 1) : write(history->fd, line + 1, (size_t)len);
	if (written != len + history->torn) {
		history->torn |= written > 0;
		errno = written < 0 ? errno : ENOSPC;
		return -1;
	}
	history->torn = false;
	return 0;
}

int pq_history_open(struct pq_history *history, const char *out)
{
	char path[PQ_STORE_PATH];

	pq_store_path(path, "%s/history", out);
	history->torn = false;
	history->fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (history->fd < 0)
		return -1;
	history->torn = ends_torn(history->fd);
	return lseek(history->fd, 0, SEEK_END) > 0 ? 0 : put(history, PQ_HISTORY_HEAD);
}

int pq_history_begin(struct pq_history *history, const struct pq_history_run *run)
{
	if (put(history, "begin %s %" PRIu64 " %" PRIu64 " %u %s %s\n", run->id, run->begun_ms, run->planned_ms,
		run->jobs, run->mutator ? "mutator" : "plain", run->resumed ? "resumed" : "new") != 0)
		return -1;
	return fsync(history->fd);
}

int pq_history_sample(struct pq_history *history, const struct pq_history_sample *sample, uint64_t at_ms)
{
	return put(history,
		   "sample %" PRIu64 " %s %s %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
		   " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
		   at_ms, pq_campaign_target_at(sample->target)->name, pq_engine_name(sample->engine), sample->spent_ms,
		   sample->cpu_ms, sample->executions, sample->reached, sample->dials, sample->mutated,
		   sample->structured, sample->edges, sample->stability, sample->inputs);
}

/* A place is one line of text. */
static void put_place(const char *place, char out[static PQ_STATUS_PLACE + 1])
{
	size_t len = 0;

	if (place[0])
		out[len++] = ' ';
	for (; *place && len < PQ_STATUS_PLACE; place++)
		out[len++] = *place == '\n' ? ' ' : *place;
	out[len] = '\0';
}

int pq_history_finding(struct pq_history *history, const struct pq_finding *finding, uint64_t at_ms)
{
	const char *slash = strrchr(finding->file, '/');
	char place[PQ_STATUS_PLACE + 1];

	put_place(finding->place, place);
	if (put(history, "finding %" PRIu64 " %s %s %s %s %s %s%s\n", at_ms, finding->target->name,
		pq_engine_name(finding->engine), finding->name, finding->reproduced ? "reproduced" : "unproven",
		finding->rescued ? "rescued"
		: finding->known ? "known"
				 : "new",
		slash ? slash + 1 : finding->file, place) != 0)
		return -1;
	return fsync(history->fd);
}

int pq_history_end(struct pq_history *history, enum pq_history_end end, uint64_t at_ms)
{
	if (put(history, "end %" PRIu64 " %s\n", at_ms, pq_history_end_name(end)) != 0)
		return -1;
	return fsync(history->fd);
}

void pq_history_close(struct pq_history *history)
{
	if (history->fd >= 0)
		close(history->fd);
	history->fd = -1;
}

uint64_t pq_history_interval_ms(uint64_t planned_ms)
{
	uint64_t interval_ms = planned_ms / SAMPLES;

	return interval_ms < INTERVAL_MIN_MS   ? INTERVAL_MIN_MS
	       : interval_ms > INTERVAL_MAX_MS ? INTERVAL_MAX_MS
					       : interval_ms;
}

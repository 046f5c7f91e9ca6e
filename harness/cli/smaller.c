/* SPDX-License-Identifier: MIT */
#include "cli/smaller.h"

#include <stdio.h>

#include "campaign/child.h"
#include "campaign/signals.h"
#include "cli/cli.h"
#include "report/message.h"
#include "report/terminal.h"
#include "system/clock.h"

#define PROGRESS_MS 200

/* live: a line of progress can be rewritten; shown_ms: when it was, 0 if none stands there */
struct show {
	bool live;
	uint64_t shown_ms;
};

static void erase(struct show *show)
{
	if (show->shown_ms)
		fputs("\r\033[K", stderr);
	show->shown_ms = 0;
}

static bool on_step(void *ctx, const struct pq_smaller *smaller)
{
	struct show *show = ctx;
	uint64_t now_ms = show->live ? pq_clock_ms() : 0;

	if (show->live && now_ms - show->shown_ms >= PROGRESS_MS) {
		fprintf(stderr, "\r\033[K%zu bytes after %zu tries", smaller->m.best.len, smaller->m.tries);
		fflush(stderr);
		show->shown_ms = now_ms;
	}
	return !pq_signals_caught();
}

static int complain_silent(const struct pq_cli_finding *finding, const struct pq_smaller *smaller)
{
	if (smaller->run.died)
		pq_complain("%s: %s breaks %s with it, not %s", finding->path, finding->program, smaller->run.name,
			    finding->label.name);
	else
		pq_complain("%s: %s breaks nothing with it (any more); replay tells what became of it", finding->path,
			    finding->program);
	return PQ_EXIT_BAD_INPUT;
}

int pq_cli_smaller(struct pq_smaller *smaller, const struct pq_cli_finding *finding, size_t limit)
{
	struct show show = { pq_terminal_live(stderr), 0 };
	enum pq_smaller_result result;

	smaller->step = on_step;
	smaller->ctx = &show;
	smaller->limit = limit;
	result = pq_smaller_run(smaller, finding->program, &finding->label, pq_file_view(&finding->bytes));
	erase(&show);
	switch (result) {
	case PQ_SMALLER_DONE:
		return PQ_EXIT_OK;
	case PQ_SMALLER_SILENT:
		return complain_silent(finding, smaller);
	case PQ_SMALLER_STOPPED:
		pq_complain("%s: %s after %zu tries", finding->path,
			    pq_signals_caught() ? "interrupted" : "no more tries", smaller->m.tries);
		return PQ_EXIT_SETUP;
	default:
		pq_complain("%s: %s", finding->path, smaller->why);
		return PQ_EXIT_SETUP;
	}
}

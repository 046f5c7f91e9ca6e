/* SPDX-License-Identifier: MIT */
/* audit --headers and --bodies. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/board.h"
#include "audit/cases.h"
#include "cli/audit_call.h"
#include "cli/cli.h"
#include "cli/places.h"
#include "report/message.h"
#include "system/clock.h"

static void progress(void *context, const char *suite, size_t done, size_t total)
{
	const uint64_t *begun = context;

	pq_audit_bar(suite, done, total, pq_clock_ms() - *begun, "");
}

/* What went wrong first is what is told. */
static void stop_early(struct pq_result *result, char *trouble)
{
	result->partial = true;
	if (!result->trouble)
		result->trouble = trouble;
}

/* When --time is over, which began with the vectors; 0: never. */
static uint64_t deadline_of(const struct pq_audit_call *call, const struct pq_result *result, uint64_t now)
{
	if (!call->limit_ms)
		return 0;
	return now + (call->limit_ms > result->took_ms ? call->limit_ms - result->took_ms : 0);
}

/* The result keeps what was seen until then. */
static void give_up(const char *suite, struct pq_result *result, const struct pq_diag *diag)
{
	stop_early(result, pq_result_print(result, "%s could not be asked: expected %s", suite, diag->expected));
}

int pq_audit_cases(const struct pq_audit_call *call, struct pq_result *result)
{
	static const enum pq_audit_option wanted[] = { PQ_AUDIT_HEADERS, PQ_AUDIT_BODIES };
	char corpus[PATH_MAX];
	uint64_t begun = pq_clock_ms();
	struct pq_file text;
	struct pq_policy *policy = NULL;
	struct pq_cases_options how = {
		.recipe = &call->recipe,
		.program = call->program,
		.stock = call->values[PQ_AUDIT_STOCK] != NULL,
		.dir = call->dir,
		.corpus = corpus,
		/* Judging asks the court's judge and leaves it as it was. */
		.judge = (struct pq_judge *)(uintptr_t)&call->court.judge,
		.progress = progress,
		.context = &begun,
		.stop = call->stop,
		.deadline_ms = deadline_of(call, result, begun),
	};
	int code;

	if (!call->values[PQ_AUDIT_HEADERS] && !call->values[PQ_AUDIT_BODIES])
		return PQ_EXIT_OK;
	code = pq_load_policy(call->court.name, &policy, &text);
	if (code != PQ_EXIT_OK)
		return code;
	how.policy = policy;
	snprintf(corpus, sizeof(corpus), "%s/corpus/seeds", pq_cli_data_dir());
	for (int suite = 0; suite < PQ_CASES_SUITE_COUNT && !*call->stop; suite++) {
		struct pq_diag diag = { 0, 0, "" };

		if (call->values[wanted[suite]] && pq_cases_run((enum pq_cases_suite)suite, &how, result, &diag))
			give_up(pq_cases_suite_name((enum pq_cases_suite)suite), result, &diag);
	}
	if (*call->stop)
		stop_early(result, pq_result_print(result, "interrupted while scenarios were put to it"));
	else if (how.deadline_ms && pq_clock_ms() >= how.deadline_ms)
		stop_early(result, pq_result_print(result, "the time was up while scenarios were put to it"));
	result->took_ms += pq_clock_ms() - begun;
	pq_audit_bar_clear();
	free(policy);
	pq_file_free(&text);
	return PQ_EXIT_OK;
}

/* SPDX-License-Identifier: MIT */
/* audit --idle: what a subject dials that is asked nothing. */
#include <stdio.h>

#include "audit/idle.h"
#include "cli/audit_call.h"

static void progress(void *context, uint64_t elapsed_ms, uint32_t dials)
{
	const struct pq_audit_call *call = context;
	char note[64];

	snprintf(note, sizeof(note), "%u dials", dials);
	pq_audit_bar("seconds", elapsed_ms / 1000, call->idle_ms / 1000, elapsed_ms, note);
}

enum pq_err pq_audit_idle(struct pq_audit_call *call, struct pq_result *result, struct pq_diag *diag)
{
	const struct pq_idle_options options = {
		.recipe = &call->recipe,
		.program = call->program,
		.stock = call->values[PQ_AUDIT_STOCK] != NULL,
		.dir = call->dir,
		.judge = &call->court.judge.policy,
		.idle_ms = call->idle_ms,
		.progress = progress,
		.context = call,
		.stop = call->stop,
	};

	result->depth = pq_result_print(result, "idle");
	return pq_idle_run(&options, result, diag);
}

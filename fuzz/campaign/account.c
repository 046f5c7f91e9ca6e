/* SPDX-License-Identifier: MIT */
#include "campaign/account.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "system/clock.h"

/* Moves OUT/totals to the first of totals.damaged-1, -2 and so on that is free. */
static int put_aside(const char *out, char aside[static PQ_STORE_PATH])
{
	char path[PQ_STORE_PATH];
	unsigned int number = 0;

	pq_store_path(path, "%s/totals", out);
	do
		pq_store_path(aside, "%s/totals.damaged-%u", out, ++number);
	while (access(aside, F_OK) == 0);
	return rename(path, aside);
}

void pq_account_open(struct pq_account *account, const char *out, char why[static 2 * PQ_TOTALS_WHY])
{
	char wrong[PQ_TOTALS_WHY], aside[PQ_STORE_PATH];

	why[0] = '\0';
	account->out = out;
	account->written_ms = pq_clock_ms();
	if (pq_totals_read(&account->totals, out, wrong))
		return;
	if (put_aside(out, aside) == 0)
		snprintf(why, 2 * PQ_TOTALS_WHY, "%s; it is kept as %s, and counting begins anew", wrong, aside);
	else
		snprintf(why, 2 * PQ_TOTALS_WHY, "%s (%s)", wrong, strerror(errno));
}

static bool book(struct pq_totals *totals, const struct pq_turn *turn, bool over)
{
	struct pq_counters done = { 0 };
	struct pq_total total = { 0 };

	pq_turn_count(turn, &done);
	total.turns = over;
	total.cpu_ms = pq_turn_cpu_ms(turn);
	total.wall_ms = pq_clock_ms() - turn->begun_ms;
	total.executions = done.executions;
	total.reached = done.reached;
	total.dials = done.dials;
	total.mutated = done.mutated;
	total.edges = turn->coverage;
	return pq_totals_add(totals, turn->target->name, turn->engine, &total);
}

void pq_account_book(struct pq_account *account, const struct pq_turn *turn)
{
	book(&account->totals, turn, true);
}

int pq_account_write(struct pq_account *account, const struct pq_turn *turns, size_t count)
{
	struct pq_totals totals;
	int result;

	account->written_ms = pq_clock_ms();
	if (!pq_totals_copy(&totals, &account->totals))
		return -1;
	for (size_t i = 0; i < count; i++)
		if (turns[i].state == PQ_TURN_RUNNING)
			book(&totals, &turns[i], false);
	result = pq_totals_write(&totals, account->out);
	account->totals.folder = totals.folder;
	pq_totals_free(&totals);
	return result;
}

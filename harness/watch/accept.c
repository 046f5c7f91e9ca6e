/* SPDX-License-Identifier: MIT */
/* What a baseline accepts of what a watch finds. */
#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/rule.h"
#include "watch/state.h"

enum pq_err pq_watcher_baseline_open(struct pq_watcher_baseline *baseline, const char *text, const char *today,
				     struct pq_diag *diag)
{
	size_t len = strlen(text);
	enum pq_err err = PQ_ERR_NO_SPACE;
	struct pq_buf pool;

	baseline->text = malloc(len + 1);
	baseline->pool = malloc(PQ_MAX_BASELINE_BYTES);
	baseline->rows = calloc(PQ_MAX_BASELINE_ROWS, sizeof(*baseline->rows));
	if (baseline->text && baseline->pool && baseline->rows) {
		memcpy(baseline->text, text, len);
		pq_buf_init(&pool, baseline->pool, PQ_MAX_BASELINE_BYTES);
		err = pq_rows_read(pq_view(baseline->text, len), baseline->rows, &baseline->count, &pool, diag);
	}
	if (err)
		pq_watcher_baseline_free(baseline);
	baseline->today = pq_date_number(pq_view_str(today));
	return err;
}

void pq_watcher_baseline_free(struct pq_watcher_baseline *baseline)
{
	free(baseline->text);
	free(baseline->pool);
	free(baseline->rows);
	*baseline = (struct pq_watcher_baseline){ .text = NULL };
}

/* The word of the request that broke the rule, as it stands in front of a place. */
static void word_of(const char *place, char word[static 16])
{
	size_t len = strcspn(place, " :");

	len = len < 15 ? len : 15;
	memcpy(word, place, len);
	word[len] = '\0';
}

/* Whether the row is about that breach, whatever day it is. */
static bool names(const struct pq_watch *watch, const struct pq_row *row, const struct pq_violation *violation,
		  const char *place)
{
	const struct pq_transcript *transcript = &watch->transcript;
	const struct pq_event *event =
		violation->event < transcript->count ? &transcript->events[violation->event] : NULL;
	char text[2 * PQ_WATCHER_SENTENCE];

	if (row->kind == PQ_ROW_UNSAFE_PORT) {
		word_of(place, text);
		return violation->rule == PQ_RULE_UNSAFE_PORT && event && event->kind == PQ_EVENT_DIAL &&
		       pq_row_has_port(row->ports, event->port) && pq_row_names(row->name, text);
	}
	if (row->kind != PQ_ROW_VIOLATION || !pq_view_is(row->suite, PQ_ROW_WATCH))
		return false;
	snprintf(text, sizeof(text), "%s %s", pq_rule_name(violation->rule), place);
	return pq_row_names(row->name, text);
}

static void copy(char *to, size_t cap, struct pq_view text)
{
	size_t len = text.len < cap ? text.len : cap - 1;

	memcpy(to, text.data, len);
	to[len] = '\0';
}

void pq_watcher_accept(const struct pq_watch *watch, const struct pq_violation *violation,
		       struct pq_watch_breach *breach, struct pq_watcher_said *said)
{
	for (size_t i = 0; i < watch->baseline.count && !breach->accepted; i++) {
		const struct pq_row *row = &watch->baseline.rows[i];

		if (!names(watch, row, violation, breach->place))
			continue;
		if (pq_date_number(row->until) > watch->baseline.today) {
			copy(said->reason, sizeof(said->reason), row->reason);
			breach->accepted = said->reason;
		} else if (!breach->expired) {
			copy(said->day, sizeof(said->day), row->until);
			breach->expired = said->day;
		}
	}
}

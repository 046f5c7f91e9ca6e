/* SPDX-License-Identifier: MIT */
#include "report/policy_timeline.h"

#include <stdio.h>

#include "report/policy_words.h"
#include "report/ranges.h"

static int year_of(struct pq_view date)
{
	int year = 0;

	for (size_t i = 0; i < 4 && date.len >= 4; i++)
		year = 10 * year + (date.data[i] - '0');
	return year;
}

void pq_timeline_picture(struct pq_picture *picture, const struct pq_states *states, const struct pq_terminal *terminal)
{
	const struct pq_fact *change;
	int first = 9999;
	int last = 0;

	for (size_t i = 0; (change = pq_timeline_next(states, PQ_FACT_CHANGE, &i)) != NULL;) {
		int year = year_of(change->date);

		first = year < first ? year : first;
		last = year > last ? year : last;
	}
	for (size_t i = 0; i < states->count; i++) {
		int year = year_of(pq_view_str(states->states[i].day));

		last = year > last ? year : last;
	}
	pq_picture_init(picture, terminal, pq_terminal_width(terminal->out), first, last);
}

const struct pq_fact *pq_timeline_next(const struct pq_states *states, enum pq_fact_kind kind, size_t *index)
{
	while (*index < states->facts.count) {
		const struct pq_fact *fact = &states->facts.facts[(*index)++];

		if (fact->kind == kind)
			return fact;
	}
	return NULL;
}

void pq_timeline_heading(const struct pq_picture *picture, const char *words)
{
	fputc('\n', picture->terminal->out);
	pq_terminal_put(picture->terminal, PQ_COLOUR_STRONG, words);
	fputc('\n', picture->terminal->out);
}

/* Writes the ports beside the bar's beginning: behind it where there is room, else before it. */
static void write_ports(struct pq_picture_row *row, int begin, int end, const struct pq_fact_ports *ports)
{
	int behind = end - begin - 3; /* of the bar, without its ends and a blank */
	int before = begin - 1;
	char text[PQ_PICTURE_MOST];
	struct pq_port_map set;

	pq_words_set_of(ports, &set);
	pq_ranges_of_set(&set, text, sizeof(text));
	if ((int)strlen(text) > behind && (int)strlen(text) > before)
		pq_ranges_of_set(&set, text, (size_t)(behind >= before ? behind : before) + 1);
	if ((int)strlen(text) <= behind) {
		pq_picture_write(row, begin + 1, " ", PQ_COLOUR_PLAIN);
		pq_picture_write(row, begin + 2, text, PQ_COLOUR_PLAIN);
		if ((int)strlen(text) < behind)
			pq_picture_write(row, begin + 2 + (int)strlen(text), " ", PQ_COLOUR_PLAIN);
	} else {
		pq_picture_write(row, before - (int)strlen(text), text, PQ_COLOUR_PLAIN);
	}
}

int pq_timeline_month(struct pq_view date)
{
	return date.len < 7 ? (int)date.len : 7;
}

static size_t count_of(const struct pq_fact_ports *ports)
{
	size_t count = 0;

	for (size_t i = 0; i < ports->count; i++)
		count += (size_t)(ports->ranges[i].last - ports->ranges[i].first) + 1;
	return count;
}

void pq_timeline_change(const struct pq_picture *picture, const struct pq_fact *change)
{
	struct pq_picture_row row = { 0 };
	int begin = pq_picture_at(picture, change->date);
	size_t added = count_of(&change->ports);
	size_t removed = count_of(&change->removed);
	char name[128];
	char left[64];
	char sum[24];

	snprintf(sum, sizeof(sum), removed ? "-%zu" : "+%zu", removed ? removed : added);
	if (!added && !removed)
		sum[0] = '\0';
	snprintf(left, sizeof(left), "%-7.*s %3s %2u", pq_timeline_month(change->date), (const char *)change->date.data,
		 sum, change->size);
	snprintf(name, sizeof(name), "%.*s", (int)change->name.len, (const char *)change->name.data);
	if (added) {
		pq_picture_put(&row, begin, PQ_GLYPH_BEGIN, PQ_COLOUR_NOTE);
		pq_picture_line(&row, begin + 1, picture->across, PQ_COLOUR_NOTE);
		write_ports(&row, begin, picture->across, &change->ports);
	} else {
		pq_picture_put(&row, begin, PQ_GLYPH_END, PQ_COLOUR_NOTE);
	}
	pq_picture_show(picture, &row, left, PQ_COLOUR_PLAIN, name, PQ_COLOUR_PLAIN);
}

void pq_timeline_exception(const struct pq_picture *picture, const struct pq_states *states,
			   const struct pq_fact *exception)
{
	const struct pq_fact *listed = pq_states_listed(states, exception->ports.ranges[0].first);
	struct pq_view since = exception->date.len || !listed ? exception->date : listed->date;
	struct pq_picture_row row = { 0 };
	int begin = pq_picture_at(picture, since);
	int end = pq_picture_at(picture, exception->until);
	char left[64];
	char right[64];

	if (end <= begin)
		end = begin + 1;
	snprintf(left, sizeof(left), "%.*s", (int)exception->name.len, (const char *)exception->name.data);
	snprintf(right, sizeof(right), "until %.*s", (int)exception->until.len, (const char *)exception->until.data);
	if (exception->date.len)
		pq_picture_put(&row, begin, PQ_GLYPH_BEGIN, PQ_COLOUR_WARN);
	pq_picture_line(&row, begin + (exception->date.len ? 1 : 0), end, PQ_COLOUR_WARN);
	pq_picture_put(&row, end, PQ_GLYPH_END, PQ_COLOUR_WARN);
	write_ports(&row, begin, end, &exception->ports);
	pq_picture_show(picture, &row, left, PQ_COLOUR_PLAIN, right, PQ_COLOUR_FAINT);
}

bool pq_timeline_shows(const struct pq_state *state)
{
	return state->schemes != 0 && !pq_view_is(state->policy->name, "fetch");
}

size_t pq_timeline_run(const struct pq_states *states, size_t index)
{
	size_t end = index;

	while (end < states->count && pq_view_eq(states->states[end].product, states->states[index].product))
		end++;
	return end - index;
}

/* SPDX-License-Identifier: MIT */
/* The whole history: a bar for each change of the list, what was let through, and the products' numbers. */
#include "report/policy_timeline.h"

#include <stdio.h>

#include "policies/port_map.h"
#include "report/policy_report.h"
#include "report/policy_words.h"
#include "report/ranges.h"

#define NUMBER 4 /* columns of a number, its star and the least bar behind it */

/* All that the list had then: good. Some missing: a warning; more than an eighth of it: bad. */
static enum pq_colour colour_of(const struct pq_state *state)
{
	if (state->late == 0)
		return PQ_COLOUR_GOOD;
	return 8 * state->late > state->due ? PQ_COLOUR_BAD : PQ_COLOUR_WARN;
}

/* Numbers at the dates of the product's sources, and a line between them. */
static void draw_states(const struct pq_picture *picture, struct pq_picture_row *row, const struct pq_state *states,
			size_t count)
{
	int free_from = 0;
	int begun = 0; /* where a line from the number before would begin */

	for (size_t i = 0; i < count; i++) {
		int at = pq_picture_at(picture, pq_view_str(states[i].day));
		int last = picture->across - NUMBER * (int)(count - 1 - i) - NUMBER + 1;
		char number[16];

		if (!states[i].day[0])
			continue;
		at = at > last ? last : at;
		at = at < free_from ? free_from : at;
		if (begun > 0)
			pq_picture_line(row, begun, at, PQ_COLOUR_FAINT);
		snprintf(number, sizeof(number), states[i].late ? "%u*" : "%u", states[i].has);
		pq_picture_write(row, at, number, colour_of(&states[i]));
		begun = at + (int)strlen(number);
		free_from = begun + 1;
	}
}

/* What the newest state lacks: "lacks 0,4190,6679" if that fits at the right, else "lacks 14: 0,69,...". */
static void lacks(const struct pq_picture *picture, const struct pq_state *state, char *out, size_t size)
{
	uint32_t missing = pq_port_map_count(&state->missing);
	size_t room = (size_t)picture->right < size ? (size_t)picture->right : size;
	char schemes[128];
	char ports[256];
	size_t len = 0;

	if (state->schemes != PQ_WEB_SCHEMES) {
		pq_words_schemes(state->schemes, schemes, sizeof(schemes));
		len = (size_t)snprintf(out, size, "%s: ", schemes);
	}
	len += (size_t)snprintf(out + len, size - len, missing ? "lacks " : "all");
	if (missing == 0 && pq_ranges_of_set(&state->partly, ports, sizeof(ports)) == 0 && ports[0])
		snprintf(out + len, size - len, ", in part %.100s", ports);
	if (missing == 0)
		return;
	if (pq_ranges_of_set(&state->missing, ports, sizeof(ports)) == 0 && len + strlen(ports) < room) {
		memcpy(out + len, ports, strlen(ports) + 1);
		return;
	}
	len += (size_t)snprintf(out + len, size - len, "%u", missing);
	if (len + sizeof(": 0,...") > room)
		return;
	len += (size_t)snprintf(out + len, size - len, ": ");
	pq_ranges_of_set(&state->missing, out + len, room - len);
}

static void show_product(const struct pq_picture *picture, const struct pq_state *states, size_t count)
{
	const struct pq_state *newest = &states[count - 1];
	struct pq_picture_row row = { 0 };
	char left[64];
	char right[256];

	draw_states(picture, &row, states, count);
	lacks(picture, newest, right, sizeof(right));
	snprintf(left, sizeof(left), "%.*s", (int)newest->product.len, (const char *)newest->product.data);
	pq_picture_show(picture, &row, left, PQ_COLOUR_PLAIN, right,
			pq_port_map_count(&newest->missing) ? PQ_COLOUR_PLAIN : PQ_COLOUR_GOOD);
}

static void show_products(const struct pq_picture *picture, const struct pq_states *states)
{
	size_t run;

	pq_timeline_heading(picture, "what products' sources had of the list at their dates, and lack of today's");
	for (size_t i = 0; i < states->count; i += run) {
		run = pq_timeline_run(states, i);
		if (pq_timeline_shows(&states->states[i]))
			show_product(picture, &states->states[i], run);
	}
	fputs("* less than the list of that day had\n", picture->terminal->out);
}

static void show_reasons(const struct pq_picture *picture, const struct pq_states *states)
{
	const struct pq_terminal *terminal = picture->terminal;
	int width = picture->left + picture->across + picture->right;
	const struct pq_fact *change;

	pq_timeline_heading(picture, "why");
	for (size_t i = 0; (change = pq_timeline_next(states, PQ_FACT_CHANGE, &i)) != NULL;) {
		fprintf(terminal->out, "%.*s  ", (int)change->date.len, (const char *)change->date.data);
		pq_terminal_paragraph(terminal, PQ_COLOUR_PLAIN, change->text, 12, 12, width);
		fprintf(terminal->out, "%12s", "");
		pq_terminal_paragraph(terminal, PQ_COLOUR_FAINT, change->source, 12, 12, width);
	}
}

void pq_report_timeline(const struct pq_states *states, bool reasons, const struct pq_terminal *terminal)
{
	const struct pq_fact *fact;
	struct pq_picture picture;

	pq_timeline_picture(&picture, states, terminal);
	pq_terminal_put(terminal, PQ_COLOUR_STRONG,
			"Fetch's blocked ports: when the list changed, and how many it has since");
	fputc('\n', terminal->out);
	pq_picture_years(&picture);
	for (size_t i = 0; (fact = pq_timeline_next(states, PQ_FACT_CHANGE, &i)) != NULL;)
		pq_timeline_change(&picture, fact);
	pq_timeline_heading(&picture, "let through for a time");
	for (size_t i = 0; (fact = pq_timeline_next(states, PQ_FACT_EXCEPTION, &i)) != NULL;)
		pq_timeline_exception(&picture, states, fact);
	show_products(&picture, states);
	if (reasons)
		show_reasons(&picture, states);
}

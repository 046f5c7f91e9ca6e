/* SPDX-License-Identifier: MIT */
#include "report/lab_nat.h"

#include <assert.h>
#include <string.h>

#define INDENT 2
#define WAY_COLUMN 20
#define SHAPE_COLUMN 8
#define SETTING_COLUMN 36
#define OUTCOME_COLUMN 13

/* A hole that is used is what such a row was to show; that it is bad news is the table's whole point. */
static const enum pq_colour colours[] = {
	[PQ_LAB_NAT_VOID] = PQ_COLOUR_WARN,        [PQ_LAB_NAT_UNREACHABLE] = PQ_COLOUR_FAINT,
	[PQ_LAB_NAT_NOT_DIALLED] = PQ_COLOUR_GOOD, [PQ_LAB_NAT_NONE] = PQ_COLOUR_GOOD,
	[PQ_LAB_NAT_OPENED] = PQ_COLOUR_NOTE,      [PQ_LAB_NAT_USED] = PQ_COLOUR_BAD,
};
static_assert(sizeof(colours) / sizeof(colours[0]) == PQ_LAB_NAT_OUTCOME_COUNT, "a colour for each outcome");

struct pq_lab_nat_sum pq_lab_nat_sum_of(const struct pq_lab_nat *result)
{
	struct pq_lab_nat_sum sum = { .deviations = 0 };

	for (size_t i = 0; i < result->row_count; i++) {
		sum.outcomes[result->rows[i].outcome]++;
		sum.deviations += pq_lab_nat_deviates(&result->rows[i]);
	}
	return sum;
}

/* What the last column says: the hole, what kept it shut, or why nothing is stated. */
static const char *last_word(const struct pq_lab_nat_row *row)
{
	if (row->reason)
		return row->reason;
	if (row->hole)
		return row->hole;
	return row->blocked_by ? row->blocked_by : "";
}

static void put_row(const struct pq_lab_nat_row *row, const struct pq_terminal *terminal, int width)
{
	bool deviates = pq_lab_nat_deviates(row);

	pq_terminal_put(terminal, PQ_COLOUR_BAD, deviates ? "! " : "  ");
	if (strcmp(row->way, "-") == 0) {
		fputs("  ", terminal->out);
		pq_terminal_column(terminal, colours[row->outcome], pq_lab_nat_outcome_name(row->outcome),
				   OUTCOME_COLUMN);
		pq_terminal_paragraph(terminal, PQ_COLOUR_PLAIN, pq_view_str(last_word(row)),
				      INDENT + 2 + OUTCOME_COLUMN, INDENT + 2 + OUTCOME_COLUMN, width);
		return;
	}
	pq_terminal_column(terminal, PQ_COLOUR_PLAIN, row->way, WAY_COLUMN);
	pq_terminal_column(terminal, PQ_COLOUR_PLAIN, row->shape, SHAPE_COLUMN);
	pq_terminal_column(terminal, PQ_COLOUR_FAINT, row->setting, SETTING_COLUMN);
	pq_terminal_column(terminal, colours[row->outcome], pq_lab_nat_outcome_name(row->outcome), OUTCOME_COLUMN);
	if (deviates)
		fprintf(terminal->out, "stated: %s. ", pq_lab_nat_outcome_name(row->expected));
	pq_terminal_text(terminal->out, pq_view_str(last_word(row)));
	fputc('\n', terminal->out);
}

static void put_sums(const struct pq_lab_nat *result, const struct pq_terminal *terminal)
{
	struct pq_lab_nat_sum sum = pq_lab_nat_sum_of(result);

	fprintf(terminal->out, "%zu rows:", result->row_count);
	for (size_t i = PQ_LAB_NAT_OUTCOME_COUNT; i-- > 0;)
		if (sum.outcomes[i])
			fprintf(terminal->out, " %zu %s,", sum.outcomes[i],
				pq_lab_nat_outcome_name((enum pq_lab_nat_outcome)i));
	fprintf(terminal->out, " %zu not as stated\n", sum.deviations);
}

void pq_lab_nat_terminal(const struct pq_lab_nat *result, const struct pq_terminal *terminal)
{
	int width = pq_terminal_width(terminal->out);

	for (size_t i = 0; i < result->row_count; i++) {
		const struct pq_lab_nat_row *row = &result->rows[i];

		if (i == 0 || strcmp(row[-1].helper, row->helper) != 0) {
			pq_terminal_put(terminal, PQ_COLOUR_STRONG, row->helper);
			fprintf(terminal->out, ", port %u\n", row->port);
		}
		put_row(row, terminal, width);
	}
	put_sums(result, terminal);
}

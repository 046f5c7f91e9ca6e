/* SPDX-License-Identifier: MIT */
#include "report/story.h"

#include <assert.h>

static const enum pq_colour judgement_colours[] = {
	[PQ_NOT_JUDGED] = PQ_COLOUR_WARN,
	[PQ_NOT_APPLICABLE] = PQ_COLOUR_FAINT,
	[PQ_HELD] = PQ_COLOUR_GOOD,
	[PQ_VIOLATED] = PQ_COLOUR_BAD,
};
static_assert(sizeof(judgement_colours) / sizeof(judgement_colours[0]) == PQ_JUDGEMENT_COUNT,
	      "a colour for each judgement");

static void put_rules(const struct pq_story *story, const struct pq_terminal *terminal)
{
	pq_terminal_put(terminal, PQ_COLOUR_STRONG, "\nrules\n");
	for (size_t rule = 1; rule < PQ_RULE_COUNT; rule++) {
		const struct pq_rule_info *info = pq_rule_info((enum pq_rule)rule);
		enum pq_judgement judgement = story->verdict->rules[rule];

		fputs("  ", terminal->out);
		pq_terminal_column(terminal, judgement_colours[judgement], pq_judgement_name(judgement), 16);
		fprintf(terminal->out, "%-20s %-9s %s\n", info->id, info->cwe, info->section);
	}
}

static void put_violations(const struct pq_story *story, const struct pq_terminal *terminal)
{
	const struct pq_verdict *verdict = story->verdict;

	if (verdict->violation_total == 0)
		return;
	pq_terminal_put(terminal, PQ_COLOUR_STRONG, "\nviolations\n");
	for (size_t i = 0; i < verdict->violation_total && i < PQ_MAX_VIOLATIONS; i++) {
		const struct pq_violation *violation = &verdict->violations[i];
		const struct pq_rule_info *info = pq_rule_info(violation->rule);

		fputs("  ", terminal->out);
		pq_terminal_column(terminal, PQ_COLOUR_BAD, info->id, 20);
		fprintf(terminal->out, " request %u: ", violation->request);
		pq_terminal_text(terminal->out, pq_view_str(violation->detail));
		fprintf(terminal->out, "\n%*s %s, %s: %s\n", 22, "", info->cwe, info->section, info->summary);
	}
	if (verdict->violation_total > PQ_MAX_VIOLATIONS)
		fprintf(terminal->out, "  and %zu more\n", verdict->violation_total - PQ_MAX_VIOLATIONS);
}

/* The judge names the first line that does not hold: those before it hold, those after it were not looked at. */
static void put_expectation(const struct pq_story *story, const struct pq_terminal *terminal,
			    const struct pq_line *line)
{
	uint32_t unmet = story->verdict->unmet;

	fputs("  ", terminal->out);
	if (story->verdict->outcome == PQ_CASE_VOID)
		pq_terminal_column(terminal, PQ_COLOUR_WARN, "no statement", 16);
	else if (unmet == 0 || line->text_line < unmet)
		pq_terminal_column(terminal, PQ_COLOUR_GOOD, "holds", 16);
	else if (line->text_line == unmet)
		pq_terminal_column(terminal, PQ_COLOUR_BAD, "does not hold", 16);
	else
		pq_terminal_column(terminal, PQ_COLOUR_FAINT, "not looked at", 16);
	pq_story_line(line, terminal->out);
	if (line->text_line != unmet)
		return;
	fprintf(terminal->out, "%*s", 18, "");
	pq_terminal_text(terminal->out, pq_view_str(story->verdict->unmet_why));
	fputc('\n', terminal->out);
}

static void put_expectations(const struct pq_story *story, const struct pq_terminal *terminal)
{
	const struct pq_scenario *scenario = story->scenario;
	size_t at = pq_scenario_find(scenario, PQ_WORD_EXPECT, 0);

	if (at == scenario->line_count)
		return;
	pq_terminal_put(terminal, PQ_COLOUR_STRONG, "\nexpectations\n");
	while (at < scenario->line_count) {
		put_expectation(story, terminal, &scenario->lines[at]);
		at = pq_scenario_find(scenario, PQ_WORD_EXPECT, at + 1);
	}
}

static void put_broken_rules(const struct pq_verdict *verdict, FILE *out)
{
	const char *mark = " of ";

	for (size_t rule = 1; rule < PQ_RULE_COUNT; rule++) {
		if (verdict->rules[rule] != PQ_VIOLATED)
			continue;
		fprintf(out, "%s%s", mark, pq_rule_name((enum pq_rule)rule));
		mark = ", ";
	}
}

static void put_grade(const struct pq_story *story, const struct pq_terminal *terminal)
{
	static const enum pq_colour colours[] = { PQ_COLOUR_GOOD, PQ_COLOUR_WARN, PQ_COLOUR_WARN, PQ_COLOUR_BAD };
	const struct pq_verdict *verdict = story->verdict;
	enum pq_grade grade = pq_grade_of(story->scenario, verdict);

	static_assert(sizeof(colours) / sizeof(colours[0]) == PQ_GRADE_COUNT, "a colour for each grade");
	if (verdict->outcome == PQ_CASE_VOID) {
		fputs(": ", terminal->out);
		pq_terminal_text(terminal->out, pq_view_str(verdict->void_why));
	}
	if (grade == PQ_GRADE_VOID)
		return;
	fputs(", ", terminal->out);
	pq_terminal_put(terminal, colours[grade], pq_grade_name(grade));
	if (grade == PQ_GRADE_VIOLATION)
		put_broken_rules(verdict, terminal->out);
}

void pq_story_verdict(const struct pq_story *story, const struct pq_terminal *terminal)
{
	const struct pq_verdict *verdict = story->verdict;

	put_rules(story, terminal);
	put_violations(story, terminal);
	put_expectations(story, terminal);
	fprintf(terminal->out, "\nverdict: %s", pq_case_name(verdict->outcome));
	put_grade(story, terminal);
	fputc('\n', terminal->out);
	if (verdict->controls > 0)
		fprintf(terminal->out, "controls: %u of %u succeeded\n", verdict->controls_done, verdict->controls);
}

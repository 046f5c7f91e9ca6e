/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "policies/port_map.h"
#include "report/policy_report.h"
#include "report/policy_words.h"
#include "report/ranges.h"

#define NUMBERS 24     /* columns of three numbers */
#define NAMED_PORTS 40 /* more are told as ranges alone */

/* width: columns of its lines */
struct page {
	const struct pq_terminal *terminal;
	const struct pq_report_side *sides;
	const struct pq_states *states;
	int width;
};

static void show_side(const struct page *page, size_t side)
{
	const struct pq_policy *policy = page->sides[side].policy;
	char day[PQ_DAY_SIZE];

	pq_policy_day(policy, day);
	fprintf(page->terminal->out, "%c ", side ? 'b' : 'a');
	pq_terminal_view(page->terminal, PQ_COLOUR_STRONG, pq_view_str(page->sides[side].name));
	if (day[0]) {
		fputs(", ", page->terminal->out);
		fputs(day, page->terminal->out);
	}
	fputc('\n', page->terminal->out);
	if (policy->source.len) {
		fputs("  ", page->terminal->out);
		pq_terminal_paragraph(page->terminal, PQ_COLOUR_FAINT, policy->source, 2, 2, page->width);
	}
}

static void put_count(const struct page *page, uint32_t count, enum pq_colour colour)
{
	char text[16];

	snprintf(text, sizeof(text), "%8u", count);
	pq_terminal_put(page->terminal, count ? colour : PQ_COLOUR_FAINT, text);
}

/* One line a group: how many ports both block, and how many only one of them. */
static void show_counts(const struct page *page, const struct pq_policy_diff *diff)
{
	fputc('\n', page->terminal->out);
	pq_terminal_column(page->terminal, PQ_COLOUR_STRONG, "blocked ports", page->width - NUMBERS);
	pq_terminal_put(page->terminal, PQ_COLOUR_FAINT, "    both  only a  only b\n");
	for (size_t i = 0; i < diff->group_count; i++) {
		const struct pq_diff_ports *group = &diff->groups[i];
		uint32_t only_a = pq_port_map_count(&group->only_a);
		uint32_t only_b = pq_port_map_count(&group->only_b);
		char schemes[128];

		pq_words_schemes(group->schemes, schemes, sizeof(schemes));
		fputs("  ", page->terminal->out);
		if ((int)strlen(schemes) > page->width - NUMBERS - 2) {
			fprintf(page->terminal->out, "%s\n  ", schemes);
			schemes[0] = '\0';
		}
		pq_terminal_column(page->terminal, PQ_COLOUR_PLAIN, schemes, page->width - NUMBERS - 2);
		put_count(page, group->both, PQ_COLOUR_PLAIN);
		put_count(page, only_a, PQ_COLOUR_WARN);
		put_count(page, only_b, PQ_COLOUR_WARN);
		fputc('\n', page->terminal->out);
	}
}

/* "  4190  sieve        since 2024-04-02  Sieve, IRC over TLS": by the policy, else since when it is listed. */
static void show_port(const struct page *page, const struct pq_policy *policy, uint32_t schemes, uint16_t port)
{
	const struct pq_terminal *terminal = page->terminal;
	struct pq_view service = pq_words_service(page->states, port);
	const struct pq_fact *listed = pq_states_listed(page->states, port);
	struct pq_view since = pq_words_since(policy, schemes, port);
	char name[32];

	snprintf(name, sizeof(name), "%.*s", (int)service.len, service.len ? (const char *)service.data : "");
	fprintf(terminal->out, "    %5u  ", port);
	pq_terminal_column(terminal, PQ_COLOUR_PLAIN, name, 22);
	if (since.len)
		fprintf(terminal->out, "       since %.*s", (int)since.len, (const char *)since.data);
	else if (listed)
		fprintf(terminal->out, "listed since %.*s", (int)listed->date.len, (const char *)listed->date.data);
	if (listed) {
		fputs("  ", terminal->out);
		pq_terminal_view(terminal, PQ_COLOUR_FAINT, listed->name);
	}
	fputc('\n', terminal->out);
}

/* True if nothing is known of the port but its number. */
static bool is_bare(const struct page *page, const struct pq_policy *policy, uint32_t schemes, uint16_t port)
{
	return !pq_words_service(page->states, port).len && !pq_words_since(policy, schemes, port).len &&
	       !pq_states_listed(page->states, port);
}

/* A line for each port that something is known of, and one for each run of others. */
static void show_run(const struct page *page, const struct pq_policy *policy, uint32_t schemes,
		     struct pq_port_range run)
{
	uint32_t end;

	for (uint32_t port = run.first; port <= run.last; port = end) {
		end = port + 1;
		if (!is_bare(page, policy, schemes, (uint16_t)port)) {
			show_port(page, policy, schemes, (uint16_t)port);
			continue;
		}
		while (end <= run.last && is_bare(page, policy, schemes, (uint16_t)end))
			end++;
		if (end - port > 1)
			fprintf(page->terminal->out, "    %5u-%u\n", port, end - 1);
		else
			fprintf(page->terminal->out, "    %5u\n", port);
	}
}

static void show_only(const struct page *page, size_t side, uint32_t schemes, const struct pq_port_map *ports)
{
	struct pq_port_range run;
	char words[128];
	char text[4096];

	if (pq_port_map_count(ports) == 0)
		return;
	pq_words_schemes(schemes, words, sizeof(words));
	fputs("  ", page->terminal->out);
	pq_terminal_put(page->terminal, PQ_COLOUR_PLAIN, words);
	fputc('\n', page->terminal->out);
	if (pq_port_map_count(ports) > NAMED_PORTS) {
		size_t more = pq_ranges_of_set(ports, text, (size_t)page->width - 4 + 1);

		fprintf(page->terminal->out, "    %s\n", text);
		if (more)
			fprintf(page->terminal->out, "    (%u ports; --json names all)\n", pq_port_map_count(ports));
		return;
	}
	for (uint32_t from = 0; pq_port_map_next(ports, &from, &run);)
		show_run(page, page->sides[side].policy, schemes, run);
}

static const struct pq_port_map *ports_of(const struct pq_diff_ports *group, size_t side)
{
	return side ? &group->only_b : &group->only_a;
}

/* True if an earlier group has the same ports for that side, which were told with it. */
static bool told_before(const struct pq_policy_diff *diff, size_t index, size_t side)
{
	for (size_t i = 0; i < index; i++)
		if (pq_port_map_eq(ports_of(&diff->groups[i], side), ports_of(&diff->groups[index], side)))
			return true;
	return false;
}

/* The schemes of all groups whose ports are the same for that side. */
static uint32_t schemes_with(const struct pq_policy_diff *diff, size_t index, size_t side)
{
	uint32_t schemes = 0;

	for (size_t i = index; i < diff->group_count; i++)
		if (pq_port_map_eq(ports_of(&diff->groups[i], side), ports_of(&diff->groups[index], side)))
			schemes |= diff->groups[i].schemes;
	return schemes;
}

static void show_heading(const struct page *page, size_t side, bool *shown)
{
	char words[256];

	if (*shown)
		return;
	*shown = true;
	snprintf(words, sizeof(words), "only %s refuses", page->sides[side].name);
	fputc('\n', page->terminal->out);
	pq_terminal_view(page->terminal, PQ_COLOUR_WARN, pq_view_str(words));
	fputc('\n', page->terminal->out);
}

static void show_names(const struct page *page, const char *word, const struct pq_view *names, size_t count)
{
	char text[PQ_MAX_POLICY_NAMES * 48];
	size_t len = 0;

	for (size_t i = 0; i < count && len + names[i].len + 3 < sizeof(text); i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%.*s", i ? ", " : "", (int)names[i].len,
					(const char *)names[i].data);
	fputs("  ", page->terminal->out);
	pq_terminal_column(page->terminal, PQ_COLOUR_PLAIN, word, 11);
	pq_terminal_paragraph(page->terminal, PQ_COLOUR_PLAIN, pq_view(text, len), 13, 13, page->width);
}

static void show_refused(const struct page *page, const struct pq_policy_diff *diff, size_t side)
{
	bool shown = false;

	for (size_t i = 0; i < diff->group_count; i++) {
		const struct pq_port_map *ports = ports_of(&diff->groups[i], side);

		if (pq_port_map_count(ports) == 0 || told_before(diff, i, side))
			continue;
		show_heading(page, side, &shown);
		show_only(page, side, schemes_with(diff, i, side), ports);
	}
	if (diff->folds == side + 1) {
		static const struct pq_view text[] = { PQ_VIEW("with '_' for '-' in them") };

		show_heading(page, side, &shown);
		show_names(page, "names", text, 1);
	}
	for (unsigned int kind = 0; kind < PQ_DIFF_NAMES_COUNT; kind++) {
		const struct pq_diff_names *names = &diff->names[kind];
		size_t count = side ? names->only_b_count : names->only_a_count;

		if (count == 0)
			continue;
		show_heading(page, side, &shown);
		show_names(page, pq_diff_names_word((enum pq_diff_names_kind)kind),
			   side ? names->only_b : names->only_a, count);
	}
}

void pq_report_policy_diff(const struct pq_policy_diff *diff, const struct pq_report_side sides[static 2],
			   const struct pq_states *states, const struct pq_terminal *terminal)
{
	struct page page = { terminal, sides, states, pq_terminal_width(terminal->out) };

	if (page.width > 120)
		page.width = 120;
	show_side(&page, 0);
	show_side(&page, 1);
	if (diff->equal) {
		pq_terminal_put(terminal, PQ_COLOUR_GOOD, "Both refuse the same.");
		fputc('\n', terminal->out);
		return;
	}
	show_counts(&page, diff);
	show_refused(&page, diff, 0);
	show_refused(&page, diff, 1);
}

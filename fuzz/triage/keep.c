/* SPDX-License-Identifier: MIT */
#include "triage/keep.h"

#include "base/ascii.h"
#include "base/text.h"
#include "common/road.h"
#include "mutator/draft.h"

#define COLUMNS 118

bool pq_keep_name_is_good(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < len; i++) {
		bool hyphen = name[i] == '-' && i > 0 && i + 1 < len && name[i - 1] != '-';

		if (!hyphen && !pq_ascii_is((unsigned char)name[i], PQ_ASCII_LOWER | PQ_ASCII_DIGIT))
			return false;
	}
	return len > 0 && len <= 80;
}

/* Length of the part of the text that goes on one line: up to the last blank that fits, or all that fits. */
static size_t line_length(struct pq_view text)
{
	size_t len = COLUMNS - 2;

	if (text.len <= len)
		return text.len;
	while (len > 0 && text.data[len] != ' ')
		len--;
	return len > 0 ? len : COLUMNS - 2;
}

static void print_comment(struct pq_view text, struct pq_buf *out)
{
	while (text.len > 0) {
		size_t len = line_length(text);

		pq_buf_add_str(out, "# ");
		for (size_t i = 0; i < len; i++)
			pq_buf_add_byte(out, pq_ascii_is(text.data[i], PQ_ASCII_PRINT) ? text.data[i] : ' ');
		pq_buf_add_byte(out, '\n');
		text = pq_view_from(text, len + (len < text.len && text.data[len] == ' '));
	}
}

/* As the targets choose their policy (common/road.c). */
static bool asks_for_sockets_alone(const struct pq_draft *draft)
{
	for (size_t i = 0; i < draft->count; i++)
		if (pq_word_is_request(draft->lines[i].word) && draft->lines[i].word != PQ_WORD_SOCKET)
			return false;
	return true;
}

static void leave_out(struct pq_draft *draft, enum pq_word word)
{
	for (size_t at = pq_draft_find(draft, word); at < draft->count; at = pq_draft_find(draft, word))
		pq_draft_remove(draft, at, pq_draft_end_of(draft, at) - at);
}

/* The subject is driven under the policy that judges. */
static void drive_as_judged(struct pq_draft *draft)
{
	size_t at = pq_draft_find(draft, PQ_WORD_JUDGE);
	struct pq_draft_line line;

	if (at == draft->count)
		return;
	line = draft->lines[at];
	line.word = PQ_WORD_POLICY;
	pq_draft_insert(draft, at, &line, 1);
}

static bool has_request(const struct pq_draft *draft)
{
	for (size_t i = 0; i < draft->count; i++)
		if (pq_word_is_request(draft->lines[i].word))
			return true;
	return false;
}

static void read_asks(struct pq_view text, struct pq_draft *draft)
{
	static struct pq_line lines[PQ_ROAD_LINES];
	static struct pq_arg args[PQ_ROAD_ARGS];
	static unsigned char bytes[PQ_ROAD_BYTES];
	struct pq_scenario scenario;

	pq_scenario_init(&scenario, lines, PQ_ROAD_LINES, args, PQ_ROAD_ARGS, bytes, sizeof(bytes));
	pq_scenario_parse(&scenario, text, PQ_READING_LENIENT, NULL);
	pq_draft_take(draft, &scenario);
}

bool pq_keep_print(const struct pq_keep *keep, struct pq_buf *out)
{
	static unsigned char storage[8 * PQ_ROAD_BYTES];
	static struct pq_draft draft;
	struct pq_buf asks = { storage, 0, sizeof(storage), false };
	size_t first;

	read_asks(keep->asks, &draft);
	leave_out(&draft, PQ_WORD_CONTROL);
	leave_out(&draft, PQ_WORD_POLICY);
	if (asks_for_sockets_alone(&draft))
		drive_as_judged(&draft);
	else
		leave_out(&draft, PQ_WORD_JUDGE);
	if (!has_request(&draft))
		return false;
	pq_draft_print(&draft, &asks);
	first = pq_view_find(pq_buf_view(&asks), '\n', 0) + 1;
	pq_buf_add(out, pq_view_slice(pq_buf_view(&asks), 0, first));
	print_comment(keep->comment, out);
	pq_buf_add(out, pq_view_from(pq_buf_view(&asks), first));
	pq_buf_add(out, keep->expect);
	if (keep->control) {
		pq_buf_add_str(out, "control ");
		pq_buf_add_str(out, keep->control);
		pq_buf_add_byte(out, '\n');
	}
	return pq_buf_ok(&asks) && pq_buf_ok(out);
}

/* Whether the request is one of the attack's. */
static bool attacks(const struct pq_scenario *scenario, uint32_t number)
{
	size_t at = pq_scenario_find_request(scenario, 0);

	for (; number > 1 && at < scenario->line_count; number--)
		at = pq_scenario_find_request(scenario, at + 1);
	return number && at < scenario->line_count && scenario->lines[at].word != PQ_WORD_CONTROL;
}

/* Adds a line to those since `mark`, unless it is there. */
static void add_once(struct pq_buf *out, size_t mark, struct pq_view line)
{
	for (size_t at = mark; at < out->len; at = pq_view_find(pq_buf_view(out), '\n', at) + 1)
		if (pq_view_starts(pq_view_from(pq_buf_view(out), at), line))
			return;
	pq_buf_add(out, line);
}

static void print_expect(const struct pq_event *event, struct pq_buf *line)
{
	pq_buf_reset(line);
	if (event->kind == PQ_EVENT_DROPPED) {
		pq_buf_add_str(line, "expect dropped ");
		pq_text_quote(event->text, line);
	} else if (event->outcome == PQ_OUTCOME_BLOCKED) {
		pq_buf_add_str(line, "expect blocked ");
		pq_buf_add_str(line, pq_rule_name(event->rule));
	} else {
		pq_buf_add_str(line, "expect error ");
		pq_text_print(event->text, line);
	}
	pq_buf_add_byte(line, '\n');
}

void pq_keep_expect(const struct pq_scenario *scenario, const struct pq_transcript *transcript, struct pq_buf *out)
{
	static unsigned char storage[4096];
	struct pq_buf line = { storage, 0, sizeof(storage), false };
	size_t mark = out->len;
	bool allowed = true;

	for (size_t i = 0; i < transcript->count; i++) {
		const struct pq_event *event = &transcript->events[i];
		bool ends_badly = event->kind == PQ_EVENT_OUTCOME && event->outcome != PQ_OUTCOME_DONE;

		if (!attacks(scenario, event->request) || !(ends_badly || event->kind == PQ_EVENT_DROPPED))
			continue;
		allowed &= !ends_badly;
		print_expect(event, &line);
		if (pq_buf_ok(&line))
			add_once(out, mark, pq_buf_view(&line));
	}
	if (allowed)
		pq_buf_add_str(out, "expect allowed\n");
}

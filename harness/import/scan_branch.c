/* SPDX-License-Identifier: MIT */
#include "import/scan_frame.h"

#define GUARD "a pattern with a condition: its entries were taken, the condition was not"

/* Gives the entries of the branch that ends here the number of what it leads to. */
void pq_scan_branch_end(struct scanner *scanner, struct frame *frame)
{
	struct pq_view result = { NULL, 0 };
	size_t branch = 0;

	if (frame->result_start && frame->result_end > frame->result_start)
		result = pq_view(frame->result_start, (size_t)(frame->result_end - frame->result_start));
	while (result.len && result.data[result.len - 1] <= ' ')
		result.len--;
	if (scanner->items.count > frame->arm) {
		while (branch < frame->branch_count && !pq_view_eq(frame->branches[branch], result))
			branch++;
		if (branch == FRAME_BRANCHES)
			branch--;
		if (branch == frame->branch_count)
			frame->branches[frame->branch_count++] = result;
		for (size_t i = frame->arm; i < scanner->items.count; i++)
			((struct pq_scan_item *)pq_import_array_at(&scanner->items, i))->segment = (uint16_t)branch;
	}
	frame->arm = scanner->items.count;
	frame->leads = false;
	frame->result_start = NULL;
	frame->result_end = NULL;
}

static void result_token(struct frame *frame, const struct pq_lex_token *token, const char *end)
{
	if (frame->result_end)
		return;
	if (!frame->result_start)
		frame->result_start = token->text.data;
	if (pq_lex_is(token, end))
		frame->result_end = token->text.data;
}

void pq_scan_branch_opens(struct frame *frame, const struct pq_lex_token *token)
{
	bool leads = frame->mode == FRAME_SWITCH ? !frame->labels : frame->mode != FRAME_PLAIN && frame->leads;

	if (!leads)
		return;
	frame->leads = true;
	if (!frame->result_start && !frame->result_end)
		frame->result_start = token->text.data;
}

static bool switch_token(struct scanner *scanner, struct frame *frame, const struct pq_lex_token *token)
{
	bool label = pq_lex_is(token, "case");

	if (!frame->labels && (label || pq_lex_is(token, "default"))) {
		if (frame->leads)
			pq_scan_branch_end(scanner, frame);
		frame->labels = true;
		frame->skips = !label;
		frame->element.state = ELEMENT_EMPTY;
		return true;
	}
	if (!frame->labels) {
		frame->leads = true;
		result_token(frame, token, ";");
		return false;
	}
	if (pq_lex_is(token, ":")) {
		if (!frame->skips)
			pq_scan_element_end(scanner, frame);
		frame->labels = false;
	} else if (!frame->skips) {
		pq_scan_element_token(scanner, frame, token);
	}
	return true;
}

static bool match_token(struct scanner *scanner, struct frame *frame, const struct pq_lex_token *token)
{
	if (frame->leads) {
		if (pq_lex_is(token, ",")) {
			frame->result_end = token->text.data;
			pq_scan_branch_end(scanner, frame);
			return true;
		}
		result_token(frame, token, ",");
		return false;
	}
	if (pq_lex_is(token, "|") || pq_lex_is(token, ",") || pq_lex_is(token, "=>")) {
		if (!frame->skips)
			pq_scan_element_end(scanner, frame);
		frame->skips = frame->skips && !pq_lex_is(token, "=>");
		frame->leads = pq_lex_is(token, "=>") && frame->mode == FRAME_MATCH;
	} else if (pq_lex_is(token, "if")) {
		pq_scan_element_end(scanner, frame);
		pq_scan_note(scanner, token, GUARD);
		frame->skips = true;
	} else if (!frame->skips) {
		pq_scan_element_token(scanner, frame, token);
	}
	return true;
}

bool pq_scan_branch_token(struct scanner *scanner, struct frame *frame, const struct pq_lex_token *token)
{
	if (frame->mode == FRAME_SWITCH)
		return switch_token(scanner, frame, token);
	/* The first argument of matches!() is what the patterns are for. */
	if (frame->mode == FRAME_MATCHES && frame->subject) {
		frame->subject = !pq_lex_is(token, ",");
		return true;
	}
	return match_token(scanner, frame, token);
}

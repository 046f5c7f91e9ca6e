/* SPDX-License-Identifier: MIT */
#include "report/story.h"

#include <assert.h>

#include "base/text.h"

#define LONGEST_ARGUMENT 240 /* bytes of one argument shown */

static const char *const attackers[] = {
	[PQ_ATTACKER_PAGE] = "the page; everything it asks for goes through the page-side API",
	[PQ_ATTACKER_RENDERER] =
		"a compromised renderer; the page side is skipped, the network service gets raw requests",
	[PQ_ATTACKER_SERVER] = "a server; the page is innocent, what servers and DNS answer is not",
};
static_assert(sizeof(attackers) / sizeof(attackers[0]) == PQ_ATTACKER_COUNT, "a sentence for each attacker");

static void put_argument(struct pq_view bytes, FILE *out)
{
	unsigned char storage[LONGEST_ARGUMENT * 4 + 64];
	struct pq_view shown = pq_view_slice(bytes, 0, LONGEST_ARGUMENT);
	struct pq_buf text;

	pq_buf_init(&text, storage, sizeof(storage));
	pq_text_print(shown, &text);
	fputc(' ', out);
	pq_terminal_text(out, pq_buf_view(&text));
	if (shown.len < bytes.len)
		fprintf(out, "... (%zu bytes)", bytes.len);
}

void pq_story_line(const struct pq_line *line, FILE *out)
{
	fputs(pq_word_name(line->word), out);
	for (uint32_t i = 0; i < line->argc; i++)
		put_argument(line->args[i].bytes, out);
	fputc('\n', out);
}

/* Comments before the first line that says something tell what the scenario is about. */
static void put_comments(const struct pq_story *story, FILE *out)
{
	for (size_t i = 0; i < story->scenario->line_count; i++) {
		const struct pq_line *line = &story->scenario->lines[i];
		struct pq_view text;

		if (line->word != PQ_WORD_COMMENT)
			return;
		text = line->args[0].bytes;
		while (text.len > 0 && (text.data[0] == '#' || text.data[0] == ' '))
			text = pq_view_from(text, 1);
		if (text.len == 0)
			continue;
		fputs("  ", out);
		pq_terminal_text(out, text);
		fputc('\n', out);
	}
}

/* What the user has set up, and what the subject keeps. */
static void put_settings(const struct pq_scenario *scenario, FILE *out)
{
	size_t proxy = pq_scenario_find(scenario, PQ_WORD_PROXY, 0);

	if (proxy < scenario->line_count) {
		fputs("proxy    ", out);
		put_argument(scenario->lines[proxy].args[0].bytes, out);
		fputs(", for http, https, ws and wss\n", out);
	}
	if (pq_scenario_find(scenario, PQ_WORD_KEEP_ALIVE, 0) < scenario->line_count)
		fputs("network   connections are kept open and used again\n", out);
}

void pq_story_opening(const struct pq_story *story, const struct pq_terminal *terminal)
{
	const struct pq_scenario *scenario = story->scenario;
	uint32_t attacker = pq_scenario_number_of(scenario, PQ_WORD_ATTACKER, PQ_ATTACKER_PAGE);
	FILE *out = terminal->out;

	pq_terminal_put(terminal, PQ_COLOUR_STRONG, story->file);
	fputc('\n', out);
	put_comments(story, out);
	fprintf(out, "\nattacker  %s\npage      ", attacker < PQ_ATTACKER_COUNT ? attackers[attacker] : "?");
	pq_terminal_text(out, pq_scenario_bytes_of(scenario, PQ_WORD_PAGE, "http://page.example/"));
	fputc('\n', out);
	put_settings(scenario, out);
	fprintf(out, "subject   %s under policy %s, judged under policy %s\n", story->subject, story->policy,
		story->judge);
}

void pq_story_notes(const struct pq_story *story, const struct pq_terminal *terminal)
{
	if (story->note_count)
		pq_terminal_put(terminal, PQ_COLOUR_STRONG, "\nnotes\n");
	for (size_t i = 0; i < story->note_count; i++) {
		const struct pq_story_note *note = &story->notes[i];

		fprintf(terminal->out, "  request %u, %s port %u: ", note->request, pq_scheme_name(note->scheme),
			note->port);
		pq_terminal_text(terminal->out, note->text);
		fprintf(terminal->out, " (policy %s)\n", note->policy);
	}
}

void pq_story_tell(const struct pq_story *story, const struct pq_terminal *terminal)
{
	pq_story_opening(story, terminal);
	pq_story_events(story, terminal);
	pq_story_notes(story, terminal);
	pq_story_verdict(story, terminal);
}

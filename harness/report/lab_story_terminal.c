/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <string.h>

#include "report/lab_story_parts.h"
#include "report/story.h"

#define INDENT 5
#define SHOWN 512 /* bytes of a step, unless all are wanted */
#define WIDEST 100

static const enum pq_colour ends[] = { PQ_COLOUR_WARN, PQ_COLOUR_GOOD, PQ_COLOUR_NOTE, PQ_COLOUR_BAD };
static_assert(sizeof(ends) / sizeof(ends[0]) == PQ_LAB_END_HARM + 1, "a colour for each end");

static const enum pq_colour marks[] = { PQ_COLOUR_PLAIN, PQ_COLOUR_NOTE, PQ_COLOUR_BAD, PQ_COLOUR_GOOD };
static_assert(sizeof(marks) / sizeof(marks[0]) == PQ_LAB_MARK_STOP + 1, "a colour for each mark");

static const enum pq_colour stands[] = { PQ_COLOUR_FAINT, PQ_COLOUR_NOTE, PQ_COLOUR_FAINT,
					 PQ_COLOUR_BAD,   PQ_COLOUR_GOOD, PQ_COLOUR_GOOD };
static_assert(sizeof(stands) / sizeof(stands[0]) == PQ_LAB_STAND_COUNT, "a colour for each stand");

/* width: of its lines */
struct page {
	const struct pq_lab_story *story;
	const struct pq_terminal *terminal;
	int width;
	bool whole;
};

static void put_paragraph(const struct page *page, enum pq_colour colour, const char *text, int indent)
{
	fprintf(page->terminal->out, "%*s", indent, "");
	pq_terminal_paragraph(page->terminal, colour, pq_view_str(text), indent, indent, page->width);
}

static void put_actors(const struct page *page)
{
	int width = 0;

	pq_terminal_put(page->terminal, PQ_COLOUR_STRONG, "\nWho takes part\n");
	for (size_t i = 0; i < page->story->actor_count; i++) {
		int len = (int)strlen(page->story->actors[i].name);

		width = len > width ? len : width;
	}
	width = width > 30 ? 30 : width;
	for (size_t i = 0; i < page->story->actor_count; i++) {
		const struct pq_lab_actor *actor = &page->story->actors[i];
		int len = (int)strlen(actor->name);

		fputs("  ", page->terminal->out);
		pq_terminal_view(page->terminal, PQ_COLOUR_PLAIN, pq_view_str(actor->name));
		fprintf(page->terminal->out, "%*s", len < width + 2 ? width + 2 - len : 1, "");
		pq_terminal_paragraph(page->terminal, PQ_COLOUR_FAINT, pq_view_str(actor->is ? actor->is : ""),
				      width + 4, width + 4, page->width);
	}
}

/* Long runs of one byte are counted and not shown. */
static void put_bytes(const struct page *page, struct pq_view bytes)
{
	size_t limit = page->whole ? bytes.len : SHOWN, at = 0, repeated;

	while (at < bytes.len) {
		struct pq_view piece = pq_lab_story_piece(bytes, &at, &repeated);

		if (repeated) {
			fprintf(page->terminal->out, "%*s| ", INDENT, "");
			pq_terminal_text(page->terminal->out, piece);
			fprintf(page->terminal->out, ", %zu times\n", repeated);
		} else {
			pq_story_wire(page->terminal, "|", INDENT, piece, limit);
		}
	}
}

static void put_sent(const struct page *page, const struct pq_lab_scene *scene)
{
	const struct pq_lab_step *step = scene->step;
	struct pq_view bytes = pq_view(step->bytes, step->len);

	if (scene->head_len) {
		put_paragraph(page, PQ_COLOUR_FAINT, "the head, by the browser:", INDENT);
		put_bytes(page, pq_view_slice(bytes, 0, scene->head_len));
		put_paragraph(page, PQ_COLOUR_FAINT, "the body, by the page:", INDENT);
		put_bytes(page, pq_view_from(bytes, scene->head_len));
	} else {
		put_bytes(page, bytes);
	}
	if (step->cut)
		put_paragraph(page, PQ_COLOUR_FAINT, "and more, which the result does not keep", INDENT);
}

static void put_scene(const struct page *page, size_t at)
{
	const struct pq_lab_scene *scene = &page->story->scenes[at];
	const struct pq_lab_step *step = scene->step;
	FILE *out = page->terminal->out;

	fprintf(out, "%3zu. ", at + 1);
	pq_terminal_view(page->terminal, PQ_COLOUR_STRONG, pq_view_str(step->from));
	if (step->to) {
		fputs(" to ", out);
		pq_terminal_view(page->terminal, PQ_COLOUR_STRONG, pq_view_str(step->to));
	}
	if (scene->through != PQ_LAB_NOBODY) {
		fputs(", through ", out);
		pq_terminal_text(out, pq_view_str(page->story->actors[scene->through].name));
	}
	fputc('\n', out);
	if (step->note)
		put_paragraph(page, PQ_COLOUR_PLAIN, step->note, INDENT);
	if (step->len)
		put_sent(page, scene);
	if (scene->made)
		put_paragraph(page, marks[scene->mark], scene->made, INDENT);
}

static void put_scenes(const struct page *page)
{
	bool control = false;

	pq_terminal_put(page->terminal, PQ_COLOUR_STRONG, "\nWho sends what, and what is made of it\n");
	for (size_t i = 0; i < page->story->scene_count; i++) {
		if (page->story->scenes[i].control && !control)
			pq_terminal_put(page->terminal, PQ_COLOUR_STRONG,
					"\nThe control, which shows that it can be seen\n");
		control = page->story->scenes[i].control;
		put_scene(page, i);
	}
}

static void put_remedies(const struct page *page)
{
	pq_terminal_put(page->terminal, PQ_COLOUR_STRONG,
			page->story->end == PQ_LAB_END_KEPT ? "\nWhat stops it\n" : "\nWhat would have stopped it\n");
	for (size_t i = 0; i < page->story->remedy_count; i++) {
		const struct pq_lab_remedy *remedy = &page->story->remedies[i];
		const struct pq_lab_defence_row *row = &pq_lab_defences[remedy->defence];

		fputs("  ", page->terminal->out);
		pq_terminal_put(page->terminal, PQ_COLOUR_STRONG, row->name);
		fputs(": ", page->terminal->out);
		pq_terminal_put(page->terminal, stands[remedy->stand], pq_lab_stand_words(remedy->stand));
		fputc('\n', page->terminal->out);
		put_paragraph(page, PQ_COLOUR_PLAIN, row->why, INDENT);
		fprintf(page->terminal->out, "%*sLimit:", INDENT, "");
		pq_terminal_paragraph(page->terminal, PQ_COLOUR_FAINT, pq_view_str(row->limit), INDENT + 6, INDENT,
				      page->width);
		put_paragraph(page, stands[remedy->stand], remedy->seen, INDENT);
	}
}

void pq_lab_story_terminal(const struct pq_lab_story *story, const struct pq_terminal *terminal, bool whole)
{
	struct page page = { story, terminal, pq_terminal_width(terminal->out), whole };

	page.width = page.width > WIDEST ? WIDEST : page.width;
	pq_terminal_put(terminal, PQ_COLOUR_STRONG, story->name);
	fputs(": ", terminal->out);
	pq_terminal_put(terminal, ends[story->end], story->word);
	fputc('\n', terminal->out);
	put_paragraph(&page, PQ_COLOUR_FAINT, story->run, 2);
	put_paragraph(&page, PQ_COLOUR_PLAIN, story->lead, 2);
	if (story->void_why)
		put_paragraph(&page, PQ_COLOUR_WARN, story->void_why, 2);
	if (story->scene_count) {
		put_actors(&page);
		put_scenes(&page);
	}
	if (story->void_why)
		return;
	pq_terminal_put(terminal, PQ_COLOUR_STRONG, "\nWhat came of it: ");
	pq_terminal_put(terminal, ends[story->end], story->title);
	fputc('\n', terminal->out);
	put_paragraph(&page, PQ_COLOUR_PLAIN, story->came, 2);
	put_remedies(&page);
}

/* SPDX-License-Identifier: MIT */
/* The story as one page that asks nobody for anything. What pages and servers said is text: never markup or style. */
#include <assert.h>

#include "report/html_page.h"
#include "report/html_text.h"
#include "report/lab_story_parts.h"

static const char *const verdicts[] = { "warn", "good", "warn", "bad" };
static_assert(sizeof(verdicts) / sizeof(verdicts[0]) == PQ_LAB_END_HARM + 1, "a class for each end");

static const char *const ends[] = { "untested", "ok", "over", "unsafe" };
static_assert(sizeof(ends) / sizeof(ends[0]) == PQ_LAB_END_HARM + 1, "a chip for each end");

static const char *const marks[] = { "", "try", "harm", "stop" };
static_assert(sizeof(marks) / sizeof(marks[0]) == PQ_LAB_MARK_STOP + 1, "a class for each mark");

static const char *const stands[] = { "untested", "blocked", "untested", "unsafe", "ok", "ok" };
static_assert(sizeof(stands) / sizeof(stands[0]) == PQ_LAB_STAND_COUNT, "a chip for each stand");

static void put(FILE *out, const char *before, const char *text, const char *after)
{
	fputs(before, out);
	pq_html_put(out, text);
	fputs(after, out);
}

static void put_title(FILE *out, const struct pq_lab_story *story)
{
	fprintf(out,
		"<body>\n<header class=\"bar\"><div class=\"in\"><a class=\"who\" href=\"#top\"><i class=\"flag\"></i>"
		"lab explain</a><span class=\"verdict %s\">",
		verdicts[story->end]);
	put(out, "", story->word, "</span><nav aria-label=\"Sections\">");
	fputs(story->scene_count ? "<a href=\"#sequence\">Picture</a><a href=\"#steps\">Steps</a>" : "", out);
	fputs(story->remedy_count ? "<a href=\"#defences\">Defences</a>" : "", out);
	fputs("</nav></div></header>\n<main id=\"top\">\n", out);
	put(out, "<div class=\"title\"><p class=\"kicker\">", story->lab, "</p>\n");
	put(out, "<h1>", story->title, "</h1>\n");
	put(out, "<p class=\"meta\"><b>", story->name, "</b> &middot; ");
	put(out, "", story->run, "</p>\n");
	put(out, "<p class=\"lead\">", story->lead, "</p>\n");
	fprintf(out, "<p class=\"outcome\"><span class=\"chip %s\">", ends[story->end]);
	put(out, "", story->word, "</span></p>\n");
	if (story->void_why)
		put(out, "<p class=\"trouble\">", story->void_why, "</p>\n");
	else
		put(out, "<p class=\"came\">", story->came, "</p>\n");
	fputs("</div>\n", out);
}

static bool has_eye(const struct pq_lab_story *story)
{
	for (size_t i = 0; i < story->scene_count; i++)
		if (story->scenes[i].through != PQ_LAB_NOBODY)
			return true;
	return false;
}

static void put_sequence(FILE *out, const struct pq_lab_story *story)
{
	fputs("<section id=\"sequence\"><h2>Who takes part, and who sends what</h2>\n<dl class=\"cast card\">", out);
	for (size_t i = 0; i < story->actor_count; i++) {
		put(out, "<dt>", story->actors[i].name, "</dt>");
		put(out, "<dd>", story->actors[i].is ? story->actors[i].is : "", "</dd>\n");
	}
	fputs("</dl>\n<p class=\"note\">Time runs downwards. Numbers lead to the steps below.</p>\n"
	      "<div class=\"card sight\" tabindex=\"0\" role=\"group\" aria-label=\"Picture of the sequence\">\n",
	      out);
	pq_lab_story_picture(story, out);
	fprintf(out,
		"</div>\n<ul class=\"legend\"><li class=\"try\">the page's attempt</li><li class=\"harm\">it took "
		"effect"
		"</li><li class=\"stop\">it was stopped</li>%s</ul></section>\n",
		has_eye(story) ? "<li class=\"eye\">reads along</li>" : "");
}

static void put_line(FILE *out, struct pq_view line, const char *end)
{
	pq_html_line(out, line);
	fputs(end, out);
}

/* Line breaks are shown and kept, long runs counted. */
static void put_bytes(FILE *out, struct pq_view bytes)
{
	size_t at = 0, repeated;

	fputs("<pre>", out);
	while (at < bytes.len) {
		struct pq_view piece = pq_lab_story_piece(bytes, &at, &repeated);

		if (repeated) {
			pq_html_line(out, piece);
			fprintf(out, "<b> (%zu times)</b>", repeated);
			continue;
		}
		for (size_t i = 0; i < piece.len;) {
			size_t end = pq_view_find(piece, '\n', i);
			bool both = end < piece.len && end > i && piece.data[end - 1] == '\r';

			put_line(out, pq_view_slice(piece, i, end - both),
				 end == piece.len ? ""
				 : both           ? "<b>\\r\\n</b>\n"
						  : "<b>\\n</b>\n");
			i = end + 1;
		}
	}
	fputs("</pre>\n", out);
}

static void put_sent(FILE *out, const struct pq_lab_scene *scene)
{
	struct pq_view bytes = pq_view(scene->step->bytes, scene->step->len);

	if (scene->head_len) {
		fputs("<p class=\"by\">The head, by the browser</p>\n", out);
		put_bytes(out, pq_view_slice(bytes, 0, scene->head_len));
		fputs("<p class=\"by\">The body, by the page</p>\n", out);
		put_bytes(out, pq_view_from(bytes, scene->head_len));
	} else {
		put_bytes(out, bytes);
	}
	if (scene->step->cut)
		fputs("<p class=\"by\">and more, which the result does not keep</p>\n", out);
}

static void put_step(FILE *out, const struct pq_lab_story *story, size_t at)
{
	const struct pq_lab_scene *scene = &story->scenes[at];

	fprintf(out, "<li id=\"s%zu\" class=\"%s\"><h3><small>%zu</small> ", at + 1, marks[scene->mark], at + 1);
	put(out, "", scene->step->from, "");
	if (scene->step->to)
		put(out, " <small>to</small> ", scene->step->to, "");
	if (scene->through != PQ_LAB_NOBODY)
		put(out, " <small>through the</small> ", story->actors[scene->through].name, "");
	fputs("</h3>\n", out);
	if (scene->step->note)
		put(out, "<p>", scene->step->note, "</p>\n");
	if (scene->step->len)
		put_sent(out, scene);
	if (scene->made)
		put(out, "<p class=\"made\">", scene->made, "</p>\n");
	fputs("</li>\n", out);
}

static void put_steps(FILE *out, const struct pq_lab_story *story)
{
	size_t at = 0;

	fputs("<section id=\"steps\"><h2>Step by step</h2>\n<ol class=\"steps card\">\n", out);
	for (; at < story->scene_count && !story->scenes[at].control; at++)
		put_step(out, story, at);
	fputs("</ol>\n", out);
	if (at < story->scene_count) {
		fputs("<details class=\"more\"><summary>The control, which shows that it could be seen</summary>\n"
		      "<ol class=\"steps card\">\n",
		      out);
		for (; at < story->scene_count; at++)
			put_step(out, story, at);
		fputs("</ol></details>\n", out);
	}
	fputs("</section>\n", out);
}

static void put_remedies(FILE *out, const struct pq_lab_story *story)
{
	fprintf(out, "<section id=\"defences\"><h2>%s</h2>\n<div class=\"stops\">\n",
		story->end == PQ_LAB_END_KEPT ? "What stops it" : "What would have stopped it");
	for (size_t i = 0; i < story->remedy_count; i++) {
		const struct pq_lab_remedy *remedy = &story->remedies[i];
		const struct pq_lab_defence_row *row = &pq_lab_defences[remedy->defence];

		put(out, "<article class=\"card\"><h3>", row->name, "");
		fprintf(out, " <span class=\"chip %s\">%s</span></h3>\n", stands[remedy->stand],
			pq_lab_stand_words(remedy->stand));
		put(out, "<p>", row->why, "</p>\n");
		put(out, "<p class=\"limit\"><b>Limit:</b> ", row->limit, "</p>\n");
		put(out, "<p class=\"seen\">", remedy->seen, "</p></article>\n");
	}
	fputs("</div></section>\n", out);
}

bool pq_lab_story_html(const struct pq_lab_story *story, FILE *out)
{
	pq_html_page_head_of(out, "A lab's case - pratique", "lab.css");
	put_title(out, story);
	if (story->scene_count) {
		put_sequence(out, story);
		put_steps(out, story);
	}
	if (story->remedy_count)
		put_remedies(out, story);
	put(out, "</main>\n<footer>pratique lab explain ", story->name, "</footer>\n</body>\n</html>\n");
	return !ferror(out);
}

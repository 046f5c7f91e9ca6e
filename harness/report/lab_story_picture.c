/* SPDX-License-Identifier: MIT */
/*
 * The sequence as an SVG: a lifeline for each actor, an arrow for each scene, which links to the step of its number. Its size
 * is in pixels: where there is less room the page lets it scroll, so that its words stay readable.
 */
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "report/html_text.h"
#include "report/lab_story_parts.h"

#define ROOM 1040 /* what columns are spread over, if they are few */
#define COLUMN_LEAST 178
#define COLUMN_MOST 320
#define TOP 54  /* the actors' names are above */
#define LINE 15 /* from one line of a label to the next */
#define GAP 26  /* between scenes */
#define LETTER 6.7
#define LINES 3
#define TEXT_SIZE 200
#define RETURN " \xe2\x86\xb5 "

static const char *const marks[] = { "", " try", " harm", " stop" };

/* What is written at an arrow: count lines, none longer than width letters. */
struct label {
	char lines[LINES][TEXT_SIZE];
	size_t count;
	size_t width;
};

struct picture {
	const struct pq_lab_story *story;
	FILE *out;
	int column;
	int width;
};

static int x_of(const struct picture *picture, size_t actor)
{
	return picture->column * (int)actor + picture->column / 2;
}

static void cut(char *line, size_t width)
{
	if (strlen(line) <= width || width < 4)
		return;
	memcpy(line + width - 3, "...", 4);
}

/* Adds text as lines, broken between words; what does not fit is cut. */
static void add_words(struct label *label, const char *text)
{
	while (*text && label->count < LINES) {
		char *line = label->lines[label->count++];
		size_t len = strlen(text), end = len;

		if (len > label->width && label->count < LINES) {
			end = label->width;
			while (end > 0 && text[end] != ' ')
				end--;
			end = end ? end : label->width;
		}
		end = end < TEXT_SIZE ? end : TEXT_SIZE - 1;
		memcpy(line, text, end);
		line[end] = '\0';
		cut(line, label->width);
		text += end + (text[end] == ' ');
		if (label->count == LINES)
			return;
	}
}

static bool is_text(struct pq_view bytes)
{
	size_t odd = 0;

	for (size_t i = 0; i < bytes.len; i++)
		odd += !pq_ascii_is(bytes.data[i], PQ_ASCII_PRINT | PQ_ASCII_HTTP_SPACE);
	return odd * 5 <= bytes.len;
}

/* The text joined from printable bytes, with a sign for a line's end; as much of it as has room. */
static void join(char *line, size_t limit, struct pq_view bytes)
{
	size_t len = 0, at = 0, repeated;
	bool broken = false;

	while (at < bytes.len && len <= limit) {
		struct pq_view piece = pq_lab_story_piece(bytes, &at, &repeated);

		if (repeated)
			len += (size_t)snprintf(line + len, TEXT_SIZE - len, "%c... (%zu times)", piece.data[0],
						repeated);
		for (size_t i = 0; !repeated && i < piece.len && len <= limit; i++) {
			if (!pq_ascii_is(piece.data[i], PQ_ASCII_PRINT)) {
				broken = broken || piece.data[i] == '\n';
				continue;
			}
			if (broken && len)
				len += (size_t)snprintf(line + len, TEXT_SIZE - len, RETURN);
			broken = false;
			line[len++] = (char)piece.data[i];
			line[len] = '\0';
		}
	}
	cut(line, limit);
}

static void add_bytes(struct label *label, struct pq_view bytes)
{
	char *line;

	if (label->count == LINES || !bytes.len)
		return;
	line = label->lines[label->count++];
	line[0] = '\0';
	if (is_text(bytes))
		join(line, label->width < TEXT_SIZE / 2 ? label->width : TEXT_SIZE / 2, bytes);
	else
		snprintf(line, TEXT_SIZE, "%zu bytes that are no text", bytes.len);
}

static bool begins(struct pq_view bytes, const char *words)
{
	return pq_ascii_eq_nocase(pq_view_slice(bytes, 0, strlen(words)), pq_view_str(words));
}

/* Of an HTTP message: its first line, and its body or, without one, whom it is for. */
static void add_message(struct label *label, struct pq_view bytes)
{
	size_t line = pq_view_find(bytes, '\n', 0), host = bytes.len;

	add_bytes(label, pq_view_slice(bytes, 0, line));
	for (size_t at = line + 1; at < bytes.len; at = pq_view_find(bytes, '\n', at) + 1) {
		if (begins(pq_view_from(bytes, at), "\r\n")) {
			add_bytes(label, pq_view_from(bytes, at + 2));
			if (at + 2 < bytes.len)
				return;
		}
		if (host == bytes.len && begins(pq_view_from(bytes, at), "Host:"))
			host = at;
	}
	if (host < bytes.len)
		add_bytes(label, pq_view_slice(bytes, host, pq_view_find(bytes, '\n', host)));
}

static bool is_message(struct pq_view bytes)
{
	struct pq_view first = pq_view_slice(bytes, 0, pq_view_find(bytes, '\n', 0));

	for (size_t i = 0; i + 7 <= first.len; i++)
		if (begins(pq_view_from(first, i), "HTTP/1."))
			return true;
	return false;
}

/* What a scenario asks for stands behind the lines that say what it is. */
static struct pq_view asked(struct pq_view bytes)
{
	while (begins(bytes, "pratique-scenario ") || begins(bytes, "page ") || begins(bytes, "attacker ") ||
	       begins(bytes, "keep-alive\n"))
		bytes = pq_view_from(bytes, pq_view_find(bytes, '\n', 0) + 1);
	return bytes;
}

static void label_of(const struct pq_lab_scene *scene, struct label *label)
{
	const struct pq_lab_step *step = scene->step;
	struct pq_view bytes = pq_view(step->bytes, step->len);

	label->count = 0;
	if (step->len && is_message(bytes))
		add_message(label, bytes);
	else if (step->len)
		add_bytes(label, begins(bytes, "pratique-scenario ") ? asked(bytes) : bytes);
	else if (step->note)
		add_words(label, step->note);
}

static void put_label(const struct picture *picture, const struct label *label, int x, int y, const char *class)
{
	for (size_t i = 0; i < label->count; i++) {
		fprintf(picture->out, "<text class=\"%s\" x=\"%d\" y=\"%d\">", class, x, y + (int)i * LINE);
		pq_html_line(picture->out, pq_view_str(label->lines[i]));
		fputs("</text>", picture->out);
	}
}

static void put_number(const struct picture *picture, size_t scene, int x, int y)
{
	fprintf(picture->out,
		"<a href=\"#s%zu\"><circle class=\"badge%s\" cx=\"%d\" cy=\"%d\" r=\"10\"/>"
		"<text class=\"mid num\" x=\"%d\" y=\"%d\">%zu</text></a>\n",
		scene + 1, marks[picture->story->scenes[scene].mark], x, y, x, y + 4, scene + 1);
}

static bool is_deed(const struct pq_lab_scene *scene)
{
	return scene->to == PQ_LAB_NOBODY || scene->to == scene->from;
}

/* Letters that have room at an arrow, or beside a lifeline. */
static size_t arrow_width(const struct picture *picture, const struct pq_lab_scene *scene)
{
	int span = x_of(picture, scene->to) - x_of(picture, scene->from);

	return (size_t)(((span < 0 ? -span : span) - 34) / LETTER);
}

static bool is_left(const struct picture *picture, const struct pq_lab_scene *scene)
{
	return x_of(picture, scene->from) > picture->width / 2;
}

static size_t deed_width(const struct picture *picture, const struct pq_lab_scene *scene)
{
	int x = x_of(picture, scene->from);
	size_t width = (size_t)(((is_left(picture, scene) ? x : picture->width - x) - 30) / LETTER);

	return width < 52 ? width : 52;
}

/* An arrow, with its label above. */
static void put_arrow(const struct picture *picture, size_t at, int y)
{
	const struct pq_lab_scene *scene = &picture->story->scenes[at];
	int from = x_of(picture, scene->from), to = x_of(picture, scene->to), way = to > from ? 1 : -1, line;
	struct label label = { .width = arrow_width(picture, scene) };

	label_of(scene, &label);
	line = y + LINE * (int)label.count + 5;
	put_label(picture, &label, (from + to) / 2 + 6 * way, y + LINE - 4, "mid");
	fprintf(picture->out, "<path class=\"arrow%s\" d=\"M%d %dH%dm%d -5l%d 5l%d 5\"/>", marks[scene->mark], from,
		line, to - 2 * way, -8 * way, 8 * way, -8 * way);
	if (scene->through != PQ_LAB_NOBODY && scene->through != scene->from && scene->through != scene->to)
		fprintf(picture->out, "<circle class=\"eye\" cx=\"%d\" cy=\"%d\" r=\"5\"/>",
			x_of(picture, scene->through), line);
	put_number(picture, at, from, line);
}

/* What an actor does without speaking to anybody: its words beside its lifeline. */
static void put_deed(const struct picture *picture, size_t at, int y)
{
	const struct pq_lab_scene *scene = &picture->story->scenes[at];
	int x = x_of(picture, scene->from);
	bool left = is_left(picture, scene);
	struct label label = { .width = deed_width(picture, scene) };

	label_of(scene, &label);
	put_label(picture, &label, left ? x - 18 : x + 18, y + LINE, left ? "end" : "start");
	put_number(picture, at, x, y + LINE - 4);
}

static size_t shown(const struct pq_lab_story *story)
{
	size_t count = 0;

	while (count < story->scene_count && !story->scenes[count].control)
		count++;
	return count;
}

/* How high a scene is, the gap behind it included. */
static int height_of(const struct picture *picture, size_t at)
{
	const struct pq_lab_scene *scene = &picture->story->scenes[at];
	struct label label;

	if (is_deed(scene)) {
		label.width = deed_width(picture, scene);
		label_of(scene, &label);
		return LINE * (int)label.count + GAP;
	}
	label.width = arrow_width(picture, scene);
	label_of(scene, &label);
	return LINE * (int)label.count + 5 + GAP;
}

static void put_actors(const struct picture *picture, int height)
{
	for (size_t i = 0; i < picture->story->actor_count; i++) {
		int x = x_of(picture, i);

		fprintf(picture->out,
			"<path class=\"life\" d=\"M%d %dV%d\"/><path class=\"box\" d=\"M%d 6h%dv28h%dz\"/>"
			"<text class=\"mid name\" x=\"%d\" y=\"25\">",
			x, 34, height, x - picture->column / 2 + 10, picture->column - 20, 20 - picture->column, x);
		pq_html_put(picture->out, picture->story->actors[i].name);
		fputs("</text>\n", picture->out);
	}
}

void pq_lab_story_picture(const struct pq_lab_story *story, FILE *out)
{
	struct picture picture = { .story = story, .out = out };
	size_t count = shown(story);
	int actors = (int)story->actor_count, height = TOP;

	if (!count || !actors)
		return;
	picture.column = ROOM / actors;
	picture.column = picture.column < COLUMN_LEAST  ? COLUMN_LEAST
			 : picture.column > COLUMN_MOST ? COLUMN_MOST
							: picture.column;
	picture.width = picture.column * actors;
	for (size_t i = 0; i < count; i++)
		height += height_of(&picture, i);
	fprintf(out,
		"<svg class=\"seq\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" "
		"aria-label=\"Who sends what to whom, in %zu steps that are told below\">\n",
		picture.width, height, picture.width, height, count);
	put_actors(&picture, height);
	for (size_t i = 0, y = TOP; i < count; y += (size_t)height_of(&picture, i), i++) {
		if (is_deed(&story->scenes[i]))
			put_deed(&picture, i, (int)y);
		else
			put_arrow(&picture, i, (int)y);
	}
	fputs("</svg>\n", out);
}

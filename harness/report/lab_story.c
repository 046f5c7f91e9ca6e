/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/text.h"
#include "report/lab_story_parts.h"

static const char *const stands[] = { "not tried here",  "by its text",     "does not cover it",
				      "did not stop it", "seen to stop it", "stopped this case" };
static_assert(sizeof(stands) / sizeof(stands[0]) == PQ_LAB_STAND_COUNT, "words for each stand");

const char *pq_lab_stand_words(enum pq_lab_stand stand)
{
	return stands[stand];
}

/* Takes the text over. */
static const char *keep(struct pq_lab_story *story, char *text)
{
	char **texts = text ? realloc(story->texts, (story->text_count + 1) * sizeof(*texts)) : NULL;

	if (!texts) {
		free(text);
		story->no_memory = true;
		return "";
	}
	story->texts = texts;
	return texts[story->text_count++] = text;
}

const char *pq_lab_say(struct pq_lab_story *story, const char *format, ...)
{
	va_list arguments, again;
	char *text;
	int len;

	va_start(arguments, format);
	va_copy(again, arguments);
	len = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	text = len < 0 ? NULL : malloc((size_t)len + 1);
	if (text)
		vsnprintf(text, (size_t)len + 1, format, again);
	va_end(again);
	return keep(story, text);
}

size_t pq_lab_story_actor(const struct pq_lab_story *story, const char *name)
{
	for (size_t i = 0; name && i < story->actor_count; i++)
		if (strcmp(story->actors[i].name, name) == 0)
			return i;
	return PQ_LAB_NOBODY;
}

static void add_actor(struct pq_lab_story *story, const char *name, const char *is)
{
	if (!name || pq_lab_story_actor(story, name) != PQ_LAB_NOBODY || story->actor_count == PQ_MAX_LAB_ACTORS)
		return;
	story->actors[story->actor_count++] = (struct pq_lab_actor){ name, is };
}

static bool is_in(const struct pq_lab_steps *steps, const char *name)
{
	for (size_t i = 0; i < steps->count; i++)
		if (strcmp(steps->rows[i].from, name) == 0 ||
		    (steps->rows[i].to && strcmp(steps->rows[i].to, name) == 0))
			return true;
	return false;
}

/* The length of a request's head with what is behind it; 0 if it is none, or nothing is. */
static size_t head_of(struct pq_view bytes)
{
	size_t line = pq_view_find(bytes, '\n', 0);
	size_t word = pq_view_find(bytes, ' ', 0);

	if (word > line || !pq_ascii_all(pq_view_slice(bytes, 0, word), PQ_ASCII_UPPER))
		return 0;
	for (size_t at = line; at < bytes.len; at = pq_view_find(bytes, '\n', at + 1)) {
		size_t next = at + 1 + (at + 1 < bytes.len && bytes.data[at + 1] == '\r');

		if (next < bytes.len && bytes.data[next] == '\n')
			return next + 1 < bytes.len ? next + 1 : 0;
	}
	return 0;
}

static bool is_page(const char *name)
{
	return strcmp(name, "page") == 0 || strcmp(name, "user agent") == 0 || strcmp(name, "browser") == 0;
}

void pq_lab_story_cast(struct pq_lab_story *story, const struct pq_lab_actor *known, size_t count,
		       const struct pq_lab_steps *steps, const struct pq_lab_steps *control)
{
	for (size_t i = 0; i < count; i++)
		if (is_in(steps, known[i].name) || (control && is_in(control, known[i].name)))
			add_actor(story, known[i].name, known[i].is);
}

void pq_lab_story_steps(struct pq_lab_story *story, const struct pq_lab_steps *steps, bool control)
{
	struct pq_lab_scene *scenes = realloc(story->scenes, (story->scene_count + steps->count + 1) * sizeof(*scenes));

	if (!scenes) {
		story->no_memory = true;
		return;
	}
	story->scenes = scenes;
	for (size_t i = 0; i < steps->count; i++) {
		const struct pq_lab_step *step = &steps->rows[i];
		struct pq_lab_scene scene = { .step = step, .through = PQ_LAB_NOBODY, .control = control };

		add_actor(story, step->from, NULL);
		add_actor(story, step->to, NULL);
		scene.from = pq_lab_story_actor(story, step->from);
		scene.to = pq_lab_story_actor(story, step->to);
		if (scene.from == PQ_LAB_NOBODY)
			continue;
		if (step->to && is_page(step->from) && !is_page(step->to))
			scene.head_len = head_of(pq_view(step->bytes, step->len));
		scenes[story->scene_count++] = scene;
	}
}

bool pq_lab_scene_is(const struct pq_lab_story *story, const struct pq_lab_scene *scene, const char *from,
		     const char *to)
{
	size_t whom = pq_lab_story_actor(story, to);

	return scene->from == pq_lab_story_actor(story, from) && scene->from != PQ_LAB_NOBODY && scene->to == whom &&
	       (!to || whom != PQ_LAB_NOBODY);
}

void pq_lab_story_remedy(struct pq_lab_story *story, enum pq_lab_defence defence, enum pq_lab_stand stand,
			 const char *seen)
{
	story->remedies[story->remedy_count++] = (struct pq_lab_remedy){ defence, stand, seen };
}

bool pq_lab_step_says(const struct pq_lab_step *step, const char *words)
{
	return step->note && strstr(step->note, words);
}

static size_t run_at(struct pq_view bytes, size_t at)
{
	size_t len = 1;

	while (at + len < bytes.len && bytes.data[at + len] == bytes.data[at])
		len++;
	return len;
}

struct pq_view pq_lab_story_piece(struct pq_view bytes, size_t *at, size_t *repeated)
{
	size_t begin = *at, end = begin, run = 0;

	*repeated = 0;
	while (end < bytes.len && (run = run_at(bytes, end)) < PQ_TEXT_FILL_MIN)
		end += run;
	if (end == begin && end < bytes.len) {
		*repeated = run;
		end += run;
	}
	*at = end;
	return pq_view_slice(bytes, begin, *repeated ? begin + 1 : end);
}

bool pq_lab_story_of(struct pq_lab_story *story, const struct pq_lab_any *any, const struct pq_lab_name *name,
		     const struct pq_states *states)
{
	*story = (struct pq_lab_story){ .name = name->text, .run = "", .lead = "", .came = "" };
	switch (name->lab) {
	case PQ_LAB_OF_NAT:
		pq_lab_story_nat(story, any, name, states);
		break;
	case PQ_LAB_OF_PROXY:
		pq_lab_story_proxy(story, any, name, states);
		break;
	default:
		pq_lab_story_services(story, any, name, states);
		break;
	}
	if (!story->no_memory)
		return true;
	pq_lab_story_fini(story);
	return false;
}

void pq_lab_story_fini(struct pq_lab_story *story)
{
	for (size_t i = 0; i < story->text_count; i++)
		free(story->texts[i]);
	free(story->texts);
	free(story->scenes);
	*story = (struct pq_lab_story){ .name = NULL };
}

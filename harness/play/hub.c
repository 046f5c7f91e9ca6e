/* SPDX-License-Identifier: MIT */
#include "play/hub.h"

static const struct pq_view prefix = PQ_VIEW("/pratique-play/");

static const char *const verbs[PQ_HUB_VERB_COUNT] = { "", "next", "open", "begin", "seen", "end", "done" };

/* In the order of enum pq_told. */
static const char *const tellings[] = { "silent", "done", "failed", "refused", "unsupported" };

/* Takes what stands before the first c, and c; all of it if there is no c. */
static struct pq_view take(struct pq_view *rest, unsigned char c)
{
	size_t at = pq_view_find(*rest, c, 0);
	struct pq_view taken = pq_view_slice(*rest, 0, at);

	*rest = pq_view_from(*rest, at + 1);
	return taken;
}

static uint32_t number_of(struct pq_view text)
{
	uint32_t number = 0;

	for (size_t i = 0; i < text.len && i < 9 && text.data[i] >= '0' && text.data[i] <= '9'; i++)
		number = number * 10 + (uint32_t)(text.data[i] - '0');
	return number;
}

static void read_field(struct pq_hub_word *word, struct pq_view name, struct pq_view value)
{
	if (pq_view_is(name, "step"))
		word->step = value;
	else if (pq_view_is(name, "dropped"))
		word->dropped = value;
	else if (pq_view_is(name, "text"))
		word->text = value;
	else if (pq_view_is(name, "lacks"))
		word->lacks = value;
	else if (pq_view_is(name, "status"))
		word->status = (uint16_t)number_of(value);
	for (size_t i = 0; pq_view_is(name, "how") && i < sizeof(tellings) / sizeof(tellings[0]); i++)
		if (pq_view_is(value, tellings[i]))
			word->told = (enum pq_told)i;
}

struct pq_hub_word pq_hub_read(struct pq_view target)
{
	struct pq_hub_word word = { .verb = PQ_HUB_NONE };
	struct pq_view path, verb;

	if (!pq_view_starts(target, prefix))
		return word;
	target = pq_view_from(target, prefix.len);
	path = take(&target, '?');
	word.piece = number_of(take(&path, '/'));
	verb = take(&path, '/');
	word.request = number_of(path);
	for (size_t i = 1; i < PQ_HUB_VERB_COUNT; i++)
		if (pq_view_is(verb, verbs[i]))
			word.verb = (enum pq_hub_verb)i;
	while (target.len) {
		struct pq_view field = take(&target, '&');
		struct pq_view name = take(&field, '=');

		read_field(&word, name, field);
	}
	return word;
}

struct pq_view pq_hub_target(struct pq_view message)
{
	static const struct pq_view post = PQ_VIEW("POST ");

	if (!pq_view_starts(message, post))
		return pq_view(NULL, 0);
	message = pq_view_from(message, post.len);
	return take(&message, ' ');
}

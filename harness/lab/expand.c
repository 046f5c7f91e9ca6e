/* SPDX-License-Identifier: MIT */
#include "lab/expand.h"

#include <stdlib.h>

#include "lab/marker.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum placeholder { DIR, PORT, MARKER, MARKER_HEX, LENGTH };

static const struct pq_view placeholders[] = {
	[DIR] = PQ_VIEW("{dir}"),       [PORT] = PQ_VIEW("{port}"),
	[MARKER] = PQ_VIEW("{marker}"), [MARKER_HEX] = PQ_VIEW("{marker-hex}"),
	[LENGTH] = PQ_VIEW("{length}"),
};

/* The one that begins at index `at`; COUNT(placeholders) if none does. */
static size_t placeholder_at(struct pq_view template, size_t at)
{
	size_t i = 0;

	while (i < COUNT(placeholders) && !pq_view_starts(pq_view_from(template, at), placeholders[i]))
		i++;
	return i;
}

/* False, and nothing is added, if there is no value for it. */
static bool add_value(size_t placeholder, const struct pq_lab_names *names, struct pq_buf *out)
{
	if (placeholder == DIR && names->dir)
		pq_buf_add_str(out, names->dir);
	else if (placeholder == PORT)
		pq_buf_add_u64(out, names->port);
	else if (placeholder == MARKER && names->marker)
		pq_buf_add_str(out, names->marker);
	else if (placeholder == MARKER_HEX && names->marker)
		pq_buf_add_hex(out, pq_view_str(names->marker));
	else if (placeholder == LENGTH)
		pq_buf_add_u64(out, PQ_MARKER_LEN);
	else
		return false;
	return true;
}

void pq_lab_expand(struct pq_view template, const struct pq_lab_names *names, struct pq_buf *out)
{
	size_t at = 0;

	while (at < template.len) {
		size_t brace = pq_view_find(template, '{', at);
		size_t placeholder = placeholder_at(template, brace);

		pq_buf_add(out, pq_view_slice(template, at, brace));
		at = brace;
		if (placeholder < COUNT(placeholders) && add_value(placeholder, names, out))
			at += placeholders[placeholder].len;
		else if (at < template.len)
			pq_buf_add_byte(out, template.data[at++]);
	}
}

char *pq_lab_expand_bytes(struct pq_view template, const struct pq_lab_names *names, size_t *len)
{
	size_t braces = 1;
	size_t longest = (names->dir ? strlen(names->dir) : 0) + (size_t)2 * PQ_MARKER_LEN + 8;
	struct pq_buf out;
	char *text;

	for (size_t i = 0; i < template.len; i++)
		braces += template.data[i] == '{';
	text = malloc(template.len + braces * longest);
	if (!text)
		return NULL;
	pq_buf_init(&out, text, template.len + braces * longest - 1);
	pq_lab_expand(template, names, &out);
	text[out.len] = '\0';
	*len = out.len;
	return text;
}

char *pq_lab_expand_string(struct pq_view template, const struct pq_lab_names *names)
{
	size_t len;

	return pq_lab_expand_bytes(template, names, &len);
}

bool pq_lab_has_marker(struct pq_view template)
{
	for (size_t i = 0; i < template.len; i++) {
		size_t placeholder = placeholder_at(template, i);

		if (placeholder == MARKER || placeholder == MARKER_HEX)
			return true;
	}
	return false;
}

static bool is_word(struct pq_view text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((text.data[i] < 'a' || text.data[i] > 'z') && text.data[i] != '-')
			return false;
	return text.len > 0;
}

size_t pq_lab_unknown_placeholder(struct pq_view template)
{
	for (size_t at = pq_view_find(template, '{', 0); at < template.len; at = pq_view_find(template, '{', at + 1)) {
		size_t end = pq_view_find(template, '}', at);

		if (end < template.len && is_word(pq_view_slice(template, at + 1, end)) &&
		    placeholder_at(template, at) == COUNT(placeholders))
			return at;
	}
	return template.len;
}

/* SPDX-License-Identifier: MIT */
#include "import/markup.h"

#include "base/ascii.h"

void pq_markup_init(struct pq_markup *markup, struct pq_view text)
{
	*markup = (struct pq_markup){ .text = text, .line = 1 };
}

/* Goes to `end` and counts the lines in between; what lies behind is not looked at. */
static void pass(struct pq_markup *markup, size_t end)
{
	struct pq_view passed = pq_view_slice(markup->text, 0, end);
	size_t at = pq_view_find(passed, '\n', markup->at);

	for (; at < end; at = pq_view_find(passed, '\n', at + 1)) {
		markup->line++;
		markup->line_start = at + 1;
	}
	markup->at = end;
}

static bool stands(const struct pq_markup *markup, size_t at, const char *what)
{
	return pq_view_starts(pq_view_from(markup->text, at), pq_view_str(what));
}

/* Index behind "-->"; the text's end where it is missing. */
static size_t comment_end(const struct pq_markup *markup)
{
	size_t at = markup->at + 4;

	for (at = pq_view_find(markup->text, '>', at); at < markup->text.len;
	     at = pq_view_find(markup->text, '>', at + 1))
		if (stands(markup, at - 2, "--"))
			return at + 1;
	return markup->text.len;
}

static struct pq_view tag_name(struct pq_view text, size_t at)
{
	size_t end = at;

	while (end < text.len && pq_ascii_is(text.data[end], PQ_ASCII_ALPHA | PQ_ASCII_DIGIT))
		end++;
	return pq_view_slice(text, at, end);
}

static struct pq_view trim(struct pq_view v)
{
	while (v.len && v.data[v.len - 1] <= ' ')
		v.len--;
	return v;
}

struct pq_markup_piece pq_markup_next(struct pq_markup *markup)
{
	struct pq_markup_piece piece = { .kind = PQ_MARKUP_END };
	struct pq_view text = markup->text;
	size_t end;

	while (markup->at < text.len && text.data[markup->at] <= ' ')
		pass(markup, markup->at + 1);
	piece.line = markup->line;
	piece.column = (uint32_t)(markup->at - markup->line_start + 1);
	if (markup->at >= text.len)
		return piece;
	if (stands(markup, markup->at, "<!--")) {
		piece.kind = PQ_MARKUP_COMMENT;
		end = comment_end(markup);
		piece.text = pq_view_slice(text, markup->at, end);
	} else if (text.data[markup->at] == '<') {
		bool close = stands(markup, markup->at, "</");

		piece.kind = close ? PQ_MARKUP_CLOSE : PQ_MARKUP_OPEN;
		piece.text = tag_name(text, markup->at + 1 + close);
		end = pq_view_find(text, '>', markup->at);
		end += end < text.len;
	} else {
		piece.kind = PQ_MARKUP_TEXT;
		end = pq_view_find(text, '<', markup->at);
		piece.text = trim(pq_view_slice(text, markup->at, end));
	}
	pass(markup, end);
	return piece;
}

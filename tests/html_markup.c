/* SPDX-License-Identifier: MIT */
#include "html_markup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/view.h"

static bool is_one(struct pq_view word, const char *const *words)
{
	for (; *words; words++)
		if (pq_view_is(word, *words))
			return true;
	return false;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

/* Reads one attribute of a tag, name and quoted value; fails the test if it is none that the page has. */
static const char *check_attribute(const char *at)
{
	static const char *const names[] = {
		"aria-hidden", "aria-label", "autocomplete", "charset", "class",       "colspan",
		"content",     "cx",         "cy",           "d",       "data-name",   "data-ports",
		"for",         "height",     "hidden",       "href",    "http-equiv",  "id",
		"inputmode",   "lang",       "maxlength",    "name",    "placeholder", "preserveAspectRatio",
		"r",           "rel",        "role",         "scope",   "tabindex",    "title",
		"transform",   "type",       "viewBox",      "width",   "x",           "y",
		NULL
	};
	const char *start = at;

	while (is_letter(*at))
		at++;
	if (at == start || !is_one(pq_view(start, (size_t)(at - start)), names))
		fail_msg("attribute: %.40s", start);
	if (*at != '=')
		return at;
	assert_int_equal(at[1], '"');
	if (strncmp(start, "href", 4) == 0 && at[2] != '#' && strncmp(at + 2, "data:image/svg", 14) != 0)
		fail_msg("leads away: %.60s", start);
	at = strchr(at + 2, '"');
	assert_non_null(at);
	return at + 1;
}

size_t html_markup_check(const char *text)
{
	size_t scripts = 0;
	static const char *const tags[] = {
		"!doctype", "html",    "head",   "meta",   "link",       "title", "style",   "body",    "header",
		"div",      "a",       "i",      "span",   "nav",        "main",  "p",       "h1",      "h2",
		"h3",       "b",       "small",  "dl",     "dt",         "dd",    "section", "article", "code",
		"details",  "summary", "pre",    "figure", "figcaption", "svg",   "g",       "path",    "circle",
		"text",     "ul",      "li",     "table",  "thead",      "tbody", "tr",      "th",      "td",
		"label",    "input",   "output", "footer", "script",     "br",    "ol",      NULL
	};

	for (const char *at = strchr(text, '<'); at; at = strchr(at, '<')) {
		const char *name = at + 1 + (at[1] == '/');
		const char *end = name;
		struct pq_view tag;

		while (is_letter(*end) || *end == '!')
			end++;
		tag = pq_view(name, (size_t)(end - name));
		if (!is_one(tag, tags))
			fail_msg("tag: %.40s", at);
		for (at = end; *at != '>';) {
			if (*at == ' ' || *at == '/')
				at++;
			else
				at = pq_view_is(tag, "!doctype") ? at + 1 : check_attribute(at);
		}
		if (name[-1] == '/' || !(pq_view_is(tag, "script") || pq_view_is(tag, "style")))
			continue;
		scripts += pq_view_is(tag, "script");
		at = strstr(at, pq_view_is(tag, "script") ? "</script>" : "</style>");
		assert_non_null(at);
	}
	return scripts;
}

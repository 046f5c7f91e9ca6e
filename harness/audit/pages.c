/* SPDX-License-Identifier: MIT */
#include "audit/pages.h"

#include <assert.h>
#include <stdlib.h>

struct pq_view pq_page(const char *name)
{
	for (size_t i = 0; i < pq_pages_count; i++) {
		if (strcmp(pq_pages[i].name, name) == 0)
			return pq_view(pq_pages[i].text, pq_pages[i].len);
	}
	assert(!"a page that was not compiled in");
	abort();
}

/* The blank whose name stands at `at` between braces; NULL if there is none. */
static const struct pq_blank *blank_at(struct pq_view text, size_t at, const struct pq_blank *blanks, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(blanks[i].name);

		if (text.len - at >= len + 2 && text.data[at + len + 1] == '}' &&
		    memcmp(text.data + at + 1, blanks[i].name, len) == 0)
			return &blanks[i];
	}
	return NULL;
}

void pq_page_fill(struct pq_buf *out, struct pq_view text, const struct pq_blank *blanks, size_t count)
{
	size_t at = 0;

	while (at < text.len) {
		size_t brace = pq_view_find(text, '{', at);
		const struct pq_blank *blank;

		pq_buf_add(out, pq_view_slice(text, at, brace));
		at = brace;
		if (at == text.len)
			return;
		blank = blank_at(text, at, blanks, count);
		if (blank) {
			pq_buf_add(out, blank->value);
			at += strlen(blank->name) + 2;
		} else {
			pq_buf_add_byte(out, text.data[at++]);
		}
	}
}

static void add_pages(struct pq_buf *out, const char *const *names)
{
	for (; *names; names++)
		pq_buf_add(out, pq_page(*names));
}

void pq_page_runner(struct pq_buf *out)
{
	static const char *const names[] = { "probe.js", "network.js", "elements.js", "workers.js",
					     "peer.js",  "task.js",    "page.js",     NULL };

	add_pages(out, names);
}

void pq_page_runtime(struct pq_buf *out)
{
	static const char *const names[] = { "probe.js", "network.js", "task.js", "runtime.js", NULL };

	add_pages(out, names);
}

void pq_page_service_worker(struct pq_buf *out)
{
	static const char *const names[] = { "probe.js", "network.js", "workers.js", "service_worker.js", NULL };

	add_pages(out, names);
}

/* SPDX-License-Identifier: MIT */
#include "report/story.h"

#include "base/ascii.h"

#define COLUMNS 96

/* Writes one byte; returns how many columns it took. */
static int put_byte(const struct pq_terminal *terminal, unsigned char c)
{
	static const char named[256][3] = {
		['\0'] = "\\0", ['\t'] = "\\t", ['\n'] = "\\n", ['\r'] = "\\r", ['\\'] = "\\\\"
	};
	char hex[8];

	if (named[c][0] != '\0') {
		pq_terminal_put(terminal, PQ_COLOUR_FAINT, named[c]);
		return 2;
	}
	if (pq_ascii_is(c, PQ_ASCII_PRINT)) {
		fputc(c, terminal->out);
		return 1;
	}
	snprintf(hex, sizeof(hex), "\\x%02x", c);
	pq_terminal_put(terminal, PQ_COLOUR_FAINT, hex);
	return 4;
}

static bool ends_line(struct pq_view bytes, size_t at)
{
	unsigned char c = bytes.data[at];

	return c == '\n' || (c == '\r' && !(at + 1 < bytes.len && bytes.data[at + 1] == '\n'));
}

void pq_story_wire(const struct pq_terminal *terminal, const char *mark, int indent, struct pq_view bytes, size_t limit)
{
	struct pq_view shown = pq_view_slice(bytes, 0, limit);
	int column = 0;

	for (size_t i = 0; i < shown.len; i++) {
		if (column == 0)
			fprintf(terminal->out, "%*s%s ", indent, "", mark);
		column += put_byte(terminal, shown.data[i]);
		if (column >= COLUMNS || ends_line(shown, i)) {
			fputc('\n', terminal->out);
			column = 0;
		}
	}
	if (column > 0)
		fputc('\n', terminal->out);
	if (shown.len < bytes.len)
		fprintf(terminal->out, "%*s%s ... and %zu bytes more (--whole shows all)\n", indent, "", mark,
			bytes.len - shown.len);
}

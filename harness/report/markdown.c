/* SPDX-License-Identifier: MIT */
#include "report/markdown.h"

#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"
#include "report/hidden.h"

/* CommonMark 2.4 and its tables: what may be markup in the middle of a line. */
static const char marks[] = "\\`*_[]<>|&~$";

static void put(FILE *out, struct pq_view text, bool escaped)
{
	uint32_t code = 0;
	size_t len;

	for (size_t i = 0; i < text.len; i += len) {
		len = pq_utf8_decode(text, i, &code);
		if (len == 0) {
			len = 1;
			fprintf(out, escaped ? "\\\\x%02x" : "\\x%02x", text.data[i]);
		} else if (pq_report_hidden(code)) {
			fputs(escaped ? "\\\\" : "\\", out);
			fprintf(out, code < 0x80 ? "x%02x" : "u{%x}", (unsigned int)code);
		} else {
			if (escaped && code && code < 0x80 && strchr(marks, (int)code))
				fputc('\\', out);
			fwrite(text.data + i, 1, len, out);
		}
	}
}

void pq_markdown_line(FILE *out, struct pq_view text)
{
	put(out, text, true);
}

void pq_markdown_put(FILE *out, const char *text)
{
	put(out, pq_view_str(text ? text : "?"), true);
}

/* shown: line ends are shown as well */
static void put_block(FILE *out, struct pq_view text, bool shown)
{
	fputc('\n', out);
	for (size_t at = 0; at < text.len;) {
		size_t end = pq_view_find(text, '\n', at);
		struct pq_view line = pq_view_slice(text, at, end);
		bool both = shown && line.len && line.data[line.len - 1] == '\r';

		fputs("    ", out);
		put(out, both ? pq_view_slice(line, 0, line.len - 1) : line, false);
		fputs(both ? "\\r" : "", out);
		fputs(shown && end < text.len ? "\\n\n" : "\n", out);
		at = end + 1;
	}
}

void pq_markdown_code(FILE *out, struct pq_view text)
{
	put_block(out, text, false);
}

void pq_markdown_bytes(FILE *out, struct pq_view bytes)
{
	put_block(out, bytes, true);
}

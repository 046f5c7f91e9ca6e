/* SPDX-License-Identifier: MIT */
#include "report/terminal.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "report/hidden.h"

#define LEAST_WIDTH 80
#define GREATEST_WIDTH 400

static const char *const sequences[] = {
	[PQ_COLOUR_PLAIN] = "",        [PQ_COLOUR_STRONG] = "\033[1m", [PQ_COLOUR_FAINT] = "\033[2m",
	[PQ_COLOUR_GOOD] = "\033[32m", [PQ_COLOUR_WARN] = "\033[33m",  [PQ_COLOUR_BAD] = "\033[31;1m",
	[PQ_COLOUR_NOTE] = "\033[36m",
};
static_assert(sizeof(sequences) / sizeof(sequences[0]) == PQ_COLOUR_COUNT, "a sequence for each colour");

bool pq_terminal_live(FILE *out)
{
	const char *term = getenv("TERM");

	return isatty(fileno(out)) && term && term[0] != '\0' && strcmp(term, "dumb") != 0;
}

struct pq_terminal pq_terminal_of(FILE *out)
{
	const char *no_color = getenv("NO_COLOR");
	struct pq_terminal terminal = { out, pq_terminal_live(out) && !(no_color && no_color[0] != '\0') };

	return terminal;
}

int pq_terminal_width(FILE *out)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size = { 0 };
	long width = columns ? strtol(columns, NULL, 10) : 0;

	if (width <= 0 && ioctl(fileno(out), TIOCGWINSZ, &size) == 0)
		width = size.ws_col;
	if (width < LEAST_WIDTH)
		return LEAST_WIDTH;
	return width > GREATEST_WIDTH ? GREATEST_WIDTH : (int)width;
}

bool pq_terminal_unicode(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *value = NULL;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && (!value || !value[0]); i++)
		value = getenv(names[i]);
	for (; value && *value; value++)
		if (pq_ascii_eq_nocase(pq_view(value, strnlen(value, 5)), pq_view_str("UTF-8")) ||
		    pq_ascii_eq_nocase(pq_view(value, strnlen(value, 4)), pq_view_str("UTF8")))
			return true;
	return false;
}

void pq_terminal_column(const struct pq_terminal *terminal, enum pq_colour colour, const char *text, int width)
{
	bool painted = terminal->colours && colour != PQ_COLOUR_PLAIN;

	fprintf(terminal->out, "%s%s%s%*s", painted ? sequences[colour] : "", text, painted ? "\033[0m" : "",
		width > (int)strlen(text) ? width - (int)strlen(text) : 0, "");
}

void pq_terminal_put(const struct pq_terminal *terminal, enum pq_colour colour, const char *text)
{
	pq_terminal_column(terminal, colour, text, 0);
}

void pq_terminal_text(FILE *out, struct pq_view text)
{
	uint32_t code = 0;
	size_t len;

	for (size_t i = 0; i < text.len; i += len) {
		len = pq_utf8_decode(text, i, &code);
		if (len > 0 && !pq_report_hidden(code)) {
			fwrite(text.data + i, 1, len, out);
			continue;
		}
		len = 1;
		fprintf(out, "\\x%02x", text.data[i]);
	}
}

void pq_terminal_view(const struct pq_terminal *terminal, enum pq_colour colour, struct pq_view text)
{
	bool painted = terminal->colours && colour != PQ_COLOUR_PLAIN;

	fputs(painted ? sequences[colour] : "", terminal->out);
	pq_terminal_text(terminal->out, text);
	fputs(painted ? "\033[0m" : "", terminal->out);
}

/* Columns that pq_terminal_text takes for the text. */
static int columns_of(struct pq_view text)
{
	uint32_t code = 0;
	int columns = 0;

	for (size_t i = 0; i < text.len;) {
		size_t len = pq_utf8_decode(text, i, &code);
		bool shown = len > 0 && !pq_report_hidden(code);

		columns += shown ? 1 : 4;
		i += shown ? len : 1;
	}
	return columns;
}

void pq_terminal_paragraph(const struct pq_terminal *terminal, enum pq_colour colour, struct pq_view text, int at,
			   int indent, int width)
{
	for (size_t from = 0; from < text.len;) {
		size_t end = pq_view_find(text, ' ', from);
		struct pq_view word = pq_view_slice(text, from, end);
		int columns = columns_of(word);

		if (at > indent && at + 1 + columns > width) {
			fprintf(terminal->out, "\n%*s", indent, "");
			at = indent;
		} else if (at > indent) {
			fputc(' ', terminal->out);
			at++;
		}
		pq_terminal_view(terminal, colour, word);
		at += columns;
		from = end + 1;
	}
	fputc('\n', terminal->out);
}

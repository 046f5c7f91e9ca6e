/* SPDX-License-Identifier: MIT */
#include "report/terminal.h"

#include <assert.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/utf8.h"
#include "report/hidden.h"

static const char *const sequences[] = {
	[PQ_COLOUR_PLAIN] = "",        [PQ_COLOUR_STRONG] = "\033[1m", [PQ_COLOUR_FAINT] = "\033[2m",
	[PQ_COLOUR_GOOD] = "\033[32m", [PQ_COLOUR_WARN] = "\033[33m",  [PQ_COLOUR_BAD] = "\033[31;1m",
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

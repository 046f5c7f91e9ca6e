/* SPDX-License-Identifier: MIT */
#include "cli/lines.h"

#include <string.h>

#include "cli/cli.h"
#include "cli/load.h"
#include "report/message.h"

/* Takes the next line off *rest, without its LF or CRLF; false when nothing is left. */
static bool next(struct pq_view *rest, struct pq_view *line)
{
	size_t end = pq_view_find(*rest, '\n', 0);

	if (rest->len == 0)
		return false;
	*line = pq_view_slice(*rest, 0, end);
	*rest = pq_view_from(*rest, end + 1);
	if (line->len > 0 && line->data[line->len - 1] == '\r')
		line->len--;
	return true;
}

static int ask_input(int (*ask)(void *ctx, struct pq_view input), void *ctx)
{
	struct pq_diag diag = { 0, 0, "" };
	struct pq_file file;
	struct pq_view rest;
	struct pq_view line;
	int code = PQ_EXIT_OK;

	if (pq_file_read("-", PQ_MAX_INPUT_TEXT, "PQ_MAX_INPUT_TEXT", &file, &diag)) {
		pq_complain_at("-", &diag);
		return PQ_EXIT_BAD_INPUT;
	}
	rest = pq_file_view(&file);
	while (next(&rest, &line))
		code = pq_exit_worse(code, ask(ctx, line));
	pq_file_free(&file);
	return code;
}

int pq_lines_ask(int count, char **arguments, int (*ask)(void *ctx, struct pq_view input), void *ctx)
{
	int code = PQ_EXIT_OK;

	for (int i = 0; i < count; i++)
		code = pq_exit_worse(code, strcmp(arguments[i], "-") == 0 ? ask_input(ask, ctx)
									  : ask(ctx, pq_view_str(arguments[i])));
	return code;
}

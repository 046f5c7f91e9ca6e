/* SPDX-License-Identifier: MIT */
#include "report/message.h"

#include <stdarg.h>
#include <stdio.h>

#include "report/terminal.h"

void pq_complain(const char *format, ...)
{
	char text[8192];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fputs("pratique: ", stderr);
	pq_terminal_text(stderr, pq_view_str(text));
	fputc('\n', stderr);
}

void pq_complain_at(const char *file, const struct pq_diag *diag)
{
	if (diag->line > 0)
		pq_complain("%s:%zu:%zu: expected %s", file, diag->line, diag->column, diag->expected);
	else
		pq_complain("%s: expected %s", file, diag->expected);
}

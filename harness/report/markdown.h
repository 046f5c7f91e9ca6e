/* SPDX-License-Identifier: MIT */
/*
 * Text in Markdown (CommonMark), of which no byte is markup: what could begin some is escaped by a backslash, control
 * characters and those that change the direction of text are written as \xNN and \u{NNNN}.
 */
#ifndef PQ_REPORT_MARKDOWN_H
#define PQ_REPORT_MARKDOWN_H

#include <stdio.h>

#include "base/view.h"

/* Never at the beginning of a line, where more would be markup: inside a paragraph, a heading or a cell; "?" for NULL. */
void pq_markdown_put(FILE *out, const char *text);
void pq_markdown_line(FILE *out, struct pq_view text);

/* An indented block of code, with an empty line before it; each LF ends a line. */
void pq_markdown_code(FILE *out, struct pq_view text);

/* The same of bytes as they were sent: CR and LF are shown as \r and \n at the end of each line. */
void pq_markdown_bytes(FILE *out, struct pq_view bytes);

#endif

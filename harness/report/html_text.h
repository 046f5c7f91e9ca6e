/* SPDX-License-Identifier: MIT */
/*
 * Text in HTML, of which no byte is markup, and none reorders what is read:
 * & < > " ' are written as references, control characters and those that change the direction of text as \xNN and
 * \u{NNNN}. All of it is good for text and for quoted attributes.
 */
#ifndef PQ_REPORT_HTML_TEXT_H
#define PQ_REPORT_HTML_TEXT_H

#include <stdio.h>

#include "base/view.h"

/* On one line: LF and tab are escaped as well. */
void pq_html_line(FILE *out, struct pq_view text);

/* Of several lines, for <pre>: LF and tab stand for themselves. */
void pq_html_lines(FILE *out, struct pq_view text);

/* A C string on one line; "?" for NULL. */
void pq_html_put(FILE *out, const char *text);

/* A transcript for <pre>: as pq_html_lines, the first word of each line as <b>. */
void pq_html_transcript(FILE *out, struct pq_view text);

/* A number with a comma after each three digits. */
void pq_html_number(FILE *out, size_t number);

/*
 * "sha256-..." of the bytes, as Content Security Policy 3 names a script or a style. out: 52 bytes
 */
void pq_html_hash(struct pq_view bytes, char out[static 52]);

#endif

/* SPDX-License-Identifier: MIT */
/* What pages without a script have in common. */
#ifndef PQ_REPORT_HTML_PAGE_H
#define PQ_REPORT_HTML_PAGE_H

#include <stdio.h>

/*
 * From the doctype to </head>: the page asks nobody for anything and runs nothing, and its policy allows its own two styles
 * by their hashes. title: plain words of our own
 */
void pq_html_page_head(FILE *out, const char *title);

/* The same with another style beside the common one: the name of a file that is compiled in. */
void pq_html_page_head_of(FILE *out, const char *title, const char *style);

/* One number with what it counts, as a tile of a <dl class="tiles">. class is the style's, or empty. */
void pq_html_tile(FILE *out, const char *class, size_t count, const char *what);

#endif

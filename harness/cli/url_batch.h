/* SPDX-License-Identifier: MIT */
/* pratique url --batch: JSON lines in, JSON lines out, so that another implementation can be compared with. */
#ifndef PQ_CLI_URL_BATCH_H
#define PQ_CLI_URL_BATCH_H

#include "cli/url_reader.h"

/*
 * Answers each line of the file ("-": standard input) as soon as it is read. A line
 * that is no object with a string "input" and a string or null "base" is answered
 * with an object that has "error" (what was expected), "line" and "column"; at the
 * end the first of them is complained of, and PQ_EXIT_BAD_INPUT is returned. Lone
 * surrogates in strings become U+FFFD, as they do where a URL takes its USVString.
 */
int pq_url_batch(struct pq_url_reader *reader, const char *file);

#endif

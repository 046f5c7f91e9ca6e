/* SPDX-License-Identifier: MIT */
/* A naive reader of our own pages. */
#ifndef PQ_TESTS_HTML_MARKUP_H
#define PQ_TESTS_HTML_MARKUP_H

#include <stddef.h>

/*
 * Fails the test unless every "<" begins a tag that our pages have, with attributes that they have, and no link leads
 * away. Returns how many scripts there are.
 */
size_t html_markup_check(const char *text);

#endif

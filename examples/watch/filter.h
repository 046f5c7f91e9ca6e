/* SPDX-License-Identifier: MIT */
/*
 * What an application that hands a page's wishes to libcurl has to refuse itself: the part of the example that would be
 * a product's own code. Lists as of Fetch: 2.9 (bad port), 2.2.2 (forbidden request-header), 2.2.1 (forbidden method).
 */
#ifndef EXAMPLE_FILTER_H
#define EXAMPLE_FILTER_H

#include <stdbool.h>

struct sockaddr;

bool filter_allows_port(const struct sockaddr *address);
bool filter_allows_method(const char *method);

/* A byte that a URL may hold, and that every reader of URLs reads in the same way. */
bool filter_is_plain(char c);

/* "Name: value" */
bool filter_allows_header(const char *line);

#endif

/* SPDX-License-Identifier: MIT */
/* How programs that fetch are told what to ask for, as data; and templates, which can say a URL and nothing else. */
#ifndef PQ_CLIENT_DIALECT_H
#define PQ_CLIENT_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

/* error: name of the network error that such an exit stands for; NULL: there was a response after all */
struct pq_dialect_exit {
	int status;
	const char *error;
};

#define PQ_MAX_DIALECT_WORDS 64 /* of `always`, which for a template are all its words */
#define PQ_DIALECT_MORE 8
#define PQ_DIALECT_EXITS 12

/*
 * Lists of words end with NULL. Placeholders in them: {url} {proxy} {method} {name} {value} {filename} {type}, and {file},
 * the path of a file that holds the bytes. An empty list: the program cannot be told that.
 * name:    for command:NAME, and of the recipe (browser/recipe.h) that says which program it is
 * always:  first of all
 * follow:  redirects are followed; empty where the program does so, or not, without being asked. manual: they are not
 * head:    a HEAD; method: any other method than GET without a body, and POST with one; post: POST with one
 * header:  a header; empty: one with an empty value; no_type: a body without a Content-Type
 * body:    bytes; param: one entry, percent-encoded by the program; field, file: parts of a multipart body
 * proxy:   an HTTP proxy
 * url:     last of all
 * apart:   names, values and types are told apart from one another, so that nothing in them is read as something else
 * exits:   up to the first status 0; any other one is the error "connection"
 */
struct pq_dialect {
	const char *name;
	const char *always[PQ_MAX_DIALECT_WORDS + 1];
	const char *follow[PQ_DIALECT_MORE];
	const char *manual[PQ_DIALECT_MORE];
	const char *head[PQ_DIALECT_MORE];
	const char *method[PQ_DIALECT_MORE];
	const char *post[PQ_DIALECT_MORE];
	const char *header[PQ_DIALECT_MORE];
	const char *empty[PQ_DIALECT_MORE];
	const char *no_type[PQ_DIALECT_MORE];
	const char *body[PQ_DIALECT_MORE];
	const char *param[PQ_DIALECT_MORE];
	const char *field[PQ_DIALECT_MORE];
	const char *file[PQ_DIALECT_MORE];
	const char *proxy[PQ_DIALECT_MORE];
	const char *url[PQ_DIALECT_MORE];
	bool apart;
	struct pq_dialect_exit exits[PQ_DIALECT_EXITS];
};

/* NULL if none of that name is known. */
const struct pq_dialect *pq_dialect_by_name(const char *name);

/* What libcurl can be asked for; no command line. */
extern const struct pq_dialect pq_dialect_libcurl;

/* The network error that an exit status stands for; NULL if it says that there was a response. */
const char *pq_dialect_error(const struct pq_dialect *dialect, int status);

#endif

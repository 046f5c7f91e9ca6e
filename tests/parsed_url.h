/* SPDX-License-Identifier: MIT */
/* What the tests of URLs share: a parsed URL with its storage, and comparisons that say what differs. */
#ifndef PQ_TESTS_PARSED_URL_H
#define PQ_TESTS_PARSED_URL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "url/url.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ROOM 4096

/* Open while the group of tests runs. */
static struct pq_idna *idna;

/* A parsed URL and the storage that its views point into. */
struct parsed {
	enum pq_err err;
	struct pq_url url;
	struct pq_buf storage;
	unsigned char room[ROOM];
};

/* Parses a copy of exact size, so that the sanitizer sees a read beyond the end. */
static inline enum pq_err parse_copy(struct pq_url *url, struct pq_view input, const struct pq_url *base,
				     struct pq_buf *storage)
{
	unsigned char *copy = malloc(input.len ? input.len : 1);
	enum pq_err err;

	assert_non_null(copy);
	if (input.len)
		memcpy(copy, input.data, input.len);
	err = pq_url_parse(url, pq_view(copy, input.len), base, idna, storage);
	free(copy);
	return err;
}

static inline void parse_view(struct parsed *p, struct pq_view input, const char *base_text)
{
	struct pq_url base;

	pq_buf_init(&p->storage, p->room, sizeof(p->room));
	if (base_text)
		assert_int_equal(parse_copy(&base, pq_view_str(base_text), NULL, &p->storage), PQ_ERR_OK);
	p->err = parse_copy(&p->url, input, base_text ? &base : NULL, &p->storage);
}

static inline void parse(struct parsed *p, const char *input)
{
	parse_view(p, pq_view_str(input), NULL);
	if (p->err)
		fail_msg("\"%s\" does not parse: %s", input, pq_err_name(p->err));
}

static inline void assert_view(struct pq_view actual, const char *expected, const char *of)
{
	if (!pq_view_is(actual, expected))
		fail_msg("\"%s\": \"%.*s\" instead of \"%s\"", of, (int)actual.len, (const char *)actual.data,
			 expected);
}

static inline struct pq_view print(const struct pq_url *url, struct pq_buf *out, void *room)
{
	pq_buf_init(out, room, ROOM);
	pq_url_print(url, false, out);
	assert_true(pq_buf_ok(out));
	return pq_buf_view(out);
}

static inline int open_idna(void **state)
{
	(void)state;
	idna = pq_idna_open();
	return idna ? 0 : -1;
}

static inline int close_idna(void **state)
{
	(void)state;
	pq_idna_close(idna);
	return 0;
}

#endif

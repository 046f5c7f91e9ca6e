/* SPDX-License-Identifier: MIT */
/*
 * Classes of bytes in URLs, one bit each, in one table. Sources: URL 1.3
 * (percent-encode sets), 3.2 (forbidden code points), 4.4 (what the states of
 * the basic URL parser stop at). tests/test_url.c proves each bit against the
 * standard's enumeration.
 */
#ifndef PQ_URL_CLASS_H
#define PQ_URL_CLASS_H

#include <stdint.h>

#include "url/url.h"

/* Every percent-encode set contains all bytes of non-ASCII code points. */
enum pq_url_class {
	PQ_URL_SET_C0 = 1 << 0,
	PQ_URL_SET_FRAGMENT = 1 << 1,
	PQ_URL_SET_QUERY = 1 << 2,
	PQ_URL_SET_SPECIAL_QUERY = 1 << 3,
	PQ_URL_SET_PATH = 1 << 4,
	PQ_URL_SET_USERINFO = 1 << 5,
	PQ_URL_FORBIDDEN_HOST = 1 << 6,
	PQ_URL_FORBIDDEN_DOMAIN = 1 << 7,
	PQ_URL_SCHEME = 1 << 8,               /* may follow a scheme's first letter */
	PQ_URL_SEGMENT_END = 1 << 9,          /* ends a path segment and an authority */
	PQ_URL_SEGMENT_END_SPECIAL = 1 << 10, /* the same in a special URL, where '\' counts as '/' */
	PQ_URL_AUTHORITY_MARK = 1 << 11,      /* gives an authority its structure */
	PQ_URL_PATH_MARK = 1 << 12,           /* a path with such a byte may not be copied as it is */
	PQ_URL_UPPER = 1 << 13,
	PQ_URL_DOMAIN_MARK = 1 << 14, /* the domain parser does not keep it as it is */
};

extern const uint16_t pq_url_class_table[256];

static inline bool pq_url_class_is(unsigned char c, unsigned int classes)
{
	return (pq_url_class_table[c] & classes) != 0;
}

/* The class that ends a path segment in a URL of this kind. */
static inline unsigned int pq_url_segment_end(enum pq_special special)
{
	return special == PQ_SPECIAL_NOT ? PQ_URL_SEGMENT_END : PQ_URL_SEGMENT_END_SPECIAL;
}

#endif

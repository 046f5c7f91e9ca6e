/* SPDX-License-Identifier: MIT */
/* Reading a view from its beginning, by class of byte. */
#ifndef PQ_URL_SCAN_H
#define PQ_URL_SCAN_H

#include "url/class.h"

static inline bool pq_scan_at(struct pq_view rest, unsigned char c)
{
	return rest.len && rest.data[0] == c;
}

/* True if rest begins with '/', or with '\' in a special URL. */
static inline bool pq_scan_at_slash(struct pq_view rest, enum pq_special special)
{
	return rest.len && (rest.data[0] == '/' || (rest.data[0] == '\\' && special != PQ_SPECIAL_NOT));
}

/* Index of the first byte at or after from that belongs to one of the classes; v.len if there is none. */
static inline size_t pq_scan_until(struct pq_view v, size_t from, unsigned int classes)
{
	while (from < v.len && !pq_url_class_is(v.data[from], classes))
		from++;
	return from;
}

/* Takes the first n bytes, of which rest has at least so many. */
static inline struct pq_view pq_scan_take(struct pq_view *rest, size_t n)
{
	struct pq_view taken = pq_view(rest->data, n);

	if (n) {
		rest->data += n;
		rest->len -= n;
	}
	return taken;
}

#endif

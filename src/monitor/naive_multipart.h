/* SPDX-License-Identifier: MIT */
/* A naive server's reader of multipart/form-data (RFC 7578, RFC 2046 5.1), and what it should find. */
#ifndef PQ_MONITOR_NAIVE_MULTIPART_H
#define PQ_MONITOR_NAIVE_MULTIPART_H

#include "base/view.h"

/*
 * One part as read. Names and filenames as they stand between their quotes.
 * has_filename, has_type: the part says so
 */
struct pq_naive_part {
	struct pq_view name;
	bool has_filename;
	struct pq_view filename;
	bool has_type;
	struct pq_view type;
	struct pq_view value;
};

/*
 * rest:     what is not read yet; begins at a delimiter, or just behind it
 * boundary: without the two dashes
 */
struct pq_naive_multipart {
	struct pq_view rest;
	struct pq_view boundary;
};

enum pq_naive_part_result {
	PQ_NAIVE_PART_READ,
	PQ_NAIVE_PART_NONE, /* the closing delimiter, and nothing behind it */
	PQ_NAIVE_PART_BAD   /* not a part that a form could have */
};

/* The boundary parameter of a Content-Type value; empty if it is no multipart/form-data or has none. */
struct pq_view pq_naive_boundary_of_type(struct pq_view type);

/* The boundary that a body begins with; empty if it does not begin with a delimiter line. */
struct pq_view pq_naive_boundary_of_body(struct pq_view body);

/* Begins with a body; false if it does not begin with the boundary. */
bool pq_naive_multipart_begin(struct pq_naive_multipart *reader, struct pq_view body, struct pq_view boundary);

enum pq_naive_part_result pq_naive_multipart_next(struct pq_naive_multipart *reader, struct pq_naive_part *part);

/*
 * Whether `written` is `asked` as HTML 4.10.21.7 writes it: with newlines made CRLF where normalise is set, and
 * with CR, LF and '"' percent-encoded where escape is.
 */
bool pq_naive_is_written_as(struct pq_view written, struct pq_view asked, bool normalise, bool escape);

#endif

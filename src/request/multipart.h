/* SPDX-License-Identifier: MIT */
/*
 * multipart/form-data as HTML encodes it (HTML 4.10.21.7, "multipart/form-data encoding algorithm").
 * Names: newlines to CRLF, then CR, LF and '"' percent-encoded. Filenames: percent-encoded only.
 * String values: newlines to CRLF. File bytes: untouched. A file's type that is not a clean
 * MIME type text (a byte outside 0x20 to 0x7e) is written as application/octet-stream.
 */
#ifndef PQ_REQUEST_MULTIPART_H
#define PQ_REQUEST_MULTIPART_H

#include "base/buf.h"
#include "base/err.h"
#include "request/entry.h"

#define PQ_BOUNDARY_RANDOM 16 /* bytes drawn for one boundary: 128 bits */
#define PQ_BOUNDARY_TRIES 8   /* draws before giving up */
#define PQ_BOUNDARY_MAX 70    /* RFC 2046 5.1.1 */

/* Where random bytes come from. */
struct pq_draw {
	void (*fill)(void *ctx, unsigned char *data, size_t len);
	void *ctx;
};

/*
 * Chooses a boundary ("----pratique" and 32 hexadecimal digits) that occurs in
 * no name, filename, type or value as written, redrawing up to
 * PQ_BOUNDARY_TRIES times, and appends the body to out. boundary receives it.
 * LIMIT if every draw occurred; NO_SPACE if out is too small.
 */
enum pq_err pq_multipart_encode(const struct pq_form_entry *entries, size_t count, struct pq_draw draw,
				unsigned char boundary[static PQ_BOUNDARY_MAX], size_t *boundary_len,
				struct pq_buf *out);

#endif

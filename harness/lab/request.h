/* SPDX-License-Identifier: MIT */
/*
 * The bytes that a page makes its browser write, by form: the model's own request (src/fetch, over the socket layer in
 * memory, under the policy `none`), its head as a browser family writes it.
 */
#ifndef PQ_LAB_REQUEST_H
#define PQ_LAB_REQUEST_H

#include <stdint.h>

#include "base/err.h"
#include "base/view.h"
#include "lab/family.h"

#define PQ_MAX_LAB_REQUEST (1u << 20) /* bytes of one request */
#define PQ_MAX_LAB_PADDING 8192       /* bytes of a URL's path that only move what follows */

/*
 * form, family: what writes it
 * host:    of the URL; NULL: 127.0.0.1; port: of the URL
 * padding: so many bytes longer is the URL's path than it need be
 * payload: what is smuggled, without placeholders
 * offset:  of F: where in the request the payload begins; 0: with the body
 * seed:    of every random draw
 */
struct pq_lab_ask {
	enum pq_lab_form form;
	const struct pq_lab_family *family;
	const char *host;
	uint16_t port;
	uint32_t padding;
	struct pq_view payload;
	uint32_t offset;
	uint32_t seed;
};

struct pq_lab_writer;

/*
 * Appends the scenario of a page that asks so, a binary body of F filled up by `fill` bytes in front. scratch: scratch_size
 * bytes for the body as it is not yet quoted. Overflow shows in out, as does a body that does not fit.
 */
void pq_lab_ask_print(const struct pq_lab_ask *ask, size_t fill, unsigned char *scratch, size_t scratch_size,
		      struct pq_buf *out);

/* Length of a request's head with its empty line; 0 if there is none. */
size_t pq_lab_head_len(struct pq_view request);

/* NO_SPACE, or IDNA without ICU's data, with *diag filled. */
enum pq_err pq_lab_writer_open(struct pq_lab_writer **out, struct pq_diag *diag);
void pq_lab_writer_close(struct pq_lab_writer *writer);

/* The writer's own storage for a request, of PQ_MAX_LAB_REQUEST bytes, until the next call of pq_lab_write. */
unsigned char *pq_lab_writer_room(struct pq_lab_writer *writer);

/*
 * *request is the whole request, head_len bytes of it the head; both live until the next call. LIMIT if it gets too
 * long; RANGE if the head is longer than the offset; IO if the model wrote nothing, with *diag filled.
 */
enum pq_err pq_lab_write(struct pq_lab_writer *writer, const struct pq_lab_ask *ask, struct pq_view *request,
			 size_t *head_len, struct pq_diag *diag);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * From an HTTP archive (HAR 1.2, what browsers' developer tools save) to sketches, one for each request. An archive is
 * made to be shared, and so is a scenario: the values of cookies, of Authorization and of headers whose names speak of a key, a
 * token or the like are replaced unless they are asked for. URLs and bodies stay as they are.
 */
#ifndef PQ_CONVERT_HAR_H
#define PQ_CONVERT_HAR_H

#include "convert/sketch.h"

#define PQ_MAX_HAR_TEXT (256u << 20) /* bytes of an archive */

struct pq_har;

/*
 * SYNTAX with *diag filled: line and column where it is no JSON, or which member is not what HAR wants it to be, such as
 * "log.entries[3].request.url, a string". All that pq_har_sketch looks at is checked. NO_SPACE if memory is short.
 */
enum pq_err pq_har_open(struct pq_har **har, struct pq_view text, struct pq_diag *diag);
void pq_har_close(struct pq_har *har);

size_t pq_har_count(const struct pq_har *har);

/* Of entry `index`; as long as the archive. */
const char *pq_har_method(const struct pq_har *har, size_t index);
const char *pq_har_url(const struct pq_har *har, size_t index);

/*
 * answers: what servers answered becomes answer lines; an entry that a redirect leads to is part of the one that it
 *          comes from
 * secrets: they are kept
 */
struct pq_har_options {
	bool answers;
	bool secrets;
};

/* Why entry `index` has no scenario of its own, a static string; NULL if it has one, and the sketch is filled. */
const char *pq_har_sketch(struct pq_har *har, size_t index, const struct pq_har_options *options,
			  struct pq_sketch *sketch);

#endif

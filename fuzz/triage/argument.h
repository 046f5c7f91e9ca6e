/* SPDX-License-Identifier: MIT */
/* What an argument of a scenario may become that is smaller or plainer; of several, the plainest first. Pure. */
#ifndef PQ_TRIAGE_ARGUMENT_H
#define PQ_TRIAGE_ARGUMENT_H

#include "scenario/words.h"
#include "triage/url.h"

/* What an argument means to who makes it smaller. Numbers, addresses and names of a table are no bytes to cut. */
enum pq_meaning {
	PQ_MEANS_BYTES,
	PQ_MEANS_URL,
	PQ_MEANS_HOST,
	PQ_MEANS_METHOD,
	PQ_MEANS_NUMBER,
	PQ_MEANS_CHOICE,
	PQ_MEANS_FIXED
};

enum pq_meaning pq_argument_means(const struct pq_arg_spec *spec);

/* Hosts that say nothing, the plainest first; NULL behind the last one. */
extern const char *const pq_plain_hosts[];

/* True if the host is one of those, or `index` of it. */
bool pq_is_plain_host(struct pq_view host, size_t *index);

/* GET and POST say what everybody knows. */
bool pq_is_plain_method(struct pq_view method);

/*
 * Appends the `step`-th plainer form of a URL, a host or a method to *out. False behind the last one, and for what has
 * none. A form that is no plainer than v is passed over by appending v itself.
 */
bool pq_argument_plainer(enum pq_meaning meaning, struct pq_view v, size_t step, struct pq_buf *out);

#endif

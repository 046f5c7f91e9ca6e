/* SPDX-License-Identifier: MIT */
/* What a message got for an answer, as far as an outcome is read off it. Pure. */
#ifndef PQ_PLAY_GOT_H
#define PQ_PLAY_GOT_H

#include "base/view.h"

/* status: 0 if there is no whole head of a final response */
struct pq_got {
	unsigned int status;
	struct pq_view head;
};

/* bytes: all that came back */
struct pq_got pq_got_read(struct pq_view bytes);

/* The value of the head's first field of that name; data NULL if there is none. */
struct pq_view pq_got_field(struct pq_view head, const char *name);

/* Whether its status is one of those by which Fetch goes elsewhere (2.2.3 "redirect status"). */
bool pq_got_redirects(const struct pq_got *got);

#endif

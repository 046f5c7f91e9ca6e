/* SPDX-License-Identifier: MIT */
/* A naive reader of the parameters of a credentials line, for targets that compare something with it. */
#ifndef PQ_FUZZ_PARAM_H
#define PQ_FUZZ_PARAM_H

#include "base/view.h"

/* Whether the first `name` outside of quotes, such as realm=", is followed by v and a quote, once escapes are undone. */
bool pq_fuzz_param_is(struct pq_view line, const char *name, struct pq_view v);

#endif

/* SPDX-License-Identifier: MIT */
/* Special schemes and their default ports (URL 4.2). */
#ifndef PQ_URL_SCHEME_H
#define PQ_URL_SCHEME_H

#include "url/url.h"

/* scheme is in lower case; PQ_SPECIAL_NOT if it is not a special scheme. */
enum pq_special pq_scheme_special(struct pq_view scheme);

/* False if the scheme has no default port; *port is untouched then. */
bool pq_scheme_default_port(enum pq_special special, uint16_t *port);

#endif

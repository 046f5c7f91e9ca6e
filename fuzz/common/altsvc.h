/* SPDX-License-Identifier: MIT */
/* Alt-Svc values as a target compares them: written canonically, and searched naively. */
#ifndef PQ_FUZZ_ALTSVC_H
#define PQ_FUZZ_ALTSVC_H

#include "wire/altsvc.h"

/* Appends the one spelling of RFC 7838 3 that this project writes: all parameters but unknown ones, a comma behind each. */
void pq_fuzz_altsvc_print(const struct pq_altsvc *altsvc, struct pq_buf *out);

/* True if "HOST:PORT" stands quoted in the value, backslashes and the port's leading zeros left out. */
bool pq_fuzz_altsvc_names(struct pq_view value, struct pq_view host, uint16_t port);

#endif

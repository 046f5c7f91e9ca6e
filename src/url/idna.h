/* SPDX-License-Identifier: MIT */
/* Domain to ASCII (URL 3.3) through ICU's UTS 46. The handle is opened once by the caller; ICU allocates. */
#ifndef PQ_URL_IDNA_H
#define PQ_URL_IDNA_H

#include "base/buf.h"
#include "base/err.h"

struct pq_idna;

/* NULL if ICU's data is missing. */
struct pq_idna *pq_idna_open(void);
void pq_idna_close(struct pq_idna *idna);

/* Domain to ASCII with beStrict false; domain is UTF-8. Appends to out, or IDNA and out untouched. */
enum pq_err pq_idna_to_ascii(const struct pq_idna *idna, struct pq_view domain, struct pq_buf *out);

#endif

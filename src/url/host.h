/* SPDX-License-Identifier: MIT */
/* The host parser (URL 3.5). */
#ifndef PQ_URL_HOST_H
#define PQ_URL_HOST_H

#include "url/url.h"

/*
 * Parses input, which is valid UTF-8, as the host of *url: a domain or address
 * if url is special (input is not empty then), else an opaque or empty host.
 * Sets host_kind, host and address; the text is appended to out. SYNTAX or
 * IDNA: failure; NO_SPACE; *url is untouched then, out may have grown.
 */
enum pq_err pq_host_parse(struct pq_view input, const struct pq_idna *idna, struct pq_url *url, struct pq_buf *out);

/* The same for a special URL and an input without any byte of class PQ_URL_DOMAIN_MARK. */
enum pq_err pq_host_parse_plain(struct pq_view input, struct pq_url *url, struct pq_buf *out);

#endif

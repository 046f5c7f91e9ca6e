/* SPDX-License-Identifier: MIT */
/* URLs that the user gives: parsed with an IDNA handle and storage of their own. */
#ifndef PQ_CLI_URL_READER_H
#define PQ_CLI_URL_READER_H

#include "url/url.h"

/* storage: grows to what the longest URL so far needed */
struct pq_url_reader {
	struct pq_idna *idna;
	unsigned char *memory;
	struct pq_buf storage;
};

/* Complains and returns PQ_EXIT_SETUP if ICU's data is missing; else PQ_EXIT_OK. */
int pq_url_reader_init(struct pq_url_reader *reader);
void pq_url_reader_fini(struct pq_url_reader *reader);

/*
 * Parses input against base (NULL: there is none). The URL's views are valid until
 * the next call; false if input or base is no URL.
 */
bool pq_url_reader_parse(struct pq_url_reader *reader, struct pq_view input, const struct pq_view *base,
			 struct pq_url *url);

#endif

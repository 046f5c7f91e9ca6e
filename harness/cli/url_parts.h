/* SPDX-License-Identifier: MIT */
/* What the getters of a URL object return (URL 6.1). */
#ifndef PQ_CLI_URL_PARTS_H
#define PQ_CLI_URL_PARTS_H

#include <jansson.h>

#include "url/url.h"

enum pq_url_part {
	PQ_URL_HREF,
	PQ_URL_ORIGIN,
	PQ_URL_PROTOCOL,
	PQ_URL_USERNAME,
	PQ_URL_PASSWORD,
	PQ_URL_HOST,
	PQ_URL_HOSTNAME,
	PQ_URL_PORT,
	PQ_URL_PATHNAME,
	PQ_URL_SEARCH,
	PQ_URL_HASH,
	PQ_URL_PART_COUNT
};

extern const char *const pq_url_part_names[PQ_URL_PART_COUNT];

/* texts: views into memory, which is owned */
struct pq_url_parts {
	struct pq_view texts[PQ_URL_PART_COUNT];
	unsigned char *memory;
};

void pq_url_parts_init(struct pq_url_parts *parts, const struct pq_url *url, const struct pq_idna *idna);
void pq_url_parts_fini(struct pq_url_parts *parts);

/* An object with a string for each part. */
json_t *pq_url_parts_json(const struct pq_url_parts *parts);

#endif

/* SPDX-License-Identifier: MIT */
/* What the options of "fetch" ask for, as scenario text: the format in which requests cross to the network service. */
#ifndef PQ_CLI_FETCH_TEXT_H
#define PQ_CLI_FETCH_TEXT_H

#include "base/buf.h"
#include "url/url.h"

#define PQ_FETCH_PARTS 128

/* One option that may stand several times, as the user wrote it. */
struct pq_fetch_part {
	enum pq_fetch_part_kind { PQ_FETCH_HEADER, PQ_FETCH_FORM, PQ_FETCH_DATA, PQ_FETCH_MESSAGE } kind;
	const char *value;
};

/*
 * method: NULL: POST where there is a body, else GET
 * url:    parsed, absolute; text: as written
 */
struct pq_fetch_asked {
	const char *method;
	struct pq_fetch_part parts[PQ_FETCH_PARTS];
	size_t part_count;
	struct pq_url url;
	const char *text;
};

/* Appends the scenario. Returns an exit code, and has complained if it is not PQ_EXIT_OK; overflow shows in out. */
int pq_fetch_text(const struct pq_fetch_asked *asked, struct pq_buf *out);

#endif

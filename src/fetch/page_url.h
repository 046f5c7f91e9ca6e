/* SPDX-License-Identifier: MIT */
/* The URL of the page that asks, which is the base of what it asks for (HTML 8.1.3, "API base URL"). */
#ifndef PQ_FETCH_PAGE_URL_H
#define PQ_FETCH_PAGE_URL_H

#include "fetch/env.h"
#include "fetch/result.h"
#include "scenario/scenario.h"
#include "url/url.h"

/* The owner's memory holds it; url is valid until the next read, and only if err is OK. */
struct pq_page_url {
	enum pq_err err;
	struct pq_url url;
	struct pq_buf text;
};

/* As the scenario's page line says, or its default; storage of cap bytes outlives it. */
void pq_page_url_read(struct pq_page_url *page, const struct pq_scenario *scenario, const struct pq_idna *idna,
		      void *storage, size_t cap);

/* NULL if it cannot be read: the page has no URL, and what it asks for has no base. */
const struct pq_url *pq_page_url_get(const struct pq_page_url *page);

/* LIMIT if there is more of it than fits: nothing can be asked in its name. UNSET otherwise. */
struct pq_result pq_page_url_check(const struct pq_page_url *page);

#endif

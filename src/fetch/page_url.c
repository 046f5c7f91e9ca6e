/* SPDX-License-Identifier: MIT */
#include "fetch/page_url.h"

void pq_page_url_read(struct pq_page_url *page, const struct pq_scenario *scenario, const struct pq_idna *idna,
		      void *storage, size_t cap)
{
	struct pq_view text = pq_scenario_bytes_of(scenario, PQ_WORD_PAGE, "http://page.example/");

	pq_buf_init(&page->text, storage, cap);
	page->err = pq_url_parse(&page->url, text, NULL, idna, &page->text);
}

const struct pq_url *pq_page_url_get(const struct pq_page_url *page)
{
	return page->err ? NULL : &page->url;
}

struct pq_result pq_page_url_check(const struct pq_page_url *page)
{
	return page->err == PQ_ERR_NO_SPACE ? pq_result_error(PQ_ERROR_LIMIT) : pq_result_going_on();
}

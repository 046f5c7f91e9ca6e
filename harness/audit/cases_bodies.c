/* SPDX-License-Identifier: MIT */
/* The corpus's bodies by every way that a page can send them, and many multipart requests for their boundaries. */
#include <stdio.h>

#include "audit/cases_text.h"

#define ROOM 65536
#define IN_ONE 24 /* requests of one scenario */

static void ask_for_boundaries(struct pq_cases_sheet *sheet, const char *word, const char *end, int scenarios)
{
	unsigned char room[ROOM];
	char line[128];
	char title[64];
	struct pq_buf out;

	for (int i = 0; i < scenarios; i++) {
		pq_buf_init(&out, room, sizeof(room));
		pq_buf_add_str(&out, "pratique-scenario 1\n# Many multipart bodies, each with a boundary of its own "
				     "(RFC 7578 4.1).\n"
				     "attacker page\n");
		for (int k = 0; k < IN_ONE; k++) {
			snprintf(line, sizeof(line), "%s POST http://page.example/%d%s\n  field \"a\" \"%d\"\n", word,
				 k, end, k);
			pq_buf_add_str(&out, line);
		}
		pq_buf_add_str(&out, "expect allowed\n");
		snprintf(title, sizeof(title), "boundaries %s %d", word, i + 1);
		pq_cases_add(sheet, title, pq_buf_view(&out));
	}
}

void pq_cases_write_bodies(struct pq_cases_sheet *sheet, const struct pq_cases_options *options)
{
	pq_cases_add_corpus(sheet, options->corpus, "multipart", PQ_TWIN_FETCH | PQ_TWIN_XHR | PQ_TWIN_FORM);
	pq_cases_add_corpus(sheet, options->corpus, "allow", PQ_TWIN_FETCH | PQ_TWIN_XHR);
	pq_cases_add_corpus(sheet, options->corpus, "packet-filters", PQ_TWIN_FETCH | PQ_TWIN_XHR);
	pq_cases_add_corpus(sheet, options->corpus, "smtp-form", 0);
	ask_for_boundaries(sheet, "fetch", "", 5);
	ask_for_boundaries(sheet, "xhr", "", 2);
	ask_for_boundaries(sheet, "form", " multipart", 2);
}

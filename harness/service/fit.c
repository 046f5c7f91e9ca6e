/* SPDX-License-Identifier: MIT */
#include "service/fit.h"

/* The end of the last line that ends at or before `at`; 0 if there is none. */
static size_t line_end(struct pq_view text, size_t at)
{
	while (at > 0 && text.data[at - 1] != '\n')
		at--;
	return at;
}

static size_t next_line_end(struct pq_view text, size_t at)
{
	size_t end = pq_view_find(text, '\n', at);

	return end < text.len ? end + 1 : text.len;
}

/* Reading is all or nothing, and whoever reads a beginning reads all shorter ones: so the longest is searched for. */
enum pq_err pq_fit_parse(struct pq_transcript *transcript, struct pq_view text)
{
	enum pq_err err = pq_transcript_parse(transcript, text, NULL);
	size_t good = next_line_end(text, 0);
	size_t bad = text.len;

	if (!err)
		return PQ_ERR_OK;
	while (next_line_end(text, good) < bad) {
		size_t middle = line_end(text, good + (bad - good) / 2);

		if (middle <= good)
			middle = next_line_end(text, good);
		if (pq_transcript_parse(transcript, pq_view_slice(text, 0, middle), NULL))
			bad = middle;
		else
			good = middle;
	}
	err = pq_transcript_parse(transcript, pq_view_slice(text, 0, good), NULL);
	transcript->truncated = transcript->truncated || !err;
	return err;
}

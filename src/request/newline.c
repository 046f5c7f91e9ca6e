/* SPDX-License-Identifier: MIT */
#include "request/newline.h"

/* Each of CR and LF is searched for again only after it was passed, so the text is read twice at most. */
void pq_newline_add(struct pq_view text, struct pq_buf *out)
{
	size_t cr = pq_view_find(text, '\r', 0);
	size_t lf = pq_view_find(text, '\n', 0);
	size_t from = 0;

	while (cr < text.len || lf < text.len) {
		size_t at = cr < lf ? cr : lf;

		pq_buf_add(out, pq_view_slice(text, from, at));
		pq_buf_add_str(out, "\r\n");
		from = at + pq_newline_len(text, at);
		if (cr < from)
			cr = pq_view_find(text, '\r', from);
		if (lf < from)
			lf = pq_view_find(text, '\n', from);
	}
	pq_buf_add(out, pq_view_from(text, from));
}

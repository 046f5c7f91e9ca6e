/* SPDX-License-Identifier: MIT */
/* Lines of a text, one after another. */
#ifndef PQ_CLI_LINES_H
#define PQ_CLI_LINES_H

#include "base/view.h"

/* Takes the next line off *rest, without its LF or CRLF; false when nothing is left. */
static inline bool pq_lines_next(struct pq_view *rest, struct pq_view *line)
{
	size_t end = pq_view_find(*rest, '\n', 0);

	if (rest->len == 0)
		return false;
	*line = pq_view_slice(*rest, 0, end);
	*rest = pq_view_from(*rest, end + 1);
	if (line->len > 0 && line->data[line->len - 1] == '\r')
		line->len--;
	return true;
}

#endif

/* SPDX-License-Identifier: MIT */
/* CORS preflights (Fetch 4.8): which message is one. */
#include "monitor/asked.h"
#include "monitor/bytes.h"
#include "monitor/preflight.h"

bool pq_message_is_preflight(const struct pq_asked *asked, const struct pq_message *message)
{
	static const struct pq_view options = PQ_VIEW("OPTIONS");

	if (!asked || !pq_bytes_same(message->method, options))
		return false;
	for (size_t i = 0; i < message->line_count; i++) {
		const struct pq_head_line *line = &message->lines[i];

		if (line->own == PQ_OWN_CORS && pq_bytes_is(line->name, "access-control-request-method") &&
		    (line->asked < 0 || pq_bytes_same_nocase(line->value, asked->method) ||
		     !pq_asked_has_value(asked, line->name, line->value)))
			return true;
	}
	return false;
}

/* SPDX-License-Identifier: MIT */
#include "base/check.h"
#include "scenario/scenario.h"

void pq_scenario_answer_bytes(const struct pq_line *line, struct pq_buf *out)
{
	if (line->word == PQ_WORD_REPLY || line->word == PQ_WORD_GREET) {
		pq_buf_add(out, line->args[0].bytes);
		return;
	}
	pq_check(line->word == PQ_WORD_REDIRECT);
	pq_buf_add_str(out, "HTTP/1.1 ");
	pq_buf_add_u64(out, line->args[0].number);
	pq_buf_add_str(out, " Redirect\r\nLocation: ");
	pq_buf_add(out, line->args[1].bytes);
	pq_buf_add_str(out, "\r\nContent-Length: 0\r\n\r\n");
}

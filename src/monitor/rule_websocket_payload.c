/* SPDX-License-Identifier: MIT */
/* What a WebSocket client says: the messages that were asked for, in their order, however they are cut into frames. */
#include "monitor/bytes.h"
#include "monitor/naive_websocket.h"
#include "monitor/path.h"
#include "monitor/rules.h"

/* What the request's messages hold, one after the other: byte `at` of line `line` comes next. */
struct wanted {
	const struct pq_judge_state *run;
	const struct pq_asked *asked;
	size_t line;
	size_t at;
};

/* The next ASCII byte of the messages; -1 at their end. What is not ASCII may not be UTF-8, and be mended then. */
static int next_wanted(struct wanted *wanted)
{
	for (; wanted->line < wanted->asked->children_end; wanted->line++, wanted->at = 0) {
		const struct pq_line *line = &wanted->run->scenario->lines[wanted->line];
		struct pq_view bytes = pq_line_bytes(line, 1);
		uint32_t kind = pq_line_number(line, 0);

		if (line->word != PQ_WORD_MESSAGE || (kind != PQ_MESSAGE_TEXT && kind != PQ_MESSAGE_BINARY))
			continue;
		while (wanted->at < bytes.len)
			if (bytes.data[wanted->at++] < 0x80)
				return bytes.data[wanted->at - 1];
	}
	return -1;
}

/* Whether a data frame goes on with what was asked for; what was compressed is not looked at. */
static bool goes_on(struct wanted *wanted, const struct pq_naive_frame *frame)
{
	for (size_t i = 0; frame->opcode < 8 && i < frame->payload.len; i++) {
		unsigned char c = pq_naive_frame_byte(frame, i);

		if (c < 0x80 && next_wanted(wanted) != c)
			return false;
	}
	return true;
}

void pq_websocket_judge_payloads(struct pq_judge_state *run, const struct pq_exchange *exchange, struct pq_view rest)
{
	struct wanted wanted = { run, exchange->asked, exchange->asked->line + 1, 0 };
	struct pq_naive_frame frame;

	if (!pq_rule_applies(run, PQ_RULE_BAD_FRAMING))
		return;
	while (pq_naive_frame_take(&rest, &frame))
		if (!goes_on(&wanted, &frame)) {
			pq_detail_quote(pq_detail(run, "a message that nobody asked for, in a frame with the payload "),
					frame.payload);
			pq_violate(run, PQ_RULE_BAD_FRAMING, exchange->sends.first, pq_exchange_request(exchange));
			return;
		}
}

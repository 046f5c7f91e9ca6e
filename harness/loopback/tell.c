/* SPDX-License-Identifier: MIT */
#include "loopback/tell.h"

#include <stdlib.h>

void pq_seen_init(struct pq_seen *seen)
{
	pq_transcript_init(&seen->transcript, seen->events, PQ_SEEN_EVENTS, seen->addresses, PQ_SEEN_ADDRESSES,
			   seen->bytes, sizeof(seen->bytes));
}

struct pq_seen *pq_seen_new(void)
{
	struct pq_seen *seen = calloc(1, sizeof(*seen));

	if (seen)
		pq_seen_init(seen);
	return seen;
}

bool pq_seen_tell(struct pq_seen *seen, struct pq_channel *to)
{
	struct pq_transcript *transcript = &seen->transcript;
	struct pq_buf text;
	bool sent = true;

	pq_buf_init(&text, seen->text, sizeof(seen->text));
	for (size_t i = 0; i < transcript->count && sent; i++) {
		size_t mark = text.len;

		pq_event_print(&transcript->events[i], &text);
		if (pq_buf_ok(&text))
			continue;
		text.len = mark;
		text.overflow = false;
		sent = pq_channel_send(to, PQ_PARCEL_EVENTS, pq_buf_view(&text), -1);
		pq_buf_reset(&text);
		pq_event_print(&transcript->events[i], &text);
	}
	if (transcript->truncated)
		pq_buf_add_str(&text, "truncated\n");
	pq_transcript_reset(transcript);
	return sent && pq_channel_send(to, PQ_PARCEL_EVENTS, pq_buf_view(&text), -1);
}

/* SPDX-License-Identifier: MIT */
#include "transcript/shape.h"

const struct pq_view pq_event_names[PQ_EVENT_COUNT + 1] = {
	[PQ_EVENT_REQUEST] = PQ_VIEW("request"), [PQ_EVENT_DROPPED] = PQ_VIEW("dropped"),
	[PQ_EVENT_RANDOM] = PQ_VIEW("random"),   [PQ_EVENT_RESOLVE] = PQ_VIEW("resolve"),
	[PQ_EVENT_DIAL] = PQ_VIEW("dial"),       [PQ_EVENT_TLS] = PQ_VIEW("tls"),
	[PQ_EVENT_SEND] = PQ_VIEW("send"),       [PQ_EVENT_RECEIVE] = PQ_VIEW("receive"),
	[PQ_EVENT_CLOSE] = PQ_VIEW("close"),     [PQ_EVENT_TIME] = PQ_VIEW("time"),
	[PQ_EVENT_OUTCOME] = PQ_VIEW("outcome"), [PQ_EVENT_COUNT] = PQ_VIEW("truncated"),
};

const enum pq_event_part pq_event_parts[PQ_EVENT_COUNT][PQ_EVENT_MAX_PARTS + 1] = {
	[PQ_EVENT_REQUEST] = { PQ_PART_NEW_REQUEST },
	[PQ_EVENT_DROPPED] = { PQ_PART_REQUEST, PQ_PART_TEXT },
	[PQ_EVENT_RANDOM] = { PQ_PART_BYTES },
	[PQ_EVENT_RESOLVE] = { PQ_PART_TEXT, PQ_PART_ADDRESSES },
	[PQ_EVENT_DIAL] = { PQ_PART_CONN, PQ_PART_TRANSPORT, PQ_PART_ADDRESS, PQ_PART_PORT, PQ_PART_DIALLED },
	[PQ_EVENT_TLS] = { PQ_PART_CONN, PQ_PART_TEXT },
	[PQ_EVENT_SEND] = { PQ_PART_CONN, PQ_PART_BYTES },
	[PQ_EVENT_RECEIVE] = { PQ_PART_CONN, PQ_PART_BYTES },
	[PQ_EVENT_CLOSE] = { PQ_PART_CONN },
	[PQ_EVENT_TIME] = { PQ_PART_TIME },
	[PQ_EVENT_OUTCOME] = { PQ_PART_REQUEST, PQ_PART_OUTCOME },
};

const struct pq_view pq_transport_names[PQ_TRANSPORT_COUNT] = {
	[PQ_TRANSPORT_TCP] = PQ_VIEW("tcp"),
	[PQ_TRANSPORT_UDP] = PQ_VIEW("udp"),
};

const struct pq_view pq_dialled_names[PQ_DIALLED_COUNT] = {
	[PQ_DIALLED_OK] = PQ_VIEW("ok"),
	[PQ_DIALLED_REFUSED] = PQ_VIEW("refused"),
	[PQ_DIALLED_FAILED] = PQ_VIEW("failed"),
};

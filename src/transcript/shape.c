/* SPDX-License-Identifier: MIT */
#include "transcript/shape.h"

const struct pq_view pq_event_names[PQ_EVENT_COUNT + 1] = {
	[PQ_EVENT_REQUEST] = PQ_VIEW("request"), [PQ_EVENT_DROPPED] = PQ_VIEW("dropped"),
	[PQ_EVENT_RANDOM] = PQ_VIEW("random"),   [PQ_EVENT_RESOLVE] = PQ_VIEW("resolve"),
	[PQ_EVENT_DIAL] = PQ_VIEW("dial"),       [PQ_EVENT_TLS] = PQ_VIEW("tls"),
	[PQ_EVENT_SEND] = PQ_VIEW("send"),       [PQ_EVENT_RECEIVE] = PQ_VIEW("receive"),
	[PQ_EVENT_CLOSE] = PQ_VIEW("close"),     [PQ_EVENT_TIME] = PQ_VIEW("time"),
	[PQ_EVENT_CALL] = PQ_VIEW("call"),       [PQ_EVENT_OUTCOME] = PQ_VIEW("outcome"),
	[PQ_EVENT_COUNT] = PQ_VIEW("truncated"),
};

const char *const pq_event_help[PQ_EVENT_COUNT + 1] = {
	[PQ_EVENT_REQUEST] = "N: request N begins; from 1, in the order of the scenario, controls included",
	[PQ_EVENT_DROPPED] = "N NAME: the page side dropped that header of request N silently",
	[PQ_EVENT_RANDOM] = "BYTES that were drawn",
	[PQ_EVENT_RESOLVE] = "HOST [ADDRESS ...]: a look-up; no address: it failed",
	[PQ_EVENT_DIAL] = "CONN tcp|udp ADDRESS|- PORT ok|refused|failed: a connection was asked for",
	[PQ_EVENT_TLS] = "CONN NAME: TLS begins with that server name; bytes are plaintext from here on",
	[PQ_EVENT_SEND] = "CONN BYTES that were written",
	[PQ_EVENT_RECEIVE] = "CONN BYTES that were read",
	[PQ_EVENT_CLOSE] = "CONN: the connection was closed",
	[PQ_EVENT_TIME] = "MS: the clock was read, milliseconds since the subject began",
	[PQ_EVENT_CALL] =
		"renderer|service|other NAME refused|made: a system call that the process's sandbox takes away",
	[PQ_EVENT_OUTCOME] = "N done STATUS | N blocked RULE unknown|page|service | N error NAME: request N has ended",
	[PQ_EVENT_COUNT] = "events were lost here; stands last",
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
	[PQ_EVENT_CALL] = { PQ_PART_PROCESS, PQ_PART_NAME, PQ_PART_CALLED },
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

const struct pq_view pq_process_names[PQ_PROCESS_COUNT] = {
	[PQ_PROCESS_RENDERER] = PQ_VIEW("renderer"),
	[PQ_PROCESS_SERVICE] = PQ_VIEW("service"),
	[PQ_PROCESS_OTHER] = PQ_VIEW("other"),
};

const struct pq_view pq_called_names[PQ_CALLED_COUNT] = {
	[PQ_CALLED_REFUSED] = PQ_VIEW("refused"),
	[PQ_CALLED_MADE] = PQ_VIEW("made"),
};

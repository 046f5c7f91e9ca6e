/* SPDX-License-Identifier: MIT */
/* What a renderer gets of a response: its final head, and its body without framing. */
#ifndef PQ_SERVICE_ANSWER_H
#define PQ_SERVICE_ANSWER_H

#include "fetch/fetch.h"

/* Of a fetch that is done over HTTP; head is a view of what was received, the body is appended to out. */
void pq_answer_http(const struct pq_fetch *fetch, struct pq_view *head, struct pq_buf *out);

/* Of a WebSocket that is done: each text or binary message, and a line feed behind it. */
void pq_answer_websocket(const struct pq_fetch *fetch, struct pq_view *head, struct pq_buf *out);

#endif

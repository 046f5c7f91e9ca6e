/* SPDX-License-Identifier: MIT */
#include "mutator/echo.h"

#include <stdlib.h>

#include "subject/subject.h"

#define EVENTS 512
#define ADDRESSES 512
#define TRANSCRIPT (128u << 10)

struct pq_echo {
	struct pq_policy policy;
	const struct pq_subject_kind *kind;
	struct pq_subject *subject;
	struct pq_transcript transcript;
	struct pq_view boundaries[PQ_ECHO_KEPT];
	size_t boundary_count;
	uint16_t ports[PQ_ECHO_KEPT];
	size_t port_count;
	struct pq_event events[EVENTS];
	struct pq_address addresses[ADDRESSES];
	unsigned char bytes[TRANSCRIPT];
};

struct pq_echo *pq_echo_open(void)
{
	struct pq_echo *echo = malloc(sizeof(*echo));
	struct pq_diag diag;

	if (!echo)
		return NULL;
	echo->kind = pq_subject_by_name("model");
	echo->boundary_count = 0;
	echo->port_count = 0;
	pq_transcript_init(&echo->transcript, echo->events, EVENTS, echo->addresses, ADDRESSES, echo->bytes,
			   TRANSCRIPT);
	echo->subject = pq_policy_parse_builtin(&echo->policy, pq_view_str("fetch")) == PQ_ERR_OK
				? echo->kind->open(&echo->policy, NULL, &diag)
				: NULL;
	if (echo->subject)
		return echo;
	free(echo);
	return NULL;
}

void pq_echo_close(struct pq_echo *echo)
{
	echo->kind->close(echo->subject);
	free(echo);
}

/* What follows "boundary=" in bytes that were sent, up to what cannot be one of its bytes; empty if it is not there. */
static struct pq_view boundary_in(struct pq_view sent)
{
	static const struct pq_view mark = PQ_VIEW("boundary=");

	for (size_t at = pq_view_find(sent, 'b', 0); at < sent.len; at = pq_view_find(sent, 'b', at + 1)) {
		struct pq_view rest = pq_view_from(sent, at);
		size_t end = mark.len;

		if (!pq_view_starts(rest, mark))
			continue;
		while (end < rest.len && rest.data[end] > ' ' && rest.data[end] != '"' && rest.data[end] != ';')
			end++;
		return pq_view_slice(rest, mark.len, end);
	}
	return pq_view(NULL, 0);
}

void pq_echo_run(struct pq_echo *echo, const struct pq_scenario *scenario)
{
	echo->boundary_count = 0;
	echo->port_count = 0;
	if (echo->kind->run(echo->subject, scenario, &echo->transcript) != PQ_ERR_OK)
		return;
	for (size_t i = 0; i < echo->transcript.count; i++) {
		const struct pq_event *event = &echo->transcript.events[i];
		struct pq_view boundary;

		if (event->kind == PQ_EVENT_DIAL)
			echo->ports[echo->port_count++ % PQ_ECHO_KEPT] = event->port;
		if (event->kind != PQ_EVENT_SEND)
			continue;
		boundary = boundary_in(event->bytes);
		if (boundary.len > 0)
			echo->boundaries[echo->boundary_count++ % PQ_ECHO_KEPT] = boundary;
	}
}

struct pq_view pq_echo_boundary(const struct pq_echo *echo, struct pq_random *random)
{
	size_t kept = echo->boundary_count < PQ_ECHO_KEPT ? echo->boundary_count : PQ_ECHO_KEPT;

	if (kept == 0)
		return pq_view(NULL, 0);
	if (pq_random_one_in(random, 2))
		return echo->boundaries[(echo->boundary_count - 1) % PQ_ECHO_KEPT];
	return echo->boundaries[pq_random_below(random, kept)];
}

bool pq_echo_port(const struct pq_echo *echo, struct pq_random *random, uint16_t *port)
{
	size_t kept = echo->port_count < PQ_ECHO_KEPT ? echo->port_count : PQ_ECHO_KEPT;

	if (kept > 0)
		*port = echo->ports[pq_random_below(random, kept)];
	return kept > 0;
}

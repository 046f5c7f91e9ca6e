/* SPDX-License-Identifier: MIT */
#include "lab/attempt.h"

#include <stdlib.h>

#include "lab/talk.h"
#include "system/clock.h"

#define SEND_MS 3000   /* within which a server takes bytes */
#define GAP_MS 30      /* between head and body of a split request */
#define QUIET_MS 100   /* so long silent, a server has said what it had to say */
#define LISTEN_MS 2000 /* and it is listened to for so long at most */
#define CLOSE_MS 500   /* within which one that answers nothing closes */
#define EARLY_MS 400   /* after which the early client gives up on a silent server */

/* What has come cannot be the beginning of an HTTP response: a browser closes then. */
static bool is_not_http(const struct pq_talk *talk)
{
	struct pq_view begun = pq_view(talk->received, talk->received_len);
	struct pq_view http = PQ_VIEW("HTTP");

	return begun.len > 0 && !pq_view_starts(begun, pq_view_slice(http, 0, begun.len));
}

/* Waits between the writes of a split request; false if the client has closed meanwhile. */
static bool mind_the_gap(struct pq_talk *talk, enum pq_lab_client client)
{
	uint64_t end = pq_clock_ms() + GAP_MS;

	for (uint64_t now = pq_clock_ms(); now < end; now = pq_clock_ms()) {
		if (!pq_talk_receive(talk, (int)(end - now)) || client == PQ_LAB_PATIENT)
			continue;
		if (is_not_http(talk))
			return false;
	}
	return true;
}

/* False if the request was not sent to its end. */
static bool send_request(struct pq_talk *talk, const struct pq_lab_sending *sending)
{
	struct pq_view head = pq_view_slice(sending->request, 0, sending->head_len);
	struct pq_view body = pq_view_from(sending->request, sending->head_len);

	if (sending->shape == PQ_LAB_WHOLE || body.len == 0)
		return pq_talk_send(talk, sending->request, SEND_MS);
	return pq_talk_send(talk, head, SEND_MS) && mind_the_gap(talk, sending->client) &&
	       pq_talk_send(talk, body, SEND_MS);
}

static enum pq_lab_class closed(struct pq_talk *talk)
{
	pq_talk_note(talk, "server", "closes the connection");
	return PQ_LAB_REJECTS;
}

static enum pq_lab_class be_patient(struct pq_talk *talk, const struct pq_lab_service *service,
				    const struct pq_lab_world *world, const struct pq_lab_names *names)
{
	pq_talk_listen(talk, QUIET_MS, LISTEN_MS);
	if (talk->closed)
		return closed(talk);
	pq_talk_tell(talk);
	talk->who = "lab";
	if (service->harmless.count > 0 && pq_talk_speak(talk, &service->harmless, names, 0, world->patience_ms)) {
		pq_talk_note(talk, "server", "answers a harmless command, as if nothing had happened");
		return PQ_LAB_TOLERATES;
	}
	if (service->harmless.count == 0)
		pq_talk_listen(talk, CLOSE_MS, CLOSE_MS);
	if (talk->closed)
		return closed(talk);
	pq_talk_note(talk, "server", "keeps the connection open");
	return PQ_LAB_SWALLOWS;
}

static enum pq_lab_class be_early(struct pq_talk *talk, bool sent)
{
	uint64_t end = pq_clock_ms() + EARLY_MS;

	for (uint64_t now = pq_clock_ms(); sent && now < end && !is_not_http(talk) && !talk->closed;
	     now = pq_clock_ms())
		pq_talk_receive(talk, (int)(end - now));
	if (talk->closed && !is_not_http(talk))
		return closed(talk);
	pq_talk_note(talk, "page",
		     is_not_http(talk) ? "closes the connection, for this is not HTTP" : "closes the connection");
	return PQ_LAB_SWALLOWS;
}

bool pq_lab_attempt(const struct pq_lab_world *world, const struct pq_lab_service *service,
		    const struct pq_lab_sending *sending, enum pq_lab_class *class, struct pq_lab_steps *steps)
{
	struct pq_lab_names names = { world->dir, service->port, sending->marker };
	struct pq_talk *talk = malloc(sizeof(*talk));
	int socket = talk ? world->ops->connect(world->ctx) : -1;
	bool sent;

	if (socket >= 0) {
		pq_talk_begin(talk, socket, "page", steps);
		sent = send_request(talk, sending);
		*class = sending->client == PQ_LAB_EARLY ? be_early(talk, sent)
							 : be_patient(talk, service, world, &names);
		pq_talk_end(talk);
	}
	free(talk);
	return socket >= 0;
}

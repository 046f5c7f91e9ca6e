/* SPDX-License-Identifier: MIT */
#include "lab/proxy_ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/random.h>

#include "fetch/session.h"
#include "lab/proxy_tell.h"
#include "net/recorder.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define MAX_LINES 64
#define MAX_EVENTS 1024
#define MAX_SCENARIO 16384
#define MAX_BYTES (1u << 20) /* of all that one asking sends and receives */

/* Behind the last answer a proxy may still be about to ask somebody. */
#define SETTLE_MS 30

struct pq_proxy_asker {
	struct pq_proxy_asking asking;
	struct pq_idna *idna;
	struct pq_policy policy;
	char text[MAX_SCENARIO];
	struct pq_line lines[MAX_LINES];
	struct pq_arg args[4 * MAX_LINES];
	unsigned char scenario_bytes[MAX_SCENARIO];
	struct pq_scenario scenario;
	struct pq_event events[MAX_EVENTS];
	struct pq_address addresses[MAX_EVENTS];
	unsigned char transcript_bytes[MAX_BYTES];
	struct pq_transcript transcript;
	struct pq_session session;
};

void pq_proxy_asker_free(struct pq_proxy_asker *asker)
{
	if (asker && asker->idna)
		pq_idna_close(asker->idna);
	free(asker);
}

struct pq_proxy_asker *pq_proxy_asker_new(const struct pq_proxy_asking *asking, struct pq_diag *diag)
{
	struct pq_proxy_asker *asker = malloc(sizeof(*asker));

	if (!asker) {
		pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for the model");
		return NULL;
	}
	asker->asking = *asking;
	asker->idna = pq_idna_open();
	pq_scenario_init(&asker->scenario, asker->lines, COUNT(asker->lines), asker->args, COUNT(asker->args),
			 asker->scenario_bytes, sizeof(asker->scenario_bytes));
	pq_transcript_init(&asker->transcript, asker->events, COUNT(asker->events), asker->addresses,
			   COUNT(asker->addresses), asker->transcript_bytes, sizeof(asker->transcript_bytes));
	if (asker->idna)
		return asker;
	pq_diag_set(diag, PQ_ERR_IDNA, 0, 0, "ICU's IDNA data");
	pq_proxy_asker_free(asker);
	return NULL;
}

/* The scenario and its policy; false if one of them is none. */
static bool prepare(struct pq_proxy_asker *asker, const struct pq_proxy_case *kase, bool twin, const char *marker)
{
	const char *policy = twin ? kase->twin_policy : kase->policy;
	unsigned char mask[PQ_PROXY_MASK];
	struct pq_diag diag;
	struct pq_buf out;

	if (getrandom(mask, sizeof(mask), 0) != sizeof(mask))
		return false;
	pq_buf_init(&out, asker->text, sizeof(asker->text));
	pq_proxy_case_scenario(kase, twin, marker, mask, &out);
	return pq_buf_ok(&out) &&
	       pq_scenario_parse(&asker->scenario, pq_buf_view(&out), PQ_READING_STRICT, &diag) == PQ_ERR_OK &&
	       pq_policy_parse_builtin(&asker->policy, pq_view_str(policy)) == PQ_ERR_OK;
}

static void run_model(struct pq_proxy_asker *asker)
{
	struct pq_recorder recorder;
	struct pq_fetch_env env = {
		.policy = &asker->policy,
		.idna = asker->idna,
		.transcript = &asker->transcript,
	};

	asker->asking.net->patient = pq_scenario_find(&asker->scenario, PQ_WORD_SOCKET, 0) < asker->scenario.line_count;
	pq_transcript_reset(&asker->transcript);
	env.net = pq_recorder_init(&recorder, pq_place_net(asker->asking.net), &asker->transcript);
	pq_session_begin(&asker->session, &env, &asker->scenario);
	while (pq_session_next(&asker->session))
		while (!pq_session_step(&asker->session))
			continue;
	pq_place_net_reset(asker->asking.net);
	pq_proxy_servers_serve(asker->asking.servers, -1, 0, SETTLE_MS);
}

static bool holds(struct pq_view bytes, const char *text)
{
	return bytes.len && memmem(bytes.data, bytes.len, text, strlen(text)) != NULL;
}

static struct pq_view heard(const struct pq_proxy_conn *conn)
{
	return pq_view(conn->bytes, conn->len);
}

/* Whether a Host line of the head names the inside server. */
static bool is_forged(struct pq_view bytes)
{
	size_t at = 0;

	while (at < bytes.len) {
		size_t end = pq_view_find(bytes, '\n', at);
		struct pq_view line = pq_view_slice(bytes, at, end);

		if (line.len <= 1)
			return false;
		if (line.len > 5 && strncasecmp((const char *)line.data, "host:", 5) == 0 &&
		    holds(line, PQ_PROXY_INSIDE))
			return true;
		at = end + 1;
	}
	return false;
}

/* All that the page has sent or received, one behind the other, appended to out. */
static void collect(const struct pq_transcript *transcript, enum pq_event_kind kind, struct pq_buf *out)
{
	for (size_t i = 0; i < transcript->count; i++)
		if (transcript->events[i].kind == kind)
			pq_buf_add(out, transcript->events[i].bytes);
}

/*
 * Whether the request that stands in a frame has arrived as one: its path is the marker alone, which handshakes have below
 * /101 and /200. What comes behind a 101 is no request.
 */
static bool has_hidden(const struct pq_proxy_conn *conn, const char *marker)
{
	struct pq_view rest = pq_view(conn->bytes, conn->framed ? conn->answered : conn->len);
	char path[PQ_MARKER_LEN + 8];
	const unsigned char *at;

	snprintf(path, sizeof(path), "/%s ", marker);
	while (rest.len && (at = memmem(rest.data, rest.len, path, strlen(path)))) {
		size_t before = (size_t)(at - rest.data);

		if (before < 4 || (memcmp(at - 4, "/101", 4) != 0 && memcmp(at - 4, "/200", 4) != 0))
			return true;
		rest = pq_view_from(rest, before + 1);
	}
	return false;
}

static void look_at_servers(const struct pq_proxy_asker *asker, const char *marker, struct pq_view sent,
			    struct pq_proxy_sight *sight)
{
	const struct pq_proxy_servers *servers = asker->asking.servers;

	for (size_t i = 0; i < servers->conn_count; i++) {
		const struct pq_proxy_conn *conn = &servers->conns[i];

		if (!holds(heard(conn), marker))
			continue;
		sight->hidden = sight->hidden || has_hidden(conn, marker);
		sight->inside += conn->listener->inside;
		sight->outside += !conn->listener->inside;
		sight->direct =
			sight->direct || (strcmp(conn->from, asker->asking.page) == 0 && pq_view_eq(heard(conn), sent));
		sight->forged = sight->forged || is_forged(heard(conn));
	}
}

/* A masked frame of text, whole: no request begins so. */
static bool is_frame(const struct pq_event *event)
{
	return event->kind == PQ_EVENT_SEND && event->bytes.len > 1 && event->bytes.data[0] == 0x81 &&
	       (event->bytes.data[1] & 0x80) != 0;
}

/* A head that the page sent; bodies hold what they like. */
static bool sends_forged(const struct pq_event *event)
{
	struct pq_view bytes = event->bytes;

	return event->kind == PQ_EVENT_SEND &&
	       holds(pq_view_slice(bytes, 0, pq_view_find(bytes, '\n', 0)), " HTTP/1.") && is_forged(bytes);
}

static bool look(const struct pq_proxy_asker *asker, const char *marker, struct pq_proxy_sight *sight)
{
	unsigned char *storage = malloc(MAX_BYTES);
	struct pq_buf out;

	if (!storage)
		return false;
	*sight = (struct pq_proxy_sight){ .asked = !asker->transcript.truncated };
	for (size_t i = 0; i < asker->transcript.count; i++) {
		sight->dials += asker->transcript.events[i].kind == PQ_EVENT_DIAL;
		sight->frames += is_frame(&asker->transcript.events[i]);
		sight->forged = sight->forged || sends_forged(&asker->transcript.events[i]);
	}
	pq_buf_init(&out, storage, MAX_BYTES);
	collect(&asker->transcript, PQ_EVENT_SEND, &out);
	look_at_servers(asker, marker, pq_buf_view(&out), sight);
	pq_buf_reset(&out);
	collect(&asker->transcript, PQ_EVENT_RECEIVE, &out);
	sight->received = out.len;
	sight->secret = holds(pq_buf_view(&out), asker->asking.secret);
	free(storage);
	return true;
}

bool pq_proxy_ask(struct pq_proxy_asker *asker, const struct pq_proxy_case *kase, bool twin,
		  struct pq_proxy_sight *sight, struct pq_lab_steps *steps)
{
	char marker[PQ_MARKER_LEN + 1];

	pq_marker_next(asker->asking.markers, marker);
	*sight = (struct pq_proxy_sight){ 0 };
	pq_proxy_servers_reset(asker->asking.servers);
	if (!prepare(asker, kase, twin, marker))
		return true;
	run_model(asker);
	if (!look(asker, marker, sight))
		return false;
	return pq_proxy_tell(&asker->transcript, asker->asking.servers, asker->asking.page, steps);
}

/* SPDX-License-Identifier: MIT */
#include "lab/capture.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "lab/expand.h"
#include "lab/room.h"
#include "play/play.h"

#define HOST "20.1.2.3" /* public, as the page's own, so that no browser asks about address spaces */
#define ALIGN_TRIES 4   /* a body that grows may take one more digit of its length, which moves it */
#define TURNS 2         /* so often a browser is asked that does not come to an end */
#define MAX_LINES 16
#define MAX_EVENTS 8192
#define MAX_PORTS_TEXT 4096

struct taking {
	const struct pq_lab_capture_options *options;
	struct pq_play_session *session;
	struct pq_markers markers;
	struct pq_scenario scenario;
	struct pq_transcript transcript;
	struct pq_line lines[MAX_LINES];
	struct pq_arg args[4 * MAX_LINES];
	struct pq_event events[MAX_EVENTS];
	struct pq_address addresses[MAX_EVENTS];
	unsigned char scenario_bytes[PQ_MAX_LAB_REQUEST];
	unsigned char transcript_bytes[4 * PQ_MAX_LAB_REQUEST];
	unsigned char scratch[PQ_MAX_LAB_REQUEST];
	unsigned char text[5 * PQ_MAX_LAB_REQUEST];
	unsigned char sent[PQ_MAX_LAB_REQUEST];
};

enum pq_err pq_lab_allow_ports(struct pq_recipe *recipe, const uint16_t *ports, size_t count, struct pq_diag *diag)
{
	bool firefox = strcmp(recipe->family, "firefox") == 0;
	char text[MAX_PORTS_TEXT] = "";
	size_t len = (size_t)snprintf(text, sizeof(text), "%s", firefox ? "\"" : "--explicitly-allowed-ports=");

	if (!firefox && strcmp(recipe->family, "chromium") != 0)
		return pq_diag_set(
			diag, PQ_ERR_UNKNOWN, 0, 0,
			"a browser of the family chromium or firefox, whose ports can be allowed by a switch");
	for (size_t i = 0; i < count && len < sizeof(text) - 8; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%u", i ? "," : "", (unsigned int)ports[i]);
	if (firefox)
		snprintf(text + len, sizeof(text) - len, "\"");
	return firefox ? pq_recipe_add(recipe, "required-pref", "network.security.ports.banned.override", text)
		       : pq_recipe_add(recipe, "required", text, NULL);
}

static bool blocks_nothing(const void *policy, struct pq_view scheme, uint16_t port)
{
	(void)policy;
	(void)scheme;
	(void)port;
	return false;
}

/* A marker in hexadecimal, as {marker-hex} is. */
static void write_hex(const char *marker, char hex[static 2 * PQ_MARKER_LEN + 1])
{
	struct pq_buf out;

	pq_buf_init(&out, hex, (size_t)2 * PQ_MARKER_LEN);
	pq_buf_add_hex(&out, pq_view_str(marker));
	hex[out.len] = '\0';
}

/* The marker or its hexadecimal form stands in it. */
static bool holds(struct pq_view bytes, const char *marker)
{
	char hex[2 * PQ_MARKER_LEN + 1];

	write_hex(marker, hex);
	return memmem(bytes.data, bytes.len, marker, PQ_MARKER_LEN) ||
	       memmem(bytes.data, bytes.len, hex, (size_t)2 * PQ_MARKER_LEN);
}

/* All that went over the connection on which the marker was sent; empty if it was on none. */
static struct pq_view find_sent(struct taking *t, const char *marker)
{
	for (size_t i = 0; i < t->transcript.count; i++) {
		uint32_t conn = t->events[i].conn;
		struct pq_buf out;

		if (t->events[i].kind != PQ_EVENT_DIAL)
			continue;
		pq_buf_init(&out, t->sent, sizeof(t->sent));
		for (size_t j = i; j < t->transcript.count; j++)
			if (t->events[j].kind == PQ_EVENT_SEND && t->events[j].conn == conn)
				pq_buf_add(&out, t->events[j].bytes);
		if (pq_buf_ok(&out) && holds(pq_buf_view(&out), marker))
			return pq_buf_view(&out);
	}
	return pq_view(NULL, 0);
}

/* Bytes of the body by the head's Content-Length. */
static size_t body_len(struct pq_view head)
{
	static const char field[] = "\ncontent-length: ";

	for (size_t i = 0; i + sizeof(field) <= head.len; i++)
		if (pq_ascii_eq_nocase(pq_view(head.data + i, sizeof(field) - 1), pq_view_str(field)))
			return strtoul((const char *)head.data + i + sizeof(field) - 1, NULL, 10);
	return 0;
}

static enum pq_err play(struct taking *t, const struct pq_lab_ask *ask, size_t fill, const char *marker,
			struct pq_lab_captured *out)
{
	const struct pq_play_ports ports = { blocks_nothing, NULL };
	struct pq_diag diag = { 0, 0, "" };
	enum pq_err err = PQ_ERR_INCOMPLETE;
	struct pq_view sent = { NULL, 0 };
	struct pq_buf text;

	pq_buf_init(&text, t->text, sizeof(t->text));
	pq_lab_ask_print(ask, fill, t->scratch, sizeof(t->scratch), &text);
	if (!pq_buf_ok(&text) || pq_scenario_parse(&t->scenario, pq_buf_view(&text), PQ_READING_STRICT, &diag)) {
		snprintf(out->reason, sizeof(out->reason), "what is smuggled does not fit into a page");
		return PQ_ERR_OK;
	}
	for (int turn = 0; turn < TURNS && err == PQ_ERR_INCOMPLETE && sent.len == 0; turn++) {
		err = pq_play_session_put(t->session, &t->scenario, &ports, &t->transcript, &diag);
		sent = err == PQ_ERR_IO ? sent : find_sent(t, marker);
	}
	out->head_len = pq_lab_head_len(sent);
	out->len = out->head_len + body_len(pq_view_slice(sent, 0, out->head_len));
	if (out->head_len == 0 || out->len > sent.len) {
		out->len = 0;
		snprintf(out->reason, sizeof(out->reason), "the browser did not send it%s%.100s",
			 diag.expected[0] ? ": " : "", diag.expected);
	}
	return err == PQ_ERR_IO ? err : PQ_ERR_OK;
}

static bool wants_place(const struct pq_lab_payload *payload, enum pq_lab_form form)
{
	return form == PQ_LAB_FETCH && payload->offset > 0;
}

/* One request. Where what is smuggled has its place, the head's length is learnt by a first one. */
static enum pq_err take(struct taking *t, const struct pq_lab_service *service, enum pq_lab_form form,
			struct pq_lab_captured *out)
{
	const struct pq_lab_payload *payload = &service->payloads[form];
	struct pq_lab_ask ask = { .form = form, .host = HOST, .port = service->counts_for, .seed = 1 };
	struct pq_lab_names names = { PQ_LAB_ROOM_DIR, service->port, out->marker };
	char *text;
	size_t len = 0;
	size_t fill = 0;
	enum pq_err err;

	pq_marker_next(&t->markers, out->marker);
	text = pq_lab_expand_bytes(payload->text, &names, &len);
	if (!text)
		return PQ_ERR_NO_SPACE;
	ask.payload = pq_view(text, len);
	err = play(t, &ask, 0, out->marker, out);
	for (int i = 0; !err && wants_place(payload, form) && i < ALIGN_TRIES; i++) {
		if (out->len == 0 || out->head_len > payload->offset || out->head_len + fill == payload->offset)
			break;
		fill = payload->offset - out->head_len;
		err = play(t, &ask, fill, out->marker, out);
	}
	if (!err && out->len) {
		out->bytes = malloc(out->len);
		if (out->bytes)
			memcpy(out->bytes, t->sent, out->len);
		err = out->bytes ? err : PQ_ERR_NO_SPACE;
	}
	free(text);
	return err;
}

static bool stopped(const struct taking *t)
{
	return t->options->stop && *t->options->stop;
}

static enum pq_err take_all(struct taking *t, const struct pq_lab_service *const *services, size_t count,
			    struct pq_lab_capture *captures)
{
	enum pq_err err = PQ_ERR_OK;

	for (size_t i = 0; !err && i < count; i++) {
		captures[i].browser = t->options->recipe->name;
		for (enum pq_lab_form form = PQ_LAB_GET; !err && form < PQ_LAB_FORM_COUNT; form++) {
			struct pq_lab_captured *out = &captures[i].forms[form];

			snprintf(out->reason, sizeof(out->reason), "the browser was not asked");
			if (!(t->options->forms >> form & 1) || services[i]->payloads[form].text.len == 0 || stopped(t))
				continue;
			err = take(t, services[i], form, out);
			if (t->options->progress)
				t->options->progress(t->options->context, i * PQ_LAB_FORM_COUNT + form + 1,
						     count * PQ_LAB_FORM_COUNT);
		}
	}
	return err;
}

enum pq_err pq_lab_capture_all(const struct pq_lab_capture_options *options,
			       const struct pq_lab_service *const *services, size_t count,
			       struct pq_lab_capture *captures, struct pq_diag *diag)
{
	struct pq_play_settings settings = {
		.recipe = options->recipe, .program = options->program, .dir = options->dir, .stop = options->stop
	};
	struct taking *t = calloc(1, sizeof(*t));
	uint16_t *ports = calloc(count + 1, sizeof(*ports));
	enum pq_err err = PQ_ERR_NO_SPACE;

	if (t && ports) {
		for (size_t i = 0; i < count; i++)
			ports[i] = services[i]->counts_for;
		t->options = options;
		pq_markers_init(&t->markers, 0);
		pq_scenario_init(&t->scenario, t->lines, MAX_LINES, t->args, 4 * MAX_LINES, t->scenario_bytes,
				 sizeof(t->scenario_bytes));
		pq_transcript_init(&t->transcript, t->events, MAX_EVENTS, t->addresses, MAX_EVENTS, t->transcript_bytes,
				   sizeof(t->transcript_bytes));
		err = pq_lab_allow_ports(options->recipe, ports, count, diag);
		if (!err)
			err = pq_play_session_open(&t->session, &settings, diag);
		if (!err) {
			err = take_all(t, services, count, captures);
			if (err)
				pq_diag_set(diag, err, 0, 0, "a browser that goes on running");
			pq_play_session_close(t->session);
		}
	}
	free(ports);
	free(t);
	return err;
}

void pq_lab_capture_fini(struct pq_lab_capture *capture)
{
	for (size_t form = 0; form < PQ_LAB_FORM_COUNT; form++)
		free(capture->forms[form].bytes);
	memset(capture, 0, sizeof(*capture));
}

static void replace(unsigned char *bytes, size_t len, const char *from, const char *to)
{
	size_t width = strlen(from);

	for (size_t i = 0; i + width <= len; i++)
		if (memcmp(bytes + i, from, width) == 0)
			memcpy(bytes + i, to, width);
}

enum pq_err pq_lab_capture_with(const struct pq_lab_captured *captured, const char *marker,
				struct pq_lab_writer *writer, struct pq_view *request, struct pq_diag *diag)
{
	unsigned char *room = pq_lab_writer_room(writer);
	char from[2 * PQ_MARKER_LEN + 1], to[2 * PQ_MARKER_LEN + 1];

	if (captured->len > PQ_MAX_LAB_REQUEST)
		return pq_diag_set(diag, PQ_ERR_LIMIT, 0, 0, "a request of at most 1048576 bytes (PQ_MAX_LAB_REQUEST)");
	memcpy(room, captured->bytes, captured->len);
	write_hex(captured->marker, from);
	write_hex(marker, to);
	replace(room, captured->len, captured->marker, marker);
	replace(room, captured->len, from, to);
	*request = pq_view(room, captured->len);
	return PQ_ERR_OK;
}

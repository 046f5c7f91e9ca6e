/* SPDX-License-Identifier: MIT */
#include "lab/request.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "base/text.h"
#include "policy/policy.h"
#include "scenario/scenario.h"
#include "subject/model.h"
#include "transcript/transcript.h"

#define MAX_LINES 16
#define MAX_EVENTS 4096
#define PAGE "http://page.example/"
#define ALIGN_TRIES 4 /* a body that grows may take one more digit of its length, which moves it */

struct pq_lab_writer {
	struct pq_policy policy;
	struct pq_subject *subject;
	struct pq_scenario scenario;
	struct pq_transcript transcript;
	struct pq_line lines[MAX_LINES];
	struct pq_arg args[4 * MAX_LINES];
	struct pq_event events[MAX_EVENTS];
	struct pq_address addresses[MAX_LINES];
	unsigned char text[5 * PQ_MAX_LAB_REQUEST];
	unsigned char scenario_bytes[PQ_MAX_LAB_REQUEST];
	unsigned char transcript_bytes[4 * PQ_MAX_LAB_REQUEST];
	unsigned char payload[PQ_MAX_LAB_REQUEST];
	unsigned char sent[PQ_MAX_LAB_REQUEST];
	unsigned char request[PQ_MAX_LAB_REQUEST];
};

enum pq_err pq_lab_writer_open(struct pq_lab_writer **out, struct pq_diag *diag)
{
	struct pq_lab_writer *writer = malloc(sizeof(*writer));
	enum pq_err err;

	if (!writer)
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory");
	err = pq_policy_parse_builtin(&writer->policy, pq_view_str("none"));
	writer->subject = err ? NULL : pq_subject_model.open(&writer->policy, NULL, diag);
	if (!writer->subject) {
		free(writer);
		return err ? err : PQ_ERR_IDNA;
	}
	pq_scenario_init(&writer->scenario, writer->lines, MAX_LINES, writer->args, 4 * MAX_LINES,
			 writer->scenario_bytes, sizeof(writer->scenario_bytes));
	pq_transcript_init(&writer->transcript, writer->events, MAX_EVENTS, writer->addresses, MAX_LINES,
			   writer->transcript_bytes, sizeof(writer->transcript_bytes));
	*out = writer;
	return PQ_ERR_OK;
}

void pq_lab_writer_close(struct pq_lab_writer *writer)
{
	if (!writer)
		return;
	pq_subject_model.close(writer->subject);
	free(writer);
}

unsigned char *pq_lab_writer_room(struct pq_lab_writer *writer)
{
	return writer->request;
}

/* What stands in a URL as an attacker writes it: whatever is no letter or digit is percent-encoded. */
static void add_percent(struct pq_view text, struct pq_buf *out)
{
	for (size_t i = 0; i < text.len; i++) {
		if (pq_ascii_is(text.data[i], PQ_ASCII_ALPHA | PQ_ASCII_DIGIT)) {
			pq_buf_add_byte(out, text.data[i]);
		} else {
			pq_buf_add_byte(out, '%');
			pq_buf_add_hex(out, pq_view(&text.data[i], 1));
		}
	}
}

static bool in_url(enum pq_lab_form form)
{
	return form == PQ_LAB_GET || form == PQ_LAB_WEBSOCKET;
}

static void add_url(const struct pq_lab_ask *ask, struct pq_buf *out)
{
	pq_buf_add_str(out, ask->form == PQ_LAB_WEBSOCKET ? "ws://" : "http://");
	pq_buf_add_str(out, ask->host ? ask->host : "127.0.0.1");
	pq_buf_add_byte(out, ':');
	pq_buf_add_u64(out, ask->port);
	pq_buf_add_byte(out, '/');
	for (uint32_t i = 0; i < ask->padding; i++)
		pq_buf_add_byte(out, 'p');
	if (in_url(ask->form)) {
		pq_buf_add_byte(out, '?');
		add_percent(ask->payload, out);
	}
}

/* The request line's words, and what follows the URL. */
static const struct {
	const char *words;
	const char *behind;
	const char *body;
} forms[PQ_LAB_FORM_COUNT] = {
	[PQ_LAB_GET] = { "navigate ", "", NULL },
	[PQ_LAB_URLENCODED] = { "form POST ", " urlencoded", "  field \"x\" " },
	[PQ_LAB_TEXT] = { "form POST ", " text", "  field \"x\" " },
	[PQ_LAB_MULTIPART] = { "form POST ", " multipart", "  field \"x\" " },
	[PQ_LAB_FETCH] = { "fetch POST ", "\n  mode no-cors", "  binary " },
	[PQ_LAB_WEBSOCKET] = { "websocket ", "", NULL },
};

/* A form's value begins with a newline, so that the first command has a line of its own; a binary body with `fill` bytes. */
static struct pq_buf body_of(const struct pq_lab_ask *ask, size_t fill, unsigned char *scratch, size_t size)
{
	struct pq_buf body;

	pq_buf_init(&body, scratch, size);
	if (ask->form != PQ_LAB_FETCH)
		pq_buf_add_str(&body, "\r\n");
	else if (pq_buf_extend(&body, fill))
		memset(body.data, 'x', fill);
	pq_buf_add(&body, ask->payload);
	return body;
}

void pq_lab_ask_print(const struct pq_lab_ask *ask, size_t fill, unsigned char *scratch, size_t scratch_size,
		      struct pq_buf *out)
{
	struct pq_buf body = body_of(ask, fill, scratch, scratch_size);

	pq_buf_add_str(out, "pratique-scenario 1\npage " PAGE "\nentropy ");
	pq_buf_add_u64(out, ask->seed);
	pq_buf_add_byte(out, '\n');
	pq_buf_add_str(out, forms[ask->form].words);
	add_url(ask, out);
	pq_buf_add_str(out, forms[ask->form].behind);
	pq_buf_add_byte(out, '\n');
	if (!forms[ask->form].body)
		return;
	pq_buf_add_str(out, forms[ask->form].body);
	pq_text_quote(pq_buf_view(&body), out);
	pq_buf_add_byte(out, '\n');
	out->overflow = out->overflow || body.overflow;
}

/* What the model writes on its first connection. */
static enum pq_err run_model(struct pq_lab_writer *writer, struct pq_view text, struct pq_view *sent,
			     struct pq_diag *diag)
{
	enum pq_err err = pq_scenario_parse(&writer->scenario, text, PQ_READING_STRICT, diag);
	struct pq_buf out;

	if (!err)
		err = pq_subject_model.run(writer->subject, &writer->scenario, &writer->transcript);
	if (err)
		return err;
	pq_buf_init(&out, writer->sent, sizeof(writer->sent));
	for (size_t i = 0; i < writer->transcript.count; i++)
		if (writer->events[i].kind == PQ_EVENT_SEND && writer->events[i].conn == 1)
			pq_buf_add(&out, writer->events[i].bytes);
	*sent = pq_buf_view(&out);
	if (!pq_buf_ok(&out))
		return pq_diag_set(diag, PQ_ERR_LIMIT, 0, 0, "a request of at most 1048576 bytes (PQ_MAX_LAB_REQUEST)");
	return sent->len > 0 ? PQ_ERR_OK : pq_diag_set(diag, PQ_ERR_IO, 0, 0, "a request that the model writes");
}

size_t pq_lab_head_len(struct pq_view sent)
{
	for (size_t i = 0; i + 4 <= sent.len; i++)
		if (memcmp(sent.data + i, "\r\n\r\n", 4) == 0)
			return i + 4;
	return 0;
}

static enum pq_err write_once(struct pq_lab_writer *writer, const struct pq_lab_ask *ask, size_t fill,
			      struct pq_view *request, size_t *head_len, struct pq_diag *diag)
{
	struct pq_view sent;
	struct pq_buf out;
	enum pq_err err;
	size_t head;

	pq_buf_init(&out, writer->text, sizeof(writer->text));
	pq_lab_ask_print(ask, fill, writer->payload, sizeof(writer->payload), &out);
	if (!pq_buf_ok(&out) || ask->padding > PQ_MAX_LAB_PADDING || ask->payload.len + fill > PQ_MAX_LAB_REQUEST / 2)
		return pq_diag_set(diag, PQ_ERR_LIMIT, 0, 0, "a request of at most 1048576 bytes (PQ_MAX_LAB_REQUEST)");
	err = run_model(writer, pq_buf_view(&out), &sent, diag);
	if (err)
		return err;
	head = pq_lab_head_len(sent);
	pq_buf_init(&out, writer->request, sizeof(writer->request));
	if (!pq_lab_dress(ask->family, ask->form, pq_view_slice(sent, 0, head), pq_view_from(sent, head), &out,
			  head_len))
		return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "a head with what the family's lines take from it");
	*request = pq_buf_view(&out);
	return pq_buf_ok(&out) ? PQ_ERR_OK : pq_diag_set(diag, PQ_ERR_LIMIT, 0, 0, "a request that fits");
}

enum pq_err pq_lab_write(struct pq_lab_writer *writer, const struct pq_lab_ask *ask, struct pq_view *request,
			 size_t *head_len, struct pq_diag *diag)
{
	enum pq_err err = write_once(writer, ask, 0, request, head_len, diag);
	size_t fill = 0;

	if (ask->offset == 0 || ask->form != PQ_LAB_FETCH)
		return err;
	for (int i = 0; !err && i < ALIGN_TRIES && *head_len + fill != ask->offset; i++) {
		if (*head_len > ask->offset)
			return pq_diag_set(diag, PQ_ERR_RANGE, 0, 0,
					   "a head that is shorter than the offset of what is smuggled");
		fill = ask->offset - *head_len;
		err = write_once(writer, ask, fill, request, head_len, diag);
	}
	return err;
}

/* SPDX-License-Identifier: MIT */
/* From a sketch to canonical text: written down in a generous form, read strictly, and printed. */
#include <stdio.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "base/text.h"
#include "convert/link.h"
#include "convert/sketch.h"
#include "scenario/scenario.h"

/* An argument takes four bytes for each of its own, and a bit for fills. */
static void put(FILE *out, struct pq_view bytes, void (*print)(struct pq_view v, struct pq_buf *out))
{
	size_t room = bytes.len * 4 + 64;
	unsigned char *storage = malloc(room);
	struct pq_buf text;

	if (!storage) {
		/* An argument that is missing fails the strict reading. */
		return;
	}
	pq_buf_init(&text, storage, room);
	print(bytes, &text);
	fputc(' ', out);
	fwrite(text.data, 1, text.len, out);
	free(storage);
}

static void put_bare(FILE *out, const char *text)
{
	put(out, pq_view_str(text), pq_text_print);
}

static void put_quoted(FILE *out, const char *text)
{
	put(out, pq_view_str(text), pq_text_quote);
}

/* A comment of one line in printable ASCII. */
static void put_comment(FILE *out, const char *before, const char *text)
{
	fprintf(out, "# %s", before);
	for (; *text; text++)
		fputc(pq_ascii_is((unsigned char)*text, PQ_ASCII_PRINT) ? *text : '?', out);
	fputc('\n', out);
}

static void put_left(FILE *out, const struct pq_sketch *sketch)
{
	if (sketch->left_count == 0)
		return;
	fputs("# left to the user agent:", out);
	for (size_t i = 0; i < sketch->left_count; i++) {
		fputs(i ? ", " : " ", out);
		for (const char *at = sketch->left[i]; *at; at++)
			fputc(pq_ascii_is((unsigned char)*at, PQ_ASCII_TOKEN) ? *at : '?', out);
	}
	fputc('\n', out);
}

#define ORIGIN_SIZE 4096

/* The URL's origin as a string; empty if it has none that is of the web. */
static void origin_of(const char *url, char out[static ORIGIN_SIZE])
{
	struct pq_link link;
	struct pq_buf text;

	pq_buf_init(&text, out, ORIGIN_SIZE - 1);
	if (url && pq_link_cut(pq_view_str(url), &link) && pq_link_is_web(&link))
		pq_link_origin(&link, &text);
	out[pq_buf_ok(&text) ? text.len : 0] = '\0';
}

/* The page that asks: the referrer; else some page of the origin that was stated, or of the first request. */
static const char *page_of(struct pq_sketch *sketch)
{
	char origin[ORIGIN_SIZE];
	char stated[ORIGIN_SIZE];

	origin_of(sketch->referer, origin);
	origin_of(sketch->origin, stated);
	if (sketch->referer && !origin[0])
		pq_sketch_note(sketch, "header Referer: %s", sketch->referer);
	if (sketch->origin && (!stated[0] || (origin[0] && strcmp(origin, stated) != 0)))
		pq_sketch_note(sketch, "header Origin: %s", sketch->origin);
	if (origin[0])
		return sketch->referer;
	if (!stated[0] && sketch->request_count > 0)
		origin_of(sketch->requests[0].url, stated);
	return stated[0] ? pq_sketch_format(sketch, "%s/", stated) : NULL;
}

static void put_top(FILE *out, const struct pq_sketch *sketch, const char *page)
{
	if (page) {
		fputs("page", out);
		put_bare(out, page);
		fputc('\n', out);
	}
	if (sketch->proxy) {
		fputs("proxy", out);
		put_bare(out, sketch->proxy);
		if (sketch->proxy_user) {
			put_quoted(out, sketch->proxy_user);
			put_quoted(out, sketch->proxy_password);
		}
		fputc('\n', out);
	}
	for (size_t i = 0; i < sketch->login_count; i++) {
		fputs("login", out);
		put_bare(out, sketch->logins[i].url);
		put_quoted(out, sketch->logins[i].user);
		put_quoted(out, sketch->logins[i].password);
		fputc('\n', out);
	}
	for (size_t i = 0; i < sketch->cookie_count; i++) {
		fputs("cookie", out);
		put_bare(out, sketch->cookies[i].name);
		put_quoted(out, sketch->cookies[i].value);
		fputc('\n', out);
	}
}

static void put_field(FILE *out, const struct pq_sketch_field *field)
{
	fputs(field->filename ? "  file" : "  field", out);
	put_quoted(out, field->name);
	if (field->filename) {
		put_quoted(out, field->filename);
		put_quoted(out, field->type);
	}
	put(out, field->bytes, pq_text_quote);
	fputc('\n', out);
}

static bool is_websocket(const struct pq_sketch_request *request)
{
	return strcmp(request->word, "websocket") == 0;
}

/* "a, b": the subprotocols that a websocket asks for. */
static void put_protocols(FILE *out, const char *list)
{
	while (*list) {
		size_t end = strcspn(list, ", ");

		if (end > 0) {
			fputs("  protocol", out);
			put(out, pq_view(list, end), pq_text_print);
			fputc('\n', out);
		}
		list += end + (list[end] != '\0');
	}
}

static void put_header(FILE *out, const struct pq_sketch_pair *header)
{
	fputs("  header", out);
	put_quoted(out, header->name);
	put_quoted(out, header->value);
	fputc('\n', out);
}

static void put_parts(FILE *out, const struct pq_sketch_request *request)
{
	for (size_t i = 0; i < request->header_count; i++) {
		if (is_websocket(request))
			put_protocols(out, request->headers[i].value);
		else
			put_header(out, &request->headers[i]);
	}
	for (size_t i = 0; i < request->message_count; i++) {
		fprintf(out, "  message %s", request->messages[i].name);
		put(out, request->messages[i].bytes, pq_text_quote);
		fputc('\n', out);
	}
	for (size_t i = 0; i < request->field_count; i++)
		put_field(out, &request->fields[i]);
	if (!request->has_body || request->field_count > 0)
		return;
	fputs("  binary", out);
	put(out, request->body, pq_text_quote);
	fputc('\n', out);
}

static void put_request(FILE *out, const struct pq_sketch *sketch, const struct pq_sketch_request *request,
			const char *page)
{
	bool fetch = !is_websocket(request);
	char here[ORIGIN_SIZE];
	char there[ORIGIN_SIZE];

	fputs(request->word, out);
	if (fetch)
		put_bare(out, request->method);
	put_bare(out, request->url);
	fputc('\n', out);
	origin_of(page, here);
	origin_of(request->url, there);
	if (fetch && sketch->cookie_count > 0 && strcmp(here, there) != 0)
		fputs("  credentials include\n", out);
	if (fetch && request->manual)
		fputs("  redirect manual\n", out);
	put_parts(out, request);
}

/* Of each kind of place one is enough: the first request's host at its scheme's own port. */
static void put_control(FILE *out, const struct pq_sketch *sketch)
{
	struct pq_link link;
	struct pq_buf text;
	char url[ORIGIN_SIZE];

	if (sketch->request_count == 0 || !pq_link_cut(pq_view_str(sketch->requests[0].url), &link) ||
	    !pq_link_is_web(&link))
		return;
	link.port = pq_view(NULL, 0);
	pq_buf_init(&text, url, sizeof(url) - 2);
	pq_link_origin(&link, &text);
	url[pq_buf_ok(&text) ? text.len : 0] = '\0';
	if (!url[0])
		return;
	strcat(url, "/");
	fputs("control GET", out);
	put_bare(out, url);
	fputc('\n', out);
}

static const char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

static void put_reply(FILE *out, struct pq_view bytes)
{
	fputs("  reply", out);
	put(out, bytes, pq_text_quote);
	fputc('\n', out);
}

/* The 101 with the first subprotocol that was asked for; a server that is spoken to says close, 1000, at the end. */
static void put_upgrade(FILE *out, const struct pq_sketch_request *request)
{
	fputs("  upgrade", out);
	if (request->header_count > 0)
		put(out, pq_view(request->headers[0].value, strcspn(request->headers[0].value, ", ")), pq_text_print);
	fputc('\n', out);
	if (request->message_count == 0)
		return;
	fputs("  wait\n", out);
	put_reply(out, pq_view("\x88\x02\x03\xe8", 4));
}

static void put_answer(FILE *out, const struct pq_sketch_request *request, struct pq_view bytes)
{
	if (bytes.len > 0)
		put_reply(out, bytes);
	else
		put_upgrade(out, request);
}

/* Without answer lines all is answered with an empty 200, which opens no WebSocket: then each request has its own. */
static void put_default_answers(FILE *out, const struct pq_sketch *sketch)
{
	for (size_t i = 0; i < sketch->request_count; i++) {
		const struct pq_sketch_request *request = &sketch->requests[i];
		bool opens = is_websocket(request);
		struct pq_link link = { .host = pq_view(NULL, 0) };

		pq_link_cut(pq_view_str(request->url), &link);
		fputs("answer\n", out);
		if (sketch->proxy && (opens || pq_ascii_eq_nocase(link.scheme, pq_view_str("https")))) {
			put_reply(out, pq_view_str("HTTP/1.1 200 OK\r\n\r\n"));
			fputs("  wait\n", out);
		}
		put_answer(out, request, opens ? pq_view(NULL, 0) : pq_view_str(ok));
	}
}

static void put_answers(FILE *out, const struct pq_sketch *sketch)
{
	bool opens = false;

	for (size_t i = 0; i < sketch->answer_count; i++) {
		fputs("answer\n", out);
		put_answer(out, &sketch->requests[0], sketch->answers[i]);
	}
	for (size_t i = 0; i < sketch->request_count; i++)
		opens = opens || is_websocket(&sketch->requests[i]);
	if (opens && sketch->answer_count == 0)
		put_default_answers(out, sketch);
}

static void write_down(FILE *out, struct pq_sketch *sketch)
{
	const char *page = page_of(sketch);

	fputs("pratique-scenario 1\n", out);
	put_comment(out, "", sketch->about);
	for (size_t i = 0; i < sketch->note_count; i++)
		put_comment(out, "not turned: ", sketch->notes[i]);
	put_left(out, sketch);
	put_top(out, sketch, page);
	for (size_t i = 0; i < sketch->request_count; i++)
		put_request(out, sketch, &sketch->requests[i], page);
	put_answers(out, sketch);
	put_control(out, sketch);
}

/* Storage for the largest scenario. */
struct reader {
	struct pq_scenario scenario;
	struct pq_line *lines;
	struct pq_arg *args;
	unsigned char *bytes;
};

static bool open_reader(struct reader *reader)
{
	reader->lines = calloc(PQ_MAX_LINES, sizeof(*reader->lines));
	reader->args = calloc(PQ_MAX_ARGS, sizeof(*reader->args));
	reader->bytes = malloc(PQ_MAX_SCENARIO_BYTES);
	if (!reader->lines || !reader->args || !reader->bytes)
		return false;
	pq_scenario_init(&reader->scenario, reader->lines, PQ_MAX_LINES, reader->args, PQ_MAX_ARGS, reader->bytes,
			 PQ_MAX_SCENARIO_BYTES);
	return true;
}

/* The place is one in a text that nobody has seen: only what was expected counts. */
static enum pq_err canonical(struct reader *reader, struct pq_view written, char **text, size_t *len,
			     struct pq_diag *diag)
{
	size_t room = written.len * 4 + 4096;
	struct pq_buf out;
	enum pq_err err = pq_scenario_parse(&reader->scenario, written, PQ_READING_STRICT, diag);
	char *storage;

	if (err) {
		diag->line = 0;
		return err;
	}
	storage = malloc(room);
	if (!storage)
		return PQ_ERR_NO_SPACE;
	pq_buf_init(&out, storage, room - 1);
	pq_scenario_print(&reader->scenario, &out);
	storage[out.len] = '\0';
	*text = storage;
	*len = out.len;
	return PQ_ERR_OK;
}

enum pq_err pq_sketch_text(struct pq_sketch *sketch, char **text, size_t *len, struct pq_diag *diag)
{
	struct reader reader = { .lines = NULL };
	char *written = NULL;
	size_t written_len = 0;
	FILE *out = open_memstream(&written, &written_len);
	enum pq_err err = PQ_ERR_NO_SPACE;

	if (out) {
		write_down(out, sketch);
		if (fclose(out) == 0 && !sketch->no_space && open_reader(&reader))
			err = canonical(&reader, pq_view(written, written_len), text, len, diag);
	}
	free(written);
	free(reader.lines);
	free(reader.args);
	free(reader.bytes);
	return err == PQ_ERR_NO_SPACE ? pq_diag_set(diag, err, 0, 0, "enough memory for a scenario") : err;
}

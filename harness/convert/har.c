/* SPDX-License-Identifier: MIT */
#include "convert/har.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "convert/har_entry.h"
#include "convert/link.h"

struct pq_view pq_har_text(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	return json_is_string(value) ? pq_view(json_string_value(value), json_string_length(value)) : pq_view("", 0);
}

const char *pq_har_string(const json_t *object, const char *name)
{
	return (const char *)pq_har_text(object, name).data;
}

enum pq_err pq_har_open(struct pq_har **har, struct pq_view text, struct pq_diag *diag)
{
	json_error_t error;
	json_t *root = json_loadb((const char *)text.data, text.len, JSON_ALLOW_NUL, &error);
	struct pq_har *made;
	enum pq_err err;

	if (!root)
		return pq_diag_set(diag, PQ_ERR_SYNTAX, (size_t)(error.line > 0 ? error.line : 1),
				   (size_t)(error.column > 0 ? error.column : 1), error.text);
	err = pq_har_check(root, diag);
	if (err) {
		json_decref(root);
		return err;
	}
	made = calloc(1, sizeof(*made));
	if (made) {
		*made = (struct pq_har){ root, json_object_get(json_object_get(root, "log"), "entries"), NULL };
		made->absorbed = calloc(json_array_size(made->entries) + 1, sizeof(*made->absorbed));
	}
	if (!made || !made->absorbed) {
		free(made);
		json_decref(root);
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "enough memory for an archive");
	}
	*har = made;
	return PQ_ERR_OK;
}

void pq_har_close(struct pq_har *har)
{
	if (!har)
		return;
	json_decref(har->root);
	free(har->absorbed);
	free(har);
}

size_t pq_har_count(const struct pq_har *har)
{
	return json_array_size(har->entries);
}

static const json_t *request_of(const struct pq_har *har, size_t index)
{
	return json_object_get(json_array_get(har->entries, index), "request");
}

const char *pq_har_method(const struct pq_har *har, size_t index)
{
	return pq_har_string(request_of(har, index), "method");
}

const char *pq_har_url(const struct pq_har *har, size_t index)
{
	return pq_har_string(request_of(har, index), "url");
}

/* A file's bytes are seldom in an archive: it is sent as what is there. */
static void put_params(struct pq_sketch *sketch, struct pq_sketch_request *request, const json_t *params)
{
	const json_t *param;
	size_t i;

	json_array_foreach(params, i, param)
	{
		const char *filename = pq_har_string(param, "fileName");
		const char *type = pq_har_string(param, "contentType");

		pq_sketch_field(sketch, request, pq_har_string(param, "name"), filename[0] ? filename : NULL,
				type[0] ? type : "application/octet-stream", pq_har_text(param, "value"));
	}
}

static bool begins_nocase(const char *text, const char *with)
{
	size_t len = strlen(with);

	return strlen(text) >= len && pq_ascii_eq_nocase(pq_view(text, len), pq_view_str(with));
}

/* Before the headers. True if the body brings a Content-Type of its own, with a boundary that is drawn. */
static bool put_post(struct pq_sketch *sketch, struct pq_sketch_request *request, const json_t *post)
{
	const json_t *params = json_object_get(post, "params");
	struct pq_view text = pq_har_text(post, "text");

	if (text.len == 0 && json_array_size(params) > 0) {
		put_params(sketch, request, params);
		if (!begins_nocase(pq_har_string(post, "mimeType"), "multipart/form-data"))
			pq_sketch_note(sketch, "the encoding of the body: of its fields a form's multipart is made");
		return true;
	}
	if (text.len > 0)
		pq_sketch_body(sketch, request, text);
	return false;
}

static bool is(const char *name, const char *word)
{
	return pq_ascii_eq_nocase(pq_view_str(name), pq_view_str(word));
}

static void put_header(struct pq_sketch *sketch, struct pq_sketch_request *request, const char *name, const char *value,
		       const struct pq_har_options *options, bool *replaced)
{
	pq_sketch_header(sketch, request, name,
			 options->secrets ? value : pq_har_header_value(sketch, name, value, replaced));
}

/* own_type: the body brings its type with it. The length was that of other bytes where a body is not text. */
static void put_headers(struct pq_sketch *sketch, struct pq_sketch_request *request, const json_t *from, bool own_type,
			const struct pq_har_options *options, bool *replaced)
{
	const json_t *header;
	bool cookie = false;
	size_t i;

	json_array_foreach(json_object_get(from, "headers"), i, header)
	{
		const char *name = pq_har_string(header, "name");

		cookie = cookie || is(name, "Cookie");
		if (is(name, "Content-Length") || (own_type && is(name, "Content-Type")))
			pq_sketch_leave(sketch, name);
		else if (name[0] != ':')
			put_header(sketch, request, name, pq_har_string(header, "value"), options, replaced);
	}
	json_array_foreach(cookie ? NULL : json_object_get(from, "cookies"), i, header) put_header(
		sketch, request, "Cookie",
		pq_sketch_format(sketch, "%s=%s", pq_har_string(header, "name"), pq_har_string(header, "value")),
		options, replaced);
}

/* What Chromium writes of a WebSocket; a message that is not text is base64, and noted. */
static void put_messages(struct pq_sketch *sketch, struct pq_sketch_request *request, const json_t *entry)
{
	const json_t *message;
	size_t i;

	json_array_foreach(json_object_get(entry, "_webSocketMessages"), i, message)
	{
		if (strcmp(pq_har_string(message, "type"), "send") != 0)
			continue;
		if (json_integer_value(json_object_get(message, "opcode")) == 1)
			pq_sketch_message(sketch, request, "text", pq_har_text(message, "data"));
		else
			pq_sketch_note(sketch, "a message of a WebSocket that is no text");
	}
}

const char *pq_har_sketch(struct pq_har *har, size_t index, const struct pq_har_options *options,
			  struct pq_sketch *sketch)
{
	const json_t *from = request_of(har, index);
	const json_t *post = json_object_get(from, "postData");
	struct pq_sketch_request *request;
	struct pq_link link;
	bool replaced = false;
	bool own_type;

	if (har->absorbed[index])
		return "a redirect leads to it, and it is part of the request that it comes from";
	if (!pq_link_cut(pq_view_str(pq_har_url(har, index)), &link) || !pq_link_is_web(&link))
		return "its URL is none of the web";
	request = pq_sketch_ask(sketch, pq_link_is_websocket(&link) ? "websocket" : "fetch", pq_har_method(har, index),
				pq_har_url(har, index));
	own_type = put_post(sketch, request, post);
	put_headers(sketch, request, from, own_type, options, &replaced);
	if (request->has_body && !pq_sketch_has_header(request, "Content-Type") && pq_har_string(post, "mimeType")[0])
		pq_sketch_put_header(sketch, request, "Content-Type", pq_har_string(post, "mimeType"));
	put_messages(sketch, request, json_array_get(har->entries, index));
	if (options->answers)
		pq_har_answers(har, index, options, sketch, &replaced);
	if (replaced)
		sketch->about = pq_sketch_format(sketch, "%s Secrets in headers were replaced.", sketch->about);
	return NULL;
}

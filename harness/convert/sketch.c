/* SPDX-License-Identifier: MIT */
#include "convert/sketch.h"

#include <nettle/base64.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "convert/link.h"

struct pq_sketch_kept {
	struct pq_sketch_kept *next;
	char bytes[];
};

struct pq_sketch *pq_sketch_new(const char *about)
{
	struct pq_sketch *sketch = calloc(1, sizeof(*sketch));

	if (sketch)
		sketch->about = about;
	return sketch;
}

void pq_sketch_free(struct pq_sketch *sketch)
{
	while (sketch && sketch->kept) {
		struct pq_sketch_kept *next = sketch->kept->next;

		free(sketch->kept);
		sketch->kept = next;
	}
	free(sketch);
}

/* Room for that many bytes and a NUL; NULL if memory is short. */
static char *keep_room(struct pq_sketch *sketch, size_t len)
{
	struct pq_sketch_kept *kept = malloc(sizeof(*kept) + len + 1);

	if (!kept) {
		sketch->no_space = true;
		return NULL;
	}
	kept->next = sketch->kept;
	sketch->kept = kept;
	kept->bytes[len] = '\0';
	return kept->bytes;
}

const char *pq_sketch_keep(struct pq_sketch *sketch, struct pq_view bytes)
{
	char *kept = keep_room(sketch, bytes.len);

	if (kept && bytes.len > 0)
		memcpy(kept, bytes.data, bytes.len);
	return kept ? kept : "";
}

const char *pq_sketch_format(struct pq_sketch *sketch, const char *format, ...)
{
	va_list args;
	char *kept;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	kept = len < 0 ? NULL : keep_room(sketch, (size_t)len);
	if (!kept)
		return "";
	va_start(args, format);
	vsnprintf(kept, (size_t)len + 1, format, args);
	va_end(args);
	return kept;
}

/* Keeps the word in the list, once. False if there is no room. */
static bool list(struct pq_sketch *sketch, const char **items, size_t *count, size_t room, const char *word)
{
	for (size_t i = 0; i < *count; i++)
		if (strcmp(items[i], word) == 0)
			return true;
	if (*count == room)
		return false;
	items[(*count)++] = pq_sketch_keep(sketch, pq_view_str(word));
	return true;
}

void pq_sketch_note(struct pq_sketch *sketch, const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (!list(sketch, sketch->notes, &sketch->note_count, PQ_SKETCH_NOTES - 1, text) &&
	    sketch->note_count == PQ_SKETCH_NOTES - 1)
		sketch->notes[sketch->note_count++] = "and more (PQ_SKETCH_NOTES)";
}

struct pq_sketch_request *pq_sketch_ask(struct pq_sketch *sketch, const char *word, const char *method, const char *url)
{
	struct pq_sketch_request *request;

	if (sketch->request_count == PQ_SKETCH_REQUESTS) {
		pq_sketch_note(sketch, "requests from the %dth on (PQ_MAX_REQUESTS)", PQ_SKETCH_REQUESTS + 1);
		return NULL;
	}
	request = &sketch->requests[sketch->request_count++];
	*request = (struct pq_sketch_request){ .word = word };
	request->method = pq_sketch_keep(sketch, pq_view_str(method));
	request->url = pq_sketch_keep(sketch, pq_view_str(url));
	return request;
}

static bool is(const char *name, const char *word)
{
	return pq_ascii_eq_nocase(pq_view_str(name), pq_view_str(word));
}

/* The authority of the URL as Host has it. */
static bool is_own_host(const char *url, const char *value)
{
	struct pq_link link;
	struct pq_view host;

	if (!pq_link_cut(pq_view_str(url), &link))
		return false;
	host = pq_view(link.host.data, link.host.len + (link.port.len ? link.port.len + 1 : 0));
	return pq_ascii_eq_nocase(host, pq_view_str(value));
}

/* What a user agent writes by itself, so that whoever looked at a request finds it there (Fetch 2.2.2). */
static bool is_own(const struct pq_sketch_request *request, const char *name, const char *value)
{
	static const char *const own[] = { "Accept-Charset",
					   "Accept-Encoding",
					   "Access-Control-Request-Headers",
					   "Access-Control-Request-Method",
					   "Connection",
					   "DNT",
					   "Keep-Alive",
					   "Proxy-Connection",
					   "TE",
					   "Upgrade" };
	char len[24];

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (is(name, own[i]))
			return true;
	snprintf(len, sizeof(len), "%zu", request->body.len);
	if (is(name, "Content-Length") && strcmp(value, len) == 0)
		return true;
	if (is(name, "Host") && is_own_host(request->url, value))
		return true;
	return strlen(name) > 4 && pq_ascii_eq_nocase(pq_view(name, 4), pq_view_str("sec-"));
}

static bool is_websocket(const struct pq_sketch_request *request)
{
	return strcmp(request->word, "websocket") == 0;
}

void pq_sketch_put_header(struct pq_sketch *sketch, struct pq_sketch_request *request, const char *name,
			  const char *value)
{
	if (request->header_count == PQ_MAX_HEADERS) {
		pq_sketch_note(sketch, "header %s (PQ_MAX_HEADERS)", name);
		return;
	}
	request->headers[request->header_count++] =
		(struct pq_sketch_pair){ pq_sketch_keep(sketch, pq_view_str(name)),
					 pq_sketch_keep(sketch, pq_view_str(value)) };
}

/* One page asks for all of a scenario: the first one that is named. */
static void set_page(struct pq_sketch *sketch, const char **place, const char *name, const char *value)
{
	if (!*place)
		*place = pq_sketch_keep(sketch, pq_view_str(value));
	else if (strcmp(*place, value) != 0)
		pq_sketch_note(sketch, "header %s: %s (one page asks for all)", name, value);
}

void pq_sketch_leave(struct pq_sketch *sketch, const char *name)
{
	list(sketch, sketch->left, &sketch->left_count, PQ_MAX_HEADERS, name);
}

void pq_sketch_header(struct pq_sketch *sketch, struct pq_sketch_request *request, const char *name, const char *value)
{
	if (is(name, "Cookie"))
		pq_sketch_cookies(sketch, request->url, pq_view_str(value));
	else if (is(name, "Referer"))
		set_page(sketch, &sketch->referer, name, value);
	else if (is(name, "Origin"))
		set_page(sketch, &sketch->origin, name, value);
	else if (is_websocket(request) && is(name, "Sec-WebSocket-Protocol"))
		pq_sketch_put_header(sketch, request, name, value);
	else if (is_own(request, name, value) || is_websocket(request))
		pq_sketch_leave(sketch, name);
	else
		pq_sketch_put_header(sketch, request, name, value);
}

bool pq_sketch_has_header(const struct pq_sketch_request *request, const char *name)
{
	for (size_t i = 0; i < request->header_count; i++)
		if (is(request->headers[i].name, name))
			return true;
	return false;
}

/* Names with these prefixes are taken from secure origins only (RFC 6265bis 4.1.3). */
static const char *attributes_of(struct pq_view pair)
{
	bool secure =
		pq_ascii_eq_nocase(pq_view_slice(pair, 0, pair.len < 9 ? pair.len : 9), pq_view_str("__Secure-")) ||
		pq_ascii_eq_nocase(pq_view_slice(pair, 0, pair.len < 7 ? pair.len : 7), pq_view_str("__Host-"));

	return secure ? "; Path=/; Secure" : "; Path=/";
}

static void add_cookie(struct pq_sketch *sketch, const char *url, struct pq_view pair)
{
	const char *value;

	if (sketch->cookie_count == PQ_MAX_COOKIE_LINES) {
		pq_sketch_note(sketch, "cookies from the %dth on (PQ_MAX_COOKIE_LINES)", PQ_MAX_COOKIE_LINES + 1);
		return;
	}
	value = pq_sketch_format(sketch, "%.*s%s", (int)pair.len, (const char *)pair.data, attributes_of(pair));
	for (size_t i = 0; i < sketch->cookie_count; i++)
		if (strcmp(sketch->cookies[i].value, value) == 0 && strcmp(sketch->cookies[i].name, url) == 0)
			return;
	sketch->cookies[sketch->cookie_count++] =
		(struct pq_sketch_pair){ pq_sketch_keep(sketch, pq_view_str(url)), value };
}

void pq_sketch_cookies(struct pq_sketch *sketch, const char *url, struct pq_view header)
{
	for (size_t at = 0; at < header.len;) {
		size_t end = pq_view_find(header, ';', at);
		size_t start = at;

		while (start < end && header.data[start] == ' ')
			start++;
		if (start < end)
			add_cookie(sketch, url, pq_view_slice(header, start, end));
		at = end + 1;
	}
}

const char *pq_sketch_basic(struct pq_sketch *sketch, struct pq_view user_and_password)
{
	size_t len = BASE64_ENCODE_RAW_LENGTH(user_and_password.len);
	char *text = keep_room(sketch, 6 + len);

	if (!text)
		return "";
	memcpy(text, "Basic ", 6);
	base64_encode_raw(text + 6, user_and_password.len, user_and_password.data);
	return text;
}

void pq_sketch_login(struct pq_sketch *sketch, const char *url, struct pq_view user_and_password)
{
	size_t colon = pq_view_find(user_and_password, ':', 0);
	size_t behind = colon < user_and_password.len ? colon + 1 : colon;

	if (sketch->login_count == PQ_MAX_LOGINS) {
		pq_sketch_note(sketch, "logins from the %dth on (PQ_MAX_LOGINS)", PQ_MAX_LOGINS + 1);
		return;
	}
	sketch->logins[sketch->login_count++] =
		(struct pq_sketch_login){ pq_sketch_keep(sketch, pq_view_str(url)),
					  pq_sketch_keep(sketch, pq_view_slice(user_and_password, 0, colon)),
					  pq_sketch_keep(sketch, pq_view_from(user_and_password, behind)) };
}

void pq_sketch_body(struct pq_sketch *sketch, struct pq_sketch_request *request, struct pq_view bytes)
{
	if (bytes.len > PQ_MAX_BODY) {
		pq_sketch_note(sketch, "a body of %zu bytes (PQ_MAX_BODY)", bytes.len);
		return;
	}
	request->has_body = true;
	request->body = pq_view(pq_sketch_keep(sketch, bytes), sketch->no_space ? 0 : bytes.len);
}

static struct pq_sketch_field make_field(struct pq_sketch *sketch, const char *name, const char *filename,
					 const char *type, struct pq_view bytes)
{
	struct pq_sketch_field field = { .name = pq_sketch_keep(sketch, pq_view_str(name)) };

	field.filename = filename ? pq_sketch_keep(sketch, pq_view_str(filename)) : NULL;
	field.type = pq_sketch_keep(sketch, pq_view_str(type));
	field.bytes = pq_view(pq_sketch_keep(sketch, bytes), sketch->no_space ? 0 : bytes.len);
	return field;
}

void pq_sketch_field(struct pq_sketch *sketch, struct pq_sketch_request *request, const char *name,
		     const char *filename, const char *type, struct pq_view bytes)
{
	if (request->field_count == PQ_MAX_ENTRIES)
		pq_sketch_note(sketch, "field %s (PQ_MAX_ENTRIES)", name);
	else
		request->fields[request->field_count++] = make_field(sketch, name, filename, type, bytes);
}

void pq_sketch_message(struct pq_sketch *sketch, struct pq_sketch_request *request, const char *kind,
		       struct pq_view bytes)
{
	if (request->message_count == PQ_MAX_MESSAGES - 1)
		pq_sketch_note(sketch, "messages from the %dth on (PQ_MAX_MESSAGES)", PQ_MAX_MESSAGES);
	else
		request->messages[request->message_count++] = make_field(sketch, kind, NULL, "", bytes);
}

void pq_sketch_answer(struct pq_sketch *sketch, struct pq_view bytes)
{
	if (sketch->answer_count == PQ_MAX_ANSWERS)
		pq_sketch_note(sketch, "answers from the %dth on (PQ_MAX_ANSWERS)", PQ_MAX_ANSWERS + 1);
	else
		sketch->answers[sketch->answer_count++] =
			pq_view(pq_sketch_keep(sketch, bytes), sketch->no_space ? 0 : bytes.len);
}

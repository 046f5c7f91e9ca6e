/* SPDX-License-Identifier: MIT */
#include "convert/curl.h"

#include <stdio.h>
#include <stdlib.h>

#include "convert/curl_operation.h"
#include "convert/curl_options.h"
#include "convert/link.h"

/* words: count of them; at: the next one */
struct reader {
	const char *const *words;
	size_t count;
	size_t at;
	struct pq_curl_operation *operation;
	enum pq_err err;
};

static void wrong(struct reader *reader, const char *format, const char *what)
{
	char expected[256];

	snprintf(expected, sizeof(expected), format, what);
	reader->err = pq_diag_set(reader->operation->diag, PQ_ERR_SYNTAX, 0, 0, expected);
}

static void begin_operation(struct pq_curl_operation *operation)
{
	*operation = (struct pq_curl_operation){ .sketch = operation->sketch,
						 .files = operation->files,
						 .diag = operation->diag };
}

static void end_operation(struct reader *reader)
{
	if (reader->operation->url_count == 0)
		wrong(reader, "a URL%s", "");
	else
		pq_curl_ask(reader->operation);
	free(reader->operation->data);
	begin_operation(reader->operation);
}

static void add(struct pq_curl_operation *operation, const char **items, size_t *count, size_t room, const char *name,
		const char *value)
{
	if (*count == room)
		pq_sketch_note(operation->sketch, "%s %s (there are more than %zu)", name, value, room);
	else
		items[(*count)++] = value;
}

/* "name=value" pairs, or the name of a file. */
static void add_cookie(struct pq_curl_operation *operation, const char *value)
{
	if (strchr(value, '='))
		add(operation, operation->cookies, &operation->cookie_count, PQ_MAX_COOKIE_LINES, "--cookie", value);
	else
		pq_sketch_note(operation->sketch, "--cookie %s: a file with cookies", value);
}

/* Only proxies of HTTP that are reached in the clear can be turned. */
static void set_proxy(struct pq_sketch *sketch, const char *value)
{
	struct pq_link link;
	const char *url = strstr(value, "://") ? value : pq_sketch_format(sketch, "http://%s", value);
	size_t colon;

	if (!pq_link_cut(pq_view_str(url), &link) || !pq_view_is(link.scheme, "http")) {
		pq_sketch_note(sketch, "--proxy %s", value);
		return;
	}
	sketch->proxy = pq_sketch_format(sketch, "http://%.*s:%.*s/", (int)link.host.len, (const char *)link.host.data,
					 link.port.len ? (int)link.port.len : 4,
					 link.port.len ? (const char *)link.port.data : "1080");
	if (!link.has_userinfo || sketch->proxy_user)
		return;
	colon = pq_view_find(link.userinfo, ':', 0);
	sketch->proxy_user = pq_sketch_keep(sketch, pq_view_slice(link.userinfo, 0, colon));
	sketch->proxy_password =
		pq_sketch_keep(sketch, pq_view_from(link.userinfo, colon < link.userinfo.len ? colon + 1 : colon));
}

static void set_proxy_user(struct pq_sketch *sketch, const char *value)
{
	size_t colon = strcspn(value, ":");

	sketch->proxy_user = pq_sketch_keep(sketch, pq_view(value, colon));
	sketch->proxy_password = value[colon] ? value + colon + 1 : "";
}

/* An agent with a semicolon is "Referer;auto": what stands before it counts. */
static void set_referer(struct pq_curl_operation *operation, const char *value)
{
	const char *automatic = strstr(value, ";auto");

	if (automatic)
		pq_sketch_note(operation->sketch, "--referer ;auto");
	operation->referer =
		automatic ? pq_sketch_keep(operation->sketch, pq_view(value, (size_t)(automatic - value))) : value;
	if (!operation->referer[0])
		operation->referer = NULL;
}

static void set_data(struct pq_curl_operation *operation, enum pq_curl_action action, const char *value)
{
	if (action == PQ_CURL_DATA_URLENCODE)
		pq_curl_data_urlencode(operation, value);
	else
		pq_curl_data(operation, value, action == PQ_CURL_DATA_RAW,
			     action == PQ_CURL_DATA_BINARY || action == PQ_CURL_JSON);
	operation->type =
		action == PQ_CURL_JSON || operation->json ? "application/json" : "application/x-www-form-urlencoded";
}

/* A header, or a file of them. */
static void add_header(struct pq_curl_operation *operation, const char *value)
{
	if (value[0] == '@')
		pq_sketch_note(operation->sketch, "--header %s: a file with headers", value);
	else
		add(operation, operation->headers, &operation->header_count, PQ_MAX_HEADERS, "--header", value);
}

/* "name=content" behind the query as --data-urlencode has it; a plus sign first: as it is. */
static void add_query(struct pq_curl_operation *operation, const char *value)
{
	const char *query = value[0] == '+' ? value + 1 : pq_curl_urlencode(operation, value);

	operation->query =
		operation->query ? pq_sketch_format(operation->sketch, "%s&%s", operation->query, query) : query;
}

static void add_url(struct pq_curl_operation *operation, const char *value)
{
	add(operation, operation->urls, &operation->url_count, PQ_SKETCH_REQUESTS, "the URL", value);
}

/* Those that a value comes with. */
static void act_on_value(struct pq_curl_operation *operation, enum pq_curl_action action, const char *value)
{
	const char **places[] = {
		[PQ_CURL_AGENT] = &operation->agent,   [PQ_CURL_BEARER] = &operation->bearer,
		[PQ_CURL_RANGE] = &operation->range,   [PQ_CURL_REQUEST] = &operation->method,
		[PQ_CURL_UPLOAD] = &operation->upload, [PQ_CURL_USER] = &operation->user,
	};

	if (action < sizeof(places) / sizeof(places[0]) && places[action])
		*places[action] = value;
	else if (action == PQ_CURL_COOKIE)
		add_cookie(operation, value);
	else if (action == PQ_CURL_FORM || action == PQ_CURL_FORM_STRING)
		pq_curl_form(operation, value, action == PQ_CURL_FORM_STRING);
	else if (action == PQ_CURL_HEADER)
		add_header(operation, value);
	else if (action == PQ_CURL_PROXY)
		set_proxy(operation->sketch, value);
	else if (action == PQ_CURL_PROXY_USER)
		set_proxy_user(operation->sketch, value);
	else if (action == PQ_CURL_QUERY)
		add_query(operation, value);
	else if (action == PQ_CURL_REFERER)
		set_referer(operation, value);
	else if (action == PQ_CURL_URL)
		add_url(operation, value);
	else
		set_data(operation, action, value);
}

static void act_on_flag(struct reader *reader, enum pq_curl_action action, bool on)
{
	struct pq_curl_operation *operation = reader->operation;
	bool *places[] = {
		[PQ_CURL_ANYAUTH] = &operation->anyauth, [PQ_CURL_COMPRESSED] = &operation->compressed,
		[PQ_CURL_GET] = &operation->get,         [PQ_CURL_GLOBOFF] = &operation->globoff,
		[PQ_CURL_HEAD] = &operation->head,       [PQ_CURL_LOCATION] = &operation->follow,
	};

	if (action == PQ_CURL_NEXT)
		end_operation(reader);
	else if (action == PQ_CURL_BASIC)
		operation->anyauth = false;
	else if (places[action])
		*places[action] = on;
}

/* attached: the value that stands in the same word ("-XPOST"); NULL: in the next one. shown: the option as written. */
static void take_option(struct reader *reader, const struct pq_curl_option *option, const char *attached,
			const char *shown, bool off)
{
	const char *value = attached;

	if (option->value && !value) {
		if (reader->at == reader->count) {
			wrong(reader, "a value behind %s", shown);
			return;
		}
		value = reader->words[reader->at++];
	}
	if (option->action == PQ_CURL_JSON)
		reader->operation->json = true;
	if (option->action == PQ_CURL_NOTED)
		/* Not its value, which may be a password. */
		pq_sketch_note(reader->operation->sketch, "%s", shown);
	else if (option->value)
		act_on_value(reader->operation, option->action, value);
	else
		act_on_flag(reader, option->action, !off);
}

/* Since curl 8.16 a value may stand in the same word, as in "--request=PUT". */
static void take_long(struct reader *reader, const char *word)
{
	size_t len = strcspn(word, "=");
	const char *attached = word[len] ? word + len + 1 : NULL;
	const char *name = pq_sketch_keep(reader->operation->sketch, pq_view(word, len));
	bool off;
	const struct pq_curl_option *option = pq_curl_option_by_name(name[0] ? name + 2 : name, &off);

	if (!option)
		wrong(reader, "an option of curl instead of '%s'", name);
	else if (attached && !option->value)
		wrong(reader, "no value behind %s", name);
	else
		take_option(reader, option, attached, name, off);
}

/* "-sSLd data": letters, up to the first one that has a value. */
static void take_letters(struct reader *reader, const char *word)
{
	for (const char *at = word + 1; *at && !reader->err; at++) {
		const struct pq_curl_option *option = pq_curl_option_by_letter(*at);
		char shown[] = { '-', *at, '\0' };
		const char *kept = pq_sketch_keep(reader->operation->sketch, pq_view_str(shown));

		if (!option) {
			wrong(reader, "an option of curl instead of '%s'", kept);
			return;
		}
		take_option(reader, option, option->value && at[1] ? at + 1 : NULL, kept, false);
		if (option->value)
			return;
	}
}

static void read_words(struct reader *reader)
{
	bool options = true;

	while (!reader->err && reader->at < reader->count) {
		const char *word = reader->words[reader->at++];

		if (options && strcmp(word, "--") == 0)
			options = false;
		else if (options && word[0] == '-' && word[1] == '-')
			take_long(reader, word);
		else if (options && word[0] == '-' && word[1])
			take_letters(reader, word);
		else
			add_url(reader->operation, word);
	}
}

static bool is_curl(const char *word)
{
	const char *slash = strrchr(word, '/');
	const char *name = slash ? slash + 1 : word;

	return strcmp(name, "curl") == 0 || strcmp(name, "curl.exe") == 0;
}

enum pq_err pq_curl_read(const char *const *words, size_t count, const struct pq_curl_files *files,
			 struct pq_sketch *sketch, struct pq_diag *diag)
{
	struct pq_curl_operation *operation = calloc(1, sizeof(*operation));
	struct reader reader = { .words = words, .count = count, .at = 1, .operation = operation };

	if (!operation)
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "enough memory for a command line");
	*operation = (struct pq_curl_operation){ .sketch = sketch, .files = files, .diag = diag };
	if (count == 0 || !is_curl(words[0]))
		wrong(&reader, "a command line that begins with curl%s", "");
	read_words(&reader);
	if (!reader.err)
		end_operation(&reader);
	free(operation->data);
	free(operation);
	if (!reader.err && sketch->request_count == 0)
		reader.err = pq_diag_set(diag, PQ_ERR_SYNTAX, 0, 0, "a URL of http, https, ws or wss");
	return reader.err;
}

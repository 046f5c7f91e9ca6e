/* SPDX-License-Identifier: MIT */
#include "client/libcurl_ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/said.h"

/*
 * scenario, at: the request
 * body:         of parameters, percent-encoded; freed behind it
 */
struct asking {
	const struct pq_scenario *scenario;
	size_t at;
	struct pq_guard *guard;
	CURL *curl;
	struct curl_slist *headers;
	curl_mime *mime;
	char *params;
};

static char *string(struct pq_view bytes)
{
	char *text = strndup((const char *)bytes.data, bytes.len);

	if (!text)
		exit(2);
	return text;
}

/* "Name: value", or "Name;" for an empty value. */
static void add_header(struct asking *asking, struct pq_view name, struct pq_view value)
{
	char *line = NULL;
	int len = value.len ? asprintf(&line, "%.*s: %.*s", (int)name.len, (const char *)name.data, (int)value.len,
				       (const char *)value.data)
			    : asprintf(&line, "%.*s;", (int)name.len, (const char *)name.data);

	if (len < 0)
		exit(2);
	if (pq_guard_header(asking->guard, name, value))
		asking->headers = curl_slist_append(asking->headers, line);
	free(line);
}

/* URL 5.2: libcurl percent-encodes as for a path, and forms want '+' for a blank, '*' as it is and no '~'. To be freed. */
static char *encode(const struct asking *asking, struct pq_view bytes)
{
	/* A length of 0 asks for strlen. */
	char *escaped = bytes.len ? curl_easy_escape(asking->curl, (const char *)bytes.data, (int)bytes.len) : NULL;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		exit(2);
	for (const char *at = escaped; at && *at != '\0'; at++) {
		if (strncmp(at, "%20", 3) == 0 || strncmp(at, "%2A", 3) == 0) {
			fputc(at[2] == '0' ? '+' : '*', out);
			at += 2;
		} else if (*at == '~') {
			fputs("%7E", out);
		} else {
			fputc(*at, out);
		}
	}
	fclose(out);
	curl_free(escaped);
	return text;
}

static void add_param(struct asking *asking, const struct pq_line *part)
{
	char *name = encode(asking, pq_said_argument(part, 0));
	char *value = encode(asking, pq_said_argument(part, 1));
	char *joined = NULL;

	if (asprintf(&joined, "%s%s%s=%s", asking->params ? asking->params : "", asking->params ? "&" : "", name,
		     value) < 0)
		exit(2);
	free(asking->params);
	asking->params = joined;
	free(name);
	free(value);
}

static void add_field(struct asking *asking, const struct pq_line *part)
{
	struct pq_view value = pq_said_argument(part, part->word == PQ_WORD_FILE ? 3 : 1);
	char *name = string(pq_said_argument(part, 0));
	char *filename = string(pq_said_argument(part, 1));
	char *type = string(part->word == PQ_WORD_FILE ? pq_said_file_type(part) : pq_view_str(""));
	curl_mimepart *mime;

	if (!asking->mime)
		asking->mime = curl_mime_init(asking->curl);
	mime = curl_mime_addpart(asking->mime);
	curl_mime_name(mime, name);
	curl_mime_data(mime, (const char *)value.data, value.len);
	if (part->word == PQ_WORD_FILE) {
		curl_mime_filename(mime, filename);
		curl_mime_type(mime, *type ? type : "application/octet-stream");
	}
	free(name);
	free(filename);
	free(type);
}

static void add_part(struct asking *asking, const struct pq_line *part)
{
	const struct pq_line *request = &asking->scenario->lines[asking->at];
	struct pq_view bytes = part->argc ? part->args[part->argc - 1].bytes : pq_view_str("");

	if (part->word == PQ_WORD_HEADER)
		add_header(asking, pq_said_argument(part, 0), pq_said_value(part));
	else if (part->word == PQ_WORD_PARAM || (part->word == PQ_WORD_FIELD && !pq_said_multipart(request)))
		add_param(asking, part);
	else if (part->word == PQ_WORD_FIELD || part->word == PQ_WORD_FILE)
		add_field(asking, part);
	else if (pq_said_in_body(part->word)) {
		curl_easy_setopt(asking->curl, CURLOPT_POSTFIELDSIZE, (long)bytes.len);
		curl_easy_setopt(asking->curl, CURLOPT_COPYPOSTFIELDS, (const char *)bytes.data);
	}
}

static void set_body(struct asking *asking)
{
	const struct pq_scenario *scenario = asking->scenario;
	const struct pq_line *body = pq_said_body(scenario, asking->at);

	for (size_t i = asking->at + 1; i < pq_scenario_end_of(scenario, asking->at); i++)
		add_part(asking, &scenario->lines[i]);
	if (asking->params)
		curl_easy_setopt(asking->curl, CURLOPT_POSTFIELDS, asking->params);
	if (asking->mime)
		curl_easy_setopt(asking->curl, CURLOPT_MIMEPOST, asking->mime);
	if (!pq_said_wants_type(scenario, asking->at))
		return;
	/* A type that a line break would end is the guard's to refuse; none is said by a name alone. */
	if (pq_said_type(body).len)
		add_header(asking, pq_view_str("Content-Type"), pq_said_type(body));
	else
		asking->headers = curl_slist_append(asking->headers, "Content-Type:");
}

/* Fetch 4.5 "HTTP-network-or-cache fetch": POST and PUT without a body have a length of 0, and no type. */
static void set_no_body(struct asking *asking)
{
	curl_easy_setopt(asking->curl, CURLOPT_POSTFIELDS, "");
	asking->headers = curl_slist_append(asking->headers, "Content-Type:");
}

static void set_method(struct asking *asking)
{
	struct pq_view method = pq_said_method(&asking->scenario->lines[asking->at]);
	bool body = pq_said_body(asking->scenario, asking->at) != NULL;
	char *text = string(method);

	pq_guard_method(asking->guard, method);
	if (!body && (strcmp(text, "POST") == 0 || strcmp(text, "PUT") == 0)) {
		set_no_body(asking);
		body = true;
	}
	if (strcmp(text, "HEAD") == 0)
		curl_easy_setopt(asking->curl, CURLOPT_NOBODY, 1L);
	else if (strcmp(text, body ? "POST" : "GET") != 0)
		curl_easy_setopt(asking->curl, CURLOPT_CUSTOMREQUEST, text);
	free(text);
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
	(void)bytes, (void)context;
	return size * count;
}

static void set_options(struct asking *asking, const char *url)
{
	CURL *curl = asking->curl;
	struct pq_view proxy = pq_scenario_bytes_of(asking->scenario, PQ_WORD_PROXY, "");
	char *text = string(proxy);

	asking->guard->refuses = asking->scenario->lines[asking->at].word == PQ_WORD_EMBEDDER;
	asking->guard->follows = !pq_said_manual(asking->scenario, asking->at);
	asking->guard->proxied = proxy.len > 0;
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROXY, text);
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, asking->guard->follows ? 1L : 0L);
	curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 20L);
	curl_easy_setopt(curl, CURLOPT_COOKIEFILE, "");
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	/* One address after the other: each dial is served by an answer of its own. */
	curl_easy_setopt(curl, CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS, 20000L);
	pq_guard_watch(asking->guard, curl);
	free(text);
}

int pq_libcurl_ask(const struct pq_scenario *scenario, struct pq_guard *guard)
{
	struct asking asking = { .scenario = scenario,
				 .at = pq_scenario_find_request(scenario, 0),
				 .guard = guard,
				 .curl = curl_easy_init() };
	CURLcode code = CURLE_FAILED_INIT;
	char *url;

	if (!asking.curl || asking.at == scenario->line_count)
		return 2;
	url = string(pq_said_url(&scenario->lines[asking.at]));
	set_options(&asking, url);
	set_method(&asking);
	set_body(&asking);
	curl_easy_setopt(asking.curl, CURLOPT_HTTPHEADER, asking.headers);
	if (!guard->refused && pq_guard_url(guard, url))
		code = curl_easy_perform(asking.curl);
	curl_easy_cleanup(asking.curl);
	curl_mime_free(asking.mime);
	curl_slist_free_all(asking.headers);
	free(asking.params);
	free(url);
	return (int)code;
}

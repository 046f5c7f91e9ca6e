/* SPDX-License-Identifier: MIT */
/*
 * What a server answered. An archive holds decoded bodies under the heads of encoded ones: bodies are left out, and what a
 * head says of their length and coding with them.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "convert/har_entry.h"
#include "convert/link.h"
#include "request/status.h"

static bool is(const char *name, const char *word)
{
	return pq_ascii_eq_nocase(pq_view_str(name), pq_view_str(word));
}

/* What belongs to a connection or a body that is another one here. */
static bool is_of_framing(const char *name)
{
	static const char *const words[] = { "Content-Length", "Content-Encoding", "Transfer-Encoding",
					     "Connection",     "Keep-Alive",       "Trailer",
					     "Upgrade",        "Content-MD5",      "Content-Digest" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (is(name, words[i]))
			return true;
	return name[0] == ':';
}

static bool is_field(const char *name, struct pq_view value)
{
	return name[0] && pq_ascii_all(pq_view_str(name), PQ_ASCII_TOKEN) && !pq_ascii_any(value, PQ_ASCII_VALUE_BAD);
}

/* Several fields of one name stand in one value, each on a line of its own. */
static void put_field(FILE *out, const char *name, const char *value, const struct pq_har_options *options,
		      struct pq_sketch *sketch, bool *replaced)
{
	while (*value) {
		size_t end = strcspn(value, "\n");
		const char *line = pq_sketch_keep(sketch, pq_view(value, end));

		if (!is_field(name, pq_view_str(line)))
			pq_sketch_note(sketch, "header %s of a response", name);
		else
			fprintf(out, "%s: %s\r\n", name,
				options->secrets ? line : pq_har_header_value(sketch, name, line, replaced));
		value += end + (value[end] != '\0');
	}
}

static void put_reason(FILE *out, const char *text)
{
	for (; *text; text++)
		fputc(pq_ascii_is((unsigned char)*text, PQ_ASCII_PRINT) ? *text : '?', out);
}

static void put_head(FILE *out, const json_t *response, json_int_t status, const struct pq_har_options *options,
		     struct pq_sketch *sketch, bool *replaced)
{
	const json_t *headers = json_object_get(response, "headers");
	const json_t *header;
	size_t i;

	fprintf(out, "HTTP/1.1 %d ", (int)status);
	put_reason(out, pq_har_string(response, "statusText"));
	fputs("\r\n", out);
	json_array_foreach(headers, i, header)
	{
		const char *name = pq_har_string(header, "name");

		if (!is_of_framing(name))
			put_field(out, name, pq_har_string(header, "value"), options, sketch, replaced);
	}
	fputs(status == 204 || status == 304 ? "\r\n" : "Content-Length: 0\r\n\r\n", out);
}

static void answer(const json_t *entry, const struct pq_har_options *options, struct pq_sketch *sketch, bool *replaced)
{
	const json_t *response = json_object_get(entry, "response");
	json_int_t status = json_integer_value(json_object_get(response, "status"));
	char *head = NULL;
	size_t len = 0;
	FILE *out;

	if (status == 101) {
		pq_sketch_answer(sketch, pq_view(NULL, 0));
		return;
	}
	if (status < 200 || status > 999) {
		pq_sketch_note(sketch, "the answer of status %d", (int)status);
		return;
	}
	out = open_memstream(&head, &len);
	if (!out) {
		sketch->no_space = true;
		return;
	}
	put_head(out, response, status, options, sketch, replaced);
	if (fclose(out) == 0)
		pq_sketch_answer(sketch, pq_view(head, len));
	else
		sketch->no_space = true;
	free(head);
}

/* Where the response leads; NULL if it does not. */
static const char *redirect_of(const json_t *entry)
{
	const json_t *response = json_object_get(entry, "response");
	json_int_t status = json_integer_value(json_object_get(response, "status"));
	const char *to = pq_har_string(response, "redirectURL");

	return to[0] && pq_status_redirects((long)status) ? to : NULL;
}

/* True if the URL is that one, or the path of that one on its host. */
static bool leads_to(const char *from, const char *location, const char *url)
{
	struct pq_link old;
	struct pq_link new;
	struct pq_view fragment = pq_view_str(location);

	fragment = pq_view_slice(fragment, 0, pq_view_find(fragment, '#', 0));
	if (pq_view_is(fragment, url) || strcmp(location, url) == 0)
		return true;
	return location[0] == '/' && location[1] != '/' && pq_link_cut(pq_view_str(from), &old) &&
	       pq_link_cut(pq_view_str(url), &new) && pq_view_eq(new.rest, fragment) &&
	       pq_ascii_eq_nocase(old.host, new.host) && pq_view_eq(old.port, new.port);
}

/* The entry that the redirect leads to: the next one with that URL; the count if there is none. */
static size_t target_of(const struct pq_har *har, size_t index, const char *location)
{
	size_t at = index + 1;

	while (at < pq_har_count(har) &&
	       (har->absorbed[at] || !leads_to(pq_har_url(har, index), location, pq_har_url(har, at))))
		at++;
	return at;
}

void pq_har_answers(struct pq_har *har, size_t index, const struct pq_har_options *options, struct pq_sketch *sketch,
		    bool *replaced)
{
	static const char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
	const json_t *entry = json_array_get(har->entries, index);

	answer(entry, options, sketch, replaced);
	for (size_t hops = 0; hops < PQ_MAX_REDIRECTS && redirect_of(entry); hops++) {
		index = target_of(har, index, redirect_of(entry));
		if (index == pq_har_count(har)) {
			/* Behind the last answer a dial would fail. */
			pq_sketch_answer(sketch, pq_view(ok, sizeof(ok) - 1));
			return;
		}
		har->absorbed[index] = true;
		entry = json_array_get(har->entries, index);
		answer(entry, options, sketch, replaced);
	}
}

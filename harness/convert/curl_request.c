/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "convert/curl_operation.h"
#include "convert/link.h"
#include "url/percent.h"

/* curl takes http where no scheme is written, whatever it guesses of the host's name. */
static const char *with_scheme(struct pq_sketch *sketch, const char *url)
{
	return strstr(url, "://") ? url : pq_sketch_format(sketch, "http://%s", url);
}

/* Puts the query before the fragment. */
static const char *with_query(struct pq_sketch *sketch, const char *url, struct pq_view query)
{
	size_t hash = strcspn(url, "#");
	const char *mark = memchr(url, '?', hash) ? "&" : "?";

	return pq_sketch_format(sketch, "%.*s%s%.*s%s", (int)hash, url, mark, (int)query.len, (const char *)query.data,
				url + hash);
}

/* Behind a path that names no file curl puts the name of the one that it uploads; standard input has none. */
static const char *with_file_name(struct pq_curl_operation *operation, const char *url, const struct pq_link *link)
{
	size_t end = strcspn(url, "?#");
	bool has_path = link->rest.len > 0 && link->rest.data[0] != '#';

	if (url[end] == '?' || (has_path && url[end - 1] != '/') || strcmp(operation->upload, "-") == 0 ||
	    strcmp(operation->upload, ".") == 0)
		return url;
	return pq_sketch_format(operation->sketch, "%.*s%s%s%s", (int)end, url, has_path ? "" : "/",
				pq_curl_upload_name(operation), url + end);
}

/* Of a URL: what stands before the @, percent-decoded. */
static const char *decode(struct pq_sketch *sketch, struct pq_view text)
{
	char *decoded = malloc(text.len + 1);
	struct pq_buf out;
	const char *kept;

	if (!decoded) {
		sketch->no_space = true;
		return "";
	}
	pq_buf_init(&out, decoded, text.len + 1);
	pq_percent_decode(text, &out);
	kept = pq_sketch_keep(sketch, pq_buf_view(&out));
	free(decoded);
	return kept;
}

/* A page may not ask for a URL with credentials in it: they become those of --user, as curl does too. */
static const char *without_userinfo(struct pq_sketch *sketch, const char *url, const char **user)
{
	struct pq_link link;

	if (!pq_link_cut(pq_view_str(url), &link) || !link.has_userinfo)
		return url;
	if (!*user)
		*user = decode(sketch, link.userinfo);
	return pq_sketch_format(sketch, "%.*s://%s", (int)link.scheme.len, (const char *)link.scheme.data,
				(const char *)link.host.data);
}

static void put_header_line(struct pq_sketch *sketch, struct pq_sketch_request *request, const char *line)
{
	size_t end = strcspn(line, ":;");
	const char *name = pq_sketch_keep(sketch, pq_view(line, end));
	const char *value = line + end + (line[end] != '\0');

	while (*value == ' ' || *value == '\t')
		value++;
	if (line[end] == ':' && *value)
		pq_sketch_header(sketch, request, name, value);
	else if (line[end] == ';' && !*value)
		pq_sketch_header(sketch, request, name, "");
	else
		pq_sketch_note(sketch, line[end] == ':' ? "--header '%s' (a header that is left out)" : "--header '%s'",
			       line);
}

static void put_credentials(struct pq_curl_operation *operation, struct pq_sketch_request *request, const char *user)
{
	struct pq_sketch *sketch = operation->sketch;

	if (!user || pq_sketch_has_header(request, "Authorization"))
		return;
	if (operation->anyauth)
		pq_sketch_login(sketch, request->url, pq_view_str(user));
	else
		pq_sketch_put_header(
			sketch, request, "Authorization",
			pq_sketch_basic(sketch,
					pq_view_str(strchr(user, ':') ? user : pq_sketch_format(sketch, "%s:", user))));
}

static void put_headers(struct pq_curl_operation *operation, struct pq_sketch_request *request)
{
	struct pq_sketch *sketch = operation->sketch;

	for (size_t i = 0; i < operation->header_count; i++)
		put_header_line(sketch, request, operation->headers[i]);
	for (size_t i = 0; i < operation->cookie_count; i++)
		pq_sketch_header(sketch, request, "Cookie", operation->cookies[i]);
	if (operation->referer)
		pq_sketch_header(sketch, request, "Referer", operation->referer);
	if (operation->agent && !pq_sketch_has_header(request, "User-Agent"))
		pq_sketch_put_header(sketch, request, "User-Agent", operation->agent);
	if (operation->range && !pq_sketch_has_header(request, "Range"))
		pq_sketch_put_header(sketch, request, "Range", pq_sketch_format(sketch, "bytes=%s", operation->range));
	if (operation->bearer && !pq_sketch_has_header(request, "Authorization"))
		pq_sketch_put_header(sketch, request, "Authorization",
				     pq_sketch_format(sketch, "Bearer %s", operation->bearer));
	if (operation->compressed)
		pq_sketch_header(sketch, request, "Accept-Encoding", "deflate, gzip");
	if (request->has_body && operation->type && !pq_sketch_has_header(request, "Content-Type"))
		pq_sketch_put_header(sketch, request, "Content-Type", operation->type);
	if (operation->json && !pq_sketch_has_header(request, "Accept"))
		pq_sketch_put_header(sketch, request, "Accept", "application/json");
}

/* -X names the method of any of these. curl refuses most of them beside each other. */
static const char *method_of(const struct pq_curl_operation *operation)
{
	if (operation->method)
		return operation->method;
	if (operation->head)
		return "HEAD";
	if (operation->upload)
		return "PUT";
	return (operation->has_data || operation->form_count > 0) && !operation->get ? "POST" : "GET";
}

/* Before the headers, which Content-Length is measured against. */
static void put_body(struct pq_curl_operation *operation, struct pq_sketch_request *request)
{
	struct pq_view bytes;

	if (operation->upload && pq_curl_file(operation, operation->upload, &bytes))
		pq_sketch_body(operation->sketch, request, bytes);
	if (operation->has_data && operation->form_count > 0)
		pq_sketch_note(operation->sketch, "--data beside --form");
	else if (operation->has_data && !operation->get)
		pq_sketch_body(operation->sketch, request, pq_view(operation->data, operation->data_len));
	for (size_t i = 0; i < operation->form_count; i++)
		request->fields[request->field_count++] = operation->forms[i];
}

static bool has_glob(const struct pq_link *link)
{
	for (size_t i = 0; i < link->rest.len; i++)
		if (strchr("[{", link->rest.data[i]) && link->rest.data[i])
			return true;
	return pq_view_find(link->host, '{', 0) < link->host.len;
}

static void ask(struct pq_curl_operation *operation, const char *given)
{
	struct pq_sketch *sketch = operation->sketch;
	const char *user = operation->user;
	const char *url = without_userinfo(sketch, with_scheme(sketch, given), &user);
	struct pq_sketch_request *request;
	struct pq_link link;

	if (!pq_link_cut(pq_view_str(url), &link) || !pq_link_is_web(&link)) {
		pq_sketch_note(sketch, "the URL %s, which is none of the web", given);
		return;
	}
	if (has_glob(&link) && !operation->globoff)
		pq_sketch_note(sketch, "the pattern in %s: it is taken as it is written", given);
	if (operation->upload)
		url = with_file_name(operation, url, &link);
	if (operation->query)
		url = with_query(sketch, url, pq_view_str(operation->query));
	if (operation->get && operation->has_data)
		url = with_query(sketch, url, pq_view(operation->data, operation->data_len));
	request = pq_sketch_ask(sketch, pq_link_is_websocket(&link) ? "websocket" : "fetch", method_of(operation), url);
	if (!request)
		return;
	request->manual = !operation->follow;
	put_body(operation, request);
	put_headers(operation, request);
	put_credentials(operation, request, user);
}

void pq_curl_ask(struct pq_curl_operation *operation)
{
	for (size_t i = 0; i < operation->url_count; i++)
		ask(operation, operation->urls[i]);
}

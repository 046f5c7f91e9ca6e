/* SPDX-License-Identifier: MIT */
#include "cli/fetch_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/cli.h"
#include "cli/load.h"
#include "report/message.h"
#include "scenario/limits.h"

static bool has_part(const struct pq_fetch_asked *asked, enum pq_fetch_part_kind kind)
{
	for (size_t i = 0; i < asked->part_count; i++)
		if (asked->parts[i].kind == kind)
			return true;
	return false;
}

static int wrong(const char *option, const char *value, const char *expected)
{
	pq_complain("fetch: --%s '%s': expected %s", option, value, expected);
	return PQ_EXIT_BAD_INPUT;
}

static void add_quoted(const char *word, struct pq_view value, struct pq_buf *out)
{
	pq_buf_add_str(out, word);
	pq_buf_add_byte(out, ' ');
	pq_text_quote(value, out);
}

/* The page that asks is one of the URL's own origin, so that nothing has to be permitted first. */
static void add_page(const struct pq_url *url, struct pq_buf *out)
{
	bool secure = url->special == PQ_SPECIAL_HTTPS || url->special == PQ_SPECIAL_WSS;

	if (url->special == PQ_SPECIAL_NOT || url->special == PQ_SPECIAL_FTP || url->special == PQ_SPECIAL_FILE)
		return;
	pq_buf_add_str(out, "page ");
	pq_buf_add_str(out, secure ? "https://" : "http://");
	pq_url_print_authority(url, out);
	pq_buf_add_str(out, "/\n");
}

static void add_request(const struct pq_fetch_asked *asked, bool has_body, struct pq_buf *out)
{
	const struct pq_url *url = &asked->url;
	bool websocket = url->special == PQ_SPECIAL_WS || url->special == PQ_SPECIAL_WSS;
	bool ice = pq_view_is(url->scheme, "stun") || pq_view_is(url->scheme, "stuns");

	if (websocket || ice || url->special == PQ_SPECIAL_FTP) {
		pq_buf_add_str(out, websocket ? "websocket " : ice ? "ice-server " : "ftp ");
	} else {
		pq_buf_add_str(out, "fetch ");
		pq_text_print(pq_view_str(asked->method ? asked->method : has_body ? "POST" : "GET"), out);
		pq_buf_add_byte(out, ' ');
	}
	pq_text_print(pq_view_str(asked->text), out);
	pq_buf_add_byte(out, '\n');
}

static int add_header(const char *value, struct pq_buf *out)
{
	struct pq_view line = pq_view_str(value);
	size_t colon = pq_view_find(line, ':', 0);
	struct pq_view rest = pq_view_from(line, colon + 1);

	if (colon == line.len)
		return wrong("header", value, "'NAME: VALUE'");
	while (rest.len && rest.data[0] == ' ')
		rest = pq_view_from(rest, 1);
	add_quoted("  header", pq_view_slice(line, 0, colon), out);
	pq_buf_add_byte(out, ' ');
	pq_text_quote(rest, out);
	pq_buf_add_byte(out, '\n');
	return PQ_EXIT_OK;
}

/* Bytes of the file that an option names; complains if it cannot be read. */
static int read_file(const char *path, struct pq_file *file)
{
	struct pq_diag diag = { 0, 0, "" };

	if (!pq_file_read(path, PQ_MAX_BODY, "PQ_MAX_BODY", file, &diag))
		return PQ_EXIT_OK;
	pq_complain_at(path, &diag);
	return PQ_EXIT_BAD_INPUT;
}

static int add_form(const char *value, struct pq_buf *out)
{
	struct pq_view line = pq_view_str(value);
	size_t sign = pq_view_find(line, '=', 0);
	const char *path = value + sign + 2;
	const char *slash;
	struct pq_file file;
	int code;

	if (sign == line.len)
		return wrong("form", value, "NAME=VALUE or NAME=@FILE");
	if (value[sign + 1] != '@') {
		add_quoted("  field", pq_view_slice(line, 0, sign), out);
		add_quoted("", pq_view_from(line, sign + 1), out);
		pq_buf_add_byte(out, '\n');
		return PQ_EXIT_OK;
	}
	code = read_file(path, &file);
	if (code != PQ_EXIT_OK)
		return code;
	slash = strrchr(path, '/');
	add_quoted("  file", pq_view_slice(line, 0, sign), out);
	add_quoted("", pq_view_str(slash ? slash + 1 : path), out);
	add_quoted("", pq_view_str("application/octet-stream"), out);
	add_quoted("", pq_file_view(&file), out);
	pq_buf_add_byte(out, '\n');
	pq_file_free(&file);
	return PQ_EXIT_OK;
}

static int add_data(const char *value, struct pq_buf *out)
{
	struct pq_file file;
	int code;

	if (value[0] != '@') {
		add_quoted("  text", pq_view_str(value), out);
		pq_buf_add_byte(out, '\n');
		return PQ_EXIT_OK;
	}
	code = read_file(value + 1, &file);
	if (code != PQ_EXIT_OK)
		return code;
	add_quoted("  binary", pq_file_view(&file), out);
	pq_buf_add_byte(out, '\n');
	pq_file_free(&file);
	return PQ_EXIT_OK;
}

static int add_part(const struct pq_fetch_part *part, struct pq_buf *out)
{
	switch (part->kind) {
	case PQ_FETCH_HEADER:
		return add_header(part->value, out);
	case PQ_FETCH_FORM:
		return add_form(part->value, out);
	case PQ_FETCH_DATA:
		return add_data(part->value, out);
	default:
		add_quoted("  message text", pq_view_str(part->value), out);
		pq_buf_add_byte(out, '\n');
		return PQ_EXIT_OK;
	}
}

int pq_fetch_text(const struct pq_fetch_asked *asked, struct pq_buf *out)
{
	bool form = has_part(asked, PQ_FETCH_FORM);
	bool data = has_part(asked, PQ_FETCH_DATA);
	int code = PQ_EXIT_OK;

	if (form && data) {
		pq_complain("fetch: expected --form or --data, not both: a request has one body");
		return PQ_EXIT_BAD_INPUT;
	}
	pq_buf_add_str(out, "pratique-scenario 1\n");
	add_page(&asked->url, out);
	add_request(asked, form || data, out);
	for (size_t i = 0; i < asked->part_count && code == PQ_EXIT_OK; i++)
		code = add_part(&asked->parts[i], out);
	return code;
}

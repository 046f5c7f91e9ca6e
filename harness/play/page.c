/* SPDX-License-Identifier: MIT */
/*
 * What a page is to ask for is written as one JavaScript literal, bytes in hexadecimal, so that nothing can break out
 * of it.
 */
#include "play/page.h"

static const char head[] = "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>pratique</title>\n"
			   "<link rel=\"icon\" href=\"data:,\">\n<body>\n<script>\n";
static const char tail[] = "</script>\n";

static const char *const modes[] = { "cors", "no-cors", "same-origin", "navigate" };
static const char *const credentials[] = { "same-origin", "omit", "include" };
static const char *const redirects[] = { "follow", "error", "manual" };
static const char *const enctypes[] = { "application/x-www-form-urlencoded", "multipart/form-data", "text/plain" };

static struct pq_view argument(const struct pq_line *line, uint32_t n)
{
	return n < line->argc ? line->args[n].bytes : pq_view(NULL, 0);
}

static void add_bytes(struct pq_buf *out, const char *name, struct pq_view value)
{
	pq_buf_add_str(out, name);
	pq_buf_add_str(out, ":'");
	pq_buf_add_hex(out, value);
	pq_buf_add_str(out, "',");
}

static void add_word(struct pq_buf *out, const char *name, const char *word)
{
	pq_buf_add_str(out, name);
	pq_buf_add_str(out, ":'");
	pq_buf_add_str(out, word);
	pq_buf_add_str(out, "',");
}

static void add_number(struct pq_buf *out, const char *name, uint64_t number)
{
	pq_buf_add_str(out, name);
	pq_buf_add_str(out, ":");
	pq_buf_add_u64(out, number);
	pq_buf_add_str(out, ",");
}

/* The lines of one word that belong to a request, as a list; write: adds one of them. */
static void add_list(struct pq_buf *out, const struct pq_scenario *scenario, size_t request, const char *name,
		     enum pq_word word, void (*write)(struct pq_buf *out, const struct pq_line *line))
{
	pq_buf_add_str(out, name);
	pq_buf_add_str(out, ":[");
	for (size_t i = request + 1; i < pq_scenario_end_of(scenario, request); i++)
		if (scenario->lines[i].word == word)
			write(out, &scenario->lines[i]);
	pq_buf_add_str(out, "],");
}

static void write_header(struct pq_buf *out, const struct pq_line *line)
{
	pq_buf_add_str(out, "['");
	pq_buf_add_hex(out, argument(line, 0));
	pq_buf_add_str(out, "','");
	pq_buf_add_hex(out, argument(line, 1));
	pq_buf_add_str(out, "'],");
}

static void write_protocol(struct pq_buf *out, const struct pq_line *line)
{
	pq_buf_add_str(out, "'");
	pq_buf_add_hex(out, argument(line, 0));
	pq_buf_add_str(out, "',");
}

static void write_message(struct pq_buf *out, const struct pq_line *line)
{
	pq_buf_add_str(out, "{");
	add_word(out, "kind", line->args[0].number == PQ_MESSAGE_TEXT ? "text" : "binary");
	add_bytes(out, "value", argument(line, 1));
	pq_buf_add_str(out, "},");
}

static void write_entry(struct pq_buf *out, const struct pq_line *line)
{
	bool file = line->word == PQ_WORD_FILE;

	pq_buf_add_str(out, "{");
	add_bytes(out, "name", argument(line, 0));
	if (file) {
		add_bytes(out, "file", argument(line, 1));
		add_bytes(out, "type", argument(line, 2));
	}
	add_bytes(out, "value", argument(line, file ? 3 : 1));
	pq_buf_add_str(out, "},");
}

static bool is_entry(enum pq_word word)
{
	return word == PQ_WORD_PARAM || word == PQ_WORD_FIELD || word == PQ_WORD_FILE;
}

/* What player.js calls each kind of body; NULL for other words. */
static const char *const kinds[PQ_WORD_COUNT] = {
	[PQ_WORD_TEXT] = "text",    [PQ_WORD_BINARY] = "binary", [PQ_WORD_BLOB] = "blob",
	[PQ_WORD_PARAM] = "params", [PQ_WORD_FIELD] = "form",    [PQ_WORD_FILE] = "form",
};

/* Fields and files stay in their order, which a list of each word would not keep. */
static void add_entries(struct pq_buf *out, const struct pq_scenario *scenario, size_t from, size_t end)
{
	pq_buf_add_str(out, "entries:[");
	for (size_t i = from; i < end; i++)
		if (is_entry(scenario->lines[i].word))
			write_entry(out, &scenario->lines[i]);
	pq_buf_add_str(out, "],");
}

static void add_body(struct pq_buf *out, const struct pq_scenario *scenario, size_t request)
{
	size_t end = pq_scenario_end_of(scenario, request);
	size_t at = request + 1;
	const struct pq_line *line;

	while (at < end && !kinds[scenario->lines[at].word])
		at++;
	if (at == end)
		return;
	line = &scenario->lines[at];
	pq_buf_add_str(out, "body:{");
	add_word(out, "kind", kinds[line->word]);
	if (is_entry(line->word)) {
		add_entries(out, scenario, at, end);
	} else {
		if (line->word == PQ_WORD_BLOB)
			add_bytes(out, "type", argument(line, 0));
		add_bytes(out, "value", argument(line, line->word == PQ_WORD_BLOB));
	}
	pq_buf_add_str(out, "},");
}

/* The number behind the request's line of that word; 0, which is every word's default, if there is none. */
static uint32_t setting(const struct pq_scenario *scenario, size_t request, enum pq_word word)
{
	for (size_t i = request + 1; i < pq_scenario_end_of(scenario, request); i++)
		if (scenario->lines[i].word == word)
			return scenario->lines[i].args[0].number;
	return 0;
}

static bool names_method(enum pq_word word)
{
	return word == PQ_WORD_FETCH || word == PQ_WORD_XHR || word == PQ_WORD_FORM || word == PQ_WORD_CONTROL;
}

static void add_request(struct pq_buf *out, const struct pq_scenario *scenario, size_t at, uint32_t number,
			uint32_t pause_ms)
{
	const struct pq_line *line = &scenario->lines[at];
	bool method = names_method(line->word);

	pq_buf_add_str(out, "{");
	add_number(out, "number", number);
	add_number(out, "pause", pause_ms);
	add_word(out, "word", pq_word_name(line->word));
	if (method)
		add_bytes(out, "method", argument(line, 0));
	add_bytes(out, "url", argument(line, method));
	if (line->word == PQ_WORD_FORM)
		add_word(out, "enctype", enctypes[line->argc > 2 ? line->args[2].number : 0]);
	if (line->word == PQ_WORD_ICE_SERVER && line->argc > 1) {
		add_bytes(out, "user", argument(line, 1));
		add_bytes(out, "credential", argument(line, 2));
	}
	add_word(out, "mode", modes[setting(scenario, at, PQ_WORD_MODE)]);
	add_word(out, "credentials", credentials[setting(scenario, at, PQ_WORD_CREDENTIALS)]);
	add_word(out, "redirect", redirects[setting(scenario, at, PQ_WORD_FOLLOW)]);
	add_list(out, scenario, at, "headers", PQ_WORD_HEADER, write_header);
	add_list(out, scenario, at, "protocols", PQ_WORD_PROTOCOL, write_protocol);
	add_list(out, scenario, at, "messages", PQ_WORD_MESSAGE, write_message);
	add_body(out, scenario, at);
	pq_buf_add_str(out, "},\n");
}

static void add_requests(struct pq_buf *out, const struct pq_scenario *scenario)
{
	uint32_t number = 0;
	uint32_t pause_ms = 0;

	for (size_t i = 0; i < scenario->line_count; i++) {
		const struct pq_line *line = &scenario->lines[i];

		if (line->word == PQ_WORD_PAUSE)
			pause_ms += line->args[0].number;
		if (!pq_word_is_request(line->word))
			continue;
		add_request(out, scenario, i, ++number, pause_ms);
		pause_ms = 0;
	}
}

static void add_script(struct pq_buf *out, const char *name)
{
	for (size_t i = 0; i < pq_play_files_count; i++)
		if (pq_view_is(pq_view_str(pq_play_files[i].name), name))
			pq_buf_add(out, pq_view(pq_play_files[i].bytes, pq_play_files[i].len));
}

void pq_play_page(const struct pq_scenario *scenario, uint32_t number, struct pq_buf *out)
{
	pq_buf_add_str(out, head);
	pq_buf_add_str(out, "const piece = {");
	add_number(out, "number", number);
	pq_buf_add_str(out, "requests:[\n");
	add_requests(out, scenario);
	pq_buf_add_str(out, "]};\n");
	add_script(out, "player");
	pq_buf_add_str(out, tail);
}

void pq_play_start_page(struct pq_buf *out)
{
	pq_buf_add_str(out, head);
	add_script(out, "start");
	pq_buf_add_str(out, tail);
}

static bool breaks_lines(struct pq_view value)
{
	return pq_view_find(value, '\r', 0) < value.len || pq_view_find(value, '\n', 0) < value.len;
}

void pq_play_page_fields(const struct pq_scenario *scenario, struct pq_buf *out)
{
	pq_buf_add_str(out, "Content-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n");
	for (size_t i = 0; i < scenario->line_count; i++) {
		if (scenario->lines[i].word != PQ_WORD_COOKIE || breaks_lines(argument(&scenario->lines[i], 1)))
			continue;
		pq_buf_add_str(out, "Set-Cookie: ");
		pq_buf_add(out, argument(&scenario->lines[i], 1));
		pq_buf_add_str(out, "\r\n");
	}
}

/* SPDX-License-Identifier: MIT */
#include "client/said.h"

#include "base/ascii.h"
#include "request/header.h"
#include "request/method.h"

struct pq_view pq_said_argument(const struct pq_line *line, size_t index)
{
	return index < line->argc ? line->args[index].bytes : pq_view_str("");
}

static bool names_method(enum pq_word word)
{
	return word == PQ_WORD_FETCH || word == PQ_WORD_XHR || word == PQ_WORD_FORM || word == PQ_WORD_EMBEDDER ||
	       word == PQ_WORD_CONTROL;
}

struct pq_view pq_said_method(const struct pq_line *request)
{
	struct pq_view method = names_method(request->word) ? pq_said_argument(request, 0) : pq_view_str("GET");

	/* HTML 4.10.18.6: a form's method is POST, or counts as GET. */
	if (request->word == PQ_WORD_FORM && !pq_ascii_eq_nocase(method, pq_view_str("POST")))
		return pq_view_str("GET");
	return pq_method_normalise(method);
}

struct pq_view pq_said_url(const struct pq_line *request)
{
	return pq_said_argument(request, names_method(request->word));
}

static const struct pq_line *find_part(const struct pq_scenario *scenario, size_t at, enum pq_word word)
{
	for (size_t i = at + 1; i < pq_scenario_end_of(scenario, at); i++)
		if (scenario->lines[i].word == word)
			return &scenario->lines[i];
	return NULL;
}

bool pq_said_in_body(enum pq_word word)
{
	return word == PQ_WORD_TEXT || word == PQ_WORD_BINARY || word == PQ_WORD_BLOB || word == PQ_WORD_PARAM ||
	       word == PQ_WORD_FIELD || word == PQ_WORD_FILE;
}

const struct pq_line *pq_said_body(const struct pq_scenario *scenario, size_t at)
{
	for (size_t i = at + 1; i < pq_scenario_end_of(scenario, at); i++)
		if (pq_said_in_body(scenario->lines[i].word))
			return &scenario->lines[i];
	return NULL;
}

struct pq_view pq_said_value(const struct pq_line *part)
{
	struct pq_view value = pq_said_argument(part, 1);

	return part->word == PQ_WORD_HEADER ? pq_header_value_normalise(value) : value;
}

static bool is_method(const struct pq_line *request, const char *method)
{
	return pq_view_is(pq_said_method(request), method);
}

const char *const *pq_said_method_words(const struct pq_dialect *dialect, const struct pq_line *request, bool body)
{
	if ((is_method(request, "GET") && !body) || (is_method(request, "POST") && body && !dialect->post[0]))
		return NULL;
	if (is_method(request, "HEAD"))
		return dialect->head;
	return is_method(request, "POST") && body ? dialect->post : dialect->method;
}

bool pq_said_manual(const struct pq_scenario *scenario, size_t at)
{
	const struct pq_line *follow = find_part(scenario, at, PQ_WORD_FOLLOW);

	return follow && follow->args[0].number == PQ_REDIRECT_MANUAL;
}

static bool names_type(const struct pq_scenario *scenario, size_t at)
{
	for (size_t i = at + 1; i < pq_scenario_end_of(scenario, at); i++)
		if (scenario->lines[i].word == PQ_WORD_HEADER &&
		    pq_ascii_eq_nocase(scenario->lines[i].args[0].bytes, pq_view_str("Content-Type")))
			return true;
	return false;
}

/* File API 3.1: a type with a byte outside 0x20 to 0x7e is no type. */
static struct pq_view clean_type(struct pq_view type, const char *otherwise)
{
	return pq_ascii_all(type, PQ_ASCII_PRINT) ? type : pq_view_str(otherwise);
}

/* Fetch 5.3 "extract a body": its type, unless the request names one; empty if it has none. */
struct pq_view pq_said_type(const struct pq_line *body)
{
	if (body->word == PQ_WORD_TEXT)
		return pq_view_str("text/plain;charset=UTF-8");
	if (body->word == PQ_WORD_PARAM)
		return pq_view_str("application/x-www-form-urlencoded;charset=UTF-8");
	return body->word == PQ_WORD_BLOB ? clean_type(pq_said_argument(body, 0), "") : pq_view_str("");
}

struct pq_view pq_said_file_type(const struct pq_line *file)
{
	return clean_type(pq_said_argument(file, 2), "application/octet-stream");
}

/* Whether the body's type is said beside it: of what is handed over as it is, and of a URLSearchParams. */
static bool has_type_beside(const struct pq_line *body)
{
	return body->word == PQ_WORD_TEXT || body->word == PQ_WORD_BINARY || body->word == PQ_WORD_BLOB ||
	       body->word == PQ_WORD_PARAM;
}

bool pq_said_wants_type(const struct pq_scenario *scenario, size_t at)
{
	const struct pq_line *body = pq_said_body(scenario, at);

	return body && has_type_beside(body) && !names_type(scenario, at);
}

const char *const *pq_said_type_words(const struct pq_dialect *dialect, const struct pq_line *body)
{
	return pq_said_type(body).len ? dialect->header : dialect->no_type;
}

bool pq_said_multipart(const struct pq_line *request)
{
	return request->word != PQ_WORD_FORM || (request->argc > 2 && request->args[2].number == PQ_ENCTYPE_MULTIPART);
}

const char *const *pq_said_part_words(const struct pq_dialect *dialect, const struct pq_line *request,
				      const struct pq_line *part)
{
	switch (part->word) {
	case PQ_WORD_HEADER:
		return pq_said_value(part).len ? dialect->header : dialect->empty;
	case PQ_WORD_TEXT:
	case PQ_WORD_BINARY:
	case PQ_WORD_BLOB:
		return dialect->body;
	case PQ_WORD_FIELD:
		return pq_said_multipart(request) ? dialect->field : dialect->param;
	case PQ_WORD_PARAM:
		return dialect->param;
	default:
		return dialect->file;
	}
}

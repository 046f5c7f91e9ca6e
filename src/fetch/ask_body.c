/* SPDX-License-Identifier: MIT */
#include "fetch/ask_body.h"

#include "request/body.h"
#include "request/multipart.h"

struct entries {
	struct pq_form_entry items[PQ_MAX_ENTRIES];
	size_t count;
};

/* The lines of that kind among the parts of request line `at`, as an entry list. */
static bool collect(const struct pq_scenario *scenario, size_t at, bool params, struct entries *out)
{
	size_t end = pq_scenario_end_of(scenario, at);

	out->count = 0;
	for (size_t i = at + 1; i < end; i++) {
		const struct pq_line *line = &scenario->lines[i];
		bool is_file = line->word == PQ_WORD_FILE;

		if (params ? line->word != PQ_WORD_PARAM : line->word != PQ_WORD_FIELD && !is_file)
			continue;
		if (out->count == PQ_MAX_ENTRIES)
			return false;
		out->items[out->count++] = (struct pq_form_entry){
			.name = line->args[0].bytes,
			.value = line->args[is_file ? 3 : 1].bytes,
			.is_file = is_file,
			.filename = is_file ? line->args[1].bytes : pq_view(NULL, 0),
			.type = is_file ? line->args[2].bytes : pq_view(NULL, 0),
		};
	}
	return true;
}

static void draw(void *ctx, unsigned char *data, size_t len)
{
	const struct pq_net *net = ctx;

	net->ops->random(net->ctx, data, len);
}

static struct pq_result finish(const struct pq_asker *asker, size_t mark, const char *type, struct pq_asked_body *out)
{
	if (!pq_buf_ok(asker->body))
		return pq_result_error(PQ_ERROR_LIMIT);
	out->present = true;
	out->bytes = pq_buf_since(asker->body, mark);
	out->type = pq_view_str(type);
	return pq_result_going_on();
}

static struct pq_result multipart(const struct pq_asker *asker, const struct entries *entries,
				  struct pq_asked_body *out)
{
	struct pq_net net = asker->env->net;
	unsigned char boundary[PQ_BOUNDARY_MAX];
	size_t boundary_len = 0, mark = asker->body->len, type = asker->text->len;
	struct pq_result result;
	enum pq_err err = pq_multipart_encode(entries->items, entries->count, (struct pq_draw){ draw, &net }, boundary,
					      &boundary_len, asker->body);

	if (err)
		return pq_result_error(err == PQ_ERR_LIMIT ? PQ_ERROR_NO_BOUNDARY : PQ_ERROR_LIMIT);
	pq_buf_add_str(asker->text, "multipart/form-data; boundary=");
	pq_buf_add(asker->text, pq_view(boundary, boundary_len));
	result = finish(asker, mark, "", out);
	out->type = pq_buf_since(asker->text, type);
	return pq_buf_ok(asker->text) ? result : pq_result_error(PQ_ERROR_LIMIT);
}

static struct pq_result single(const struct pq_line *line, struct pq_asked_body *out)
{
	out->present = true;
	out->bytes = line->args[line->word == PQ_WORD_BLOB ? 1 : 0].bytes;
	out->type = pq_view(NULL, 0);
	if (line->word == PQ_WORD_TEXT)
		out->type = pq_view_str("text/plain;charset=UTF-8");
	else if (line->word == PQ_WORD_BLOB)
		out->type = line->args[0].bytes;
	return pq_result_going_on();
}

static struct pq_result params(const struct pq_asker *asker, const struct entries *entries, struct pq_asked_body *out)
{
	size_t mark = asker->body->len;

	pq_body_params(entries->items, entries->count, asker->body);
	return finish(asker, mark, "application/x-www-form-urlencoded;charset=UTF-8", out);
}

struct pq_result pq_asked_body(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
			       struct pq_asked_body *out)
{
	size_t end = pq_scenario_end_of(scenario, at);
	struct entries entries;

	out->present = false;
	for (size_t i = at + 1; i < end; i++) {
		enum pq_word word = scenario->lines[i].word;

		if (word == PQ_WORD_TEXT || word == PQ_WORD_BINARY || word == PQ_WORD_BLOB)
			return single(&scenario->lines[i], out);
		if (word != PQ_WORD_PARAM && word != PQ_WORD_FIELD && word != PQ_WORD_FILE)
			continue;
		if (!collect(scenario, at, word == PQ_WORD_PARAM, &entries))
			return pq_result_error(PQ_ERROR_LIMIT);
		return word == PQ_WORD_PARAM ? params(asker, &entries, out) : multipart(asker, &entries, out);
	}
	return pq_result_going_on();
}

struct pq_result pq_asked_form_body(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				    struct pq_asked_body *out)
{
	const struct pq_line *line = &scenario->lines[at];
	enum pq_enctype enctype = line->argc > 2 ? (enum pq_enctype)line->args[2].number : PQ_ENCTYPE_URLENCODED;
	size_t mark = asker->body->len;
	struct entries entries;

	if (!collect(scenario, at, false, &entries))
		return pq_result_error(PQ_ERROR_LIMIT);
	if (enctype == PQ_ENCTYPE_MULTIPART)
		return multipart(asker, &entries, out);
	if (enctype == PQ_ENCTYPE_TEXT) {
		pq_body_text_plain(entries.items, entries.count, asker->body);
		return finish(asker, mark, "text/plain", out);
	}
	pq_body_urlencoded(entries.items, entries.count, asker->body);
	return finish(asker, mark, "application/x-www-form-urlencoded", out);
}

struct pq_result pq_asked_form_query(const struct pq_asker *asker, const struct pq_scenario *scenario, size_t at,
				     struct pq_view *out)
{
	size_t mark = asker->text->len;
	struct entries entries;

	if (!collect(scenario, at, false, &entries))
		return pq_result_error(PQ_ERROR_LIMIT);
	pq_body_urlencoded(entries.items, entries.count, asker->text);
	*out = pq_buf_since(asker->text, mark);
	return pq_buf_ok(asker->text) ? pq_result_going_on() : pq_result_error(PQ_ERROR_LIMIT);
}

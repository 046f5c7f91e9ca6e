/* SPDX-License-Identifier: MIT */
/*
 * Theory of operation. One pass over the text, a line at a time. A line is
 * appended to the scenario only when all of it is good; whatever a bad line has
 * put into the stores of arguments and bytes is taken back, so that lenient
 * reading goes on as if the line did not exist. Lines without indentation that
 * are no comments become the parent of what follows. A comment that is not
 * indented, but stands between a parent and one of its parts, is counted among
 * the parts: the lines of a parent are always one run.
 */
#include "scenario/scenario.h"

#include "base/ascii.h"
#include "base/text.h"
#include "scenario/words.h"

#define NO_PARENT UINT32_MAX

/*
 * parent: index of the last line that was not indented and is no comment; NO_PARENT if it was bad or there is none
 * counts: what the limited words have come to
 * seen:   bits of PQ_WORD_IN for the words that stand at the top, and in the parent
 */
struct parser {
	struct pq_text text;
	struct pq_scenario *scenario;
	uint32_t parent;
	uint32_t counts[PQ_WORD_LIMIT_COUNT];
	uint64_t seen[2];
};

static const struct {
	uint32_t max;
	const char *what;
} limits[PQ_WORD_LIMIT_COUNT] = {
	[PQ_WORD_MAX_REQUESTS] = { PQ_MAX_REQUESTS, " requests (PQ_MAX_REQUESTS)" },
	[PQ_WORD_MAX_ANSWERS] = { PQ_MAX_ANSWERS, " answers (PQ_MAX_ANSWERS)" },
	[PQ_WORD_MAX_COOKIES] = { PQ_MAX_COOKIE_LINES, " cookie lines (PQ_MAX_COOKIE_LINES)" },
	[PQ_WORD_MAX_LOGINS] = { PQ_MAX_LOGINS, " login lines (PQ_MAX_LOGINS)" },
	[PQ_WORD_MAX_HEADERS] = { PQ_MAX_HEADERS, " headers in one request (PQ_MAX_HEADERS)" },
	[PQ_WORD_MAX_ENTRIES] = { PQ_MAX_ENTRIES, " fields and files in one request (PQ_MAX_ENTRIES)" },
	[PQ_WORD_MAX_MESSAGES] = { PQ_MAX_MESSAGES, " messages and protocols in one request (PQ_MAX_MESSAGES)" },
};

static size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

static struct pq_line *next_line(struct parser *parser)
{
	struct pq_scenario *s = parser->scenario;

	return s->line_count < min_size(s->line_cap, PQ_MAX_LINES) ? &s->lines[s->line_count] : NULL;
}

static struct pq_arg *next_arg(struct parser *parser)
{
	struct pq_scenario *s = parser->scenario;

	return s->arg_count < min_size(s->arg_cap, PQ_MAX_ARGS) ? &s->args[s->arg_count] : NULL;
}

static enum pq_err fail_lines(const struct parser *parser)
{
	return pq_text_fail_limit(&parser->text, parser->text.line_start,
				  min_size(parser->scenario->line_cap, PQ_MAX_LINES), " lines (PQ_MAX_LINES)");
}

static enum pq_err fail_args(const struct parser *parser)
{
	return pq_text_fail_limit(&parser->text, parser->text.at, min_size(parser->scenario->arg_cap, PQ_MAX_ARGS),
				  " arguments (PQ_MAX_ARGS)");
}

/* Names the words that may stand in the given place. */
static enum pq_err fail_place(const struct parser *parser, size_t at, uint64_t place)
{
	struct pq_view names[PQ_WORD_COUNT];
	size_t count = 0;

	if (!parser->text.diag)
		return PQ_ERR_SYNTAX;
	for (size_t word = PQ_WORD_COMMENT + 1; word < PQ_WORD_COUNT; word++)
		if (pq_word_rows[word].parents & place)
			names[count++] = pq_view_str(pq_word_rows[word].name);
	if (count == 0)
		return pq_text_fail(&parser->text, PQ_ERR_SYNTAX, parser->text.line_start,
				    "no indentation: the line above has no parts");
	return pq_text_fail_names(&parser->text, at, names, count);
}

static enum pq_err read_name(struct pq_text *text, const struct pq_arg_spec *spec, struct pq_arg *out)
{
	size_t start = text->at;
	size_t index;
	enum pq_err err = pq_text_name(text, spec->names, spec->name_count, &index);

	if (err)
		return err;
	out->bytes = pq_view_slice(text->text, start, text->at);
	out->number = (uint32_t)index;
	return PQ_ERR_OK;
}

static enum pq_err read_number(struct pq_text *text, const struct pq_arg_spec *spec, struct pq_arg *out)
{
	size_t start = text->at;
	uint64_t n;
	enum pq_err err = pq_text_number(text, spec->expected, spec->min, spec->max, &n);

	if (err)
		return err;
	out->bytes = pq_view_slice(text->text, start, text->at);
	out->number = (uint32_t)n;
	return PQ_ERR_OK;
}

static enum pq_err read_bytes(struct pq_text *text, const struct pq_arg_spec *spec, struct pq_arg *out)
{
	size_t start = text->at;
	struct pq_address address;
	enum pq_err err = pq_text_bytes(text, spec->expected, &out->bytes);

	if (err)
		return err;
	out->number = 0;
	if (spec->kind == PQ_ARG_RULE) {
		out->number = pq_rule_by_name(out->bytes);
		if (out->number == PQ_RULE_NONE)
			return pq_text_fail(text, PQ_ERR_SYNTAX, start, spec->expected);
	}
	if (spec->kind == PQ_ARG_ADDRESS && !pq_address_parse(out->bytes, &address))
		return pq_text_fail(text, PQ_ERR_SYNTAX, start, spec->expected);
	return PQ_ERR_OK;
}

static enum pq_err read_bare(struct pq_text *text, const struct pq_arg_spec *spec, struct pq_arg *out)
{
	out->number = 0;
	return pq_text_word(text, spec->expected, &out->bytes);
}

static enum pq_err read_arg(struct pq_text *text, const struct pq_arg_spec *spec, struct pq_arg *out)
{
	switch (spec->kind) {
	case PQ_ARG_NAME:
		return read_name(text, spec, out);
	case PQ_ARG_NUMBER:
		return read_number(text, spec, out);
	case PQ_ARG_WORD:
		return read_bare(text, spec, out);
	default:
		return read_bytes(text, spec, out);
	}
}

/* Takes the arguments of `word` up to the end of the line. */
static enum pq_err read_args(struct parser *parser, enum pq_word word)
{
	struct pq_scenario *s = parser->scenario;
	const struct pq_arg *first = s->args + s->arg_count;
	const struct pq_arg_spec *spec;

	for (size_t i = 0; (spec = pq_word_arg(word, i, first)); i++) {
		struct pq_arg *arg = next_arg(parser);
		enum pq_err err;

		pq_text_skip_blanks(&parser->text);
		if (spec->optional && pq_text_at_line_end(&parser->text))
			break;
		if (!arg)
			return fail_args(parser);
		err = read_arg(&parser->text, spec, arg);
		if (err)
			return err;
		s->arg_count++;
	}
	return pq_text_line_end(&parser->text);
}

static uint64_t place_of(const struct parser *parser, bool indented)
{
	return indented ? PQ_WORD_IN(parser->scenario->lines[parser->parent].word) : PQ_WORD_TOP;
}

/* The word at the reader, if it may stand in that place. */
static enum pq_err read_word(struct parser *parser, uint64_t place, enum pq_word *out)
{
	size_t start = parser->text.at;
	struct pq_view name;
	enum pq_word word;
	enum pq_err err = pq_text_word(&parser->text, "a word", &name);

	if (err)
		return err;
	word = pq_word_find(name);
	if (!(pq_word_rows[word].parents & place))
		word = pq_word_rows[word].same;
	if (word == PQ_WORD_COMMENT || !(pq_word_rows[word].parents & place))
		return fail_place(parser, start, place);
	*out = word;
	return PQ_ERR_OK;
}

/* Refuses a word that a line before it excludes, and one that is over its limit. */
static enum pq_err check_earlier(const struct parser *parser, enum pq_word word, bool indented, size_t at)
{
	uint64_t excluding = parser->seen[indented] & pq_word_rows[word].excludes;
	enum pq_word_limit limit = pq_word_rows[word].limit;

	if (excluding & PQ_WORD_IN(word))
		return pq_text_fail(&parser->text, PQ_ERR_SYNTAX, at, "this word only once");
	if (excluding)
		return pq_text_fail(&parser->text, PQ_ERR_SYNTAX, at,
				    "one kind of body: text, binary, blob, params, or fields and files");
	if (limit != PQ_WORD_UNLIMITED && parser->counts[limit] == limits[limit].max)
		return pq_text_fail_limit(&parser->text, parser->text.line_start, limits[limit].max,
					  limits[limit].what);
	return PQ_ERR_OK;
}

/* Counts comments that stand before the next line, without indentation, among the parts of the parent. */
static void adopt_comments(struct parser *parser)
{
	struct pq_line *lines = parser->scenario->lines;

	for (size_t i = parser->scenario->line_count; i-- > 0 && lines[i].parent != parser->parent;)
		lines[i].parent = parser->parent;
}

/* Appends a line over the arguments from first_arg on. */
static void add_line(struct parser *parser, enum pq_word word, bool indented, size_t first_arg)
{
	struct pq_scenario *s = parser->scenario;
	struct pq_line *line = &s->lines[s->line_count];

	if (indented)
		adopt_comments(parser);
	line->word = word;
	line->parent = indented ? parser->parent : (uint32_t)s->line_count;
	line->text_line = (uint32_t)parser->text.line;
	line->argc = (uint32_t)(s->arg_count - first_arg);
	line->args = s->args + first_arg;
	s->line_count++;
}

/* Comments and empty lines; one that is indented belongs to the parent, if there is one. */
static enum pq_err read_comment(struct parser *parser, bool indented)
{
	struct pq_scenario *s = parser->scenario;
	struct pq_arg *arg = next_arg(parser);

	if (!next_line(parser))
		return fail_lines(parser);
	if (!arg)
		return fail_args(parser);
	indented = indented && parser->parent != NO_PARENT && !pq_text_at_line_end(&parser->text);
	arg->bytes = pq_text_rest(&parser->text);
	arg->number = 0;
	s->arg_count++;
	add_line(parser, PQ_WORD_COMMENT, indented, s->arg_count - 1);
	return PQ_ERR_OK;
}

/* What is counted and seen within a parent begins anew with its first line. */
static void begin_parent(struct parser *parser)
{
	parser->parent = (uint32_t)(parser->scenario->line_count - 1);
	parser->counts[PQ_WORD_MAX_HEADERS] = 0;
	parser->counts[PQ_WORD_MAX_ENTRIES] = 0;
	parser->counts[PQ_WORD_MAX_MESSAGES] = 0;
	parser->seen[true] = 0;
}

/* A line that is no comment; the reader stands at its word. */
static enum pq_err read_statement(struct parser *parser, bool indented)
{
	size_t first_arg = parser->scenario->arg_count;
	size_t start = parser->text.at;
	enum pq_word word = PQ_WORD_COMMENT;
	enum pq_err err;

	if (indented && parser->parent == NO_PARENT)
		return pq_text_fail(&parser->text, PQ_ERR_SYNTAX, parser->text.line_start,
				    "no indentation: no line above has parts");
	err = read_word(parser, place_of(parser, indented), &word);
	if (!err)
		err = check_earlier(parser, word, indented, start);
	if (err)
		return err;
	if (!next_line(parser))
		return fail_lines(parser);
	err = read_args(parser, word);
	if (err)
		return err;
	add_line(parser, word, indented, first_arg);
	parser->counts[pq_word_rows[word].limit]++;
	parser->seen[indented] |= PQ_WORD_IN(word);
	if (!indented)
		begin_parent(parser);
	return PQ_ERR_OK;
}

/* One line; the stores are as before if it fails. */
static enum pq_err read_line(struct parser *parser)
{
	struct pq_scenario *s = parser->scenario;
	size_t args = s->arg_count;
	size_t bytes = s->bytes.len;
	size_t indent = pq_text_skip_blanks(&parser->text);
	enum pq_err err;

	if (pq_text_at_line_end(&parser->text) || pq_text_peek(&parser->text) == '#')
		return read_comment(parser, indent > 0);
	if (indent == 0 || indent == 2)
		err = read_statement(parser, indent > 0);
	else
		err = pq_text_fail(&parser->text, PQ_ERR_SYNTAX, parser->text.line_start,
				   "no indentation, or two blanks");
	if (err) {
		s->arg_count = args;
		s->bytes.len = bytes;
		if (indent == 0)
			parser->parent = NO_PARENT;
	}
	return err;
}

static void empty(struct pq_scenario *scenario)
{
	scenario->line_count = 0;
	scenario->arg_count = 0;
	pq_buf_reset(&scenario->bytes);
}

void pq_scenario_init(struct pq_scenario *scenario, struct pq_line *lines, size_t line_cap, struct pq_arg *args,
		      size_t arg_cap, void *bytes, size_t bytes_cap)
{
	scenario->lines = lines;
	scenario->line_cap = line_cap;
	scenario->args = args;
	scenario->arg_cap = arg_cap;
	pq_buf_init(&scenario->bytes, bytes, min_size(bytes_cap, PQ_MAX_SCENARIO_BYTES));
	empty(scenario);
}

static enum pq_err read_lines(struct parser *parser)
{
	while (!pq_text_at_end(&parser->text)) {
		enum pq_err err = read_line(parser);

		if (err && !parser->text.lenient)
			return err;
		pq_text_next_line(&parser->text);
	}
	return PQ_ERR_OK;
}

enum pq_err pq_scenario_parse(struct pq_scenario *scenario, struct pq_view text, enum pq_reading reading,
			      struct pq_diag *diag)
{
	static const struct pq_view format = PQ_VIEW("pratique-scenario");
	static const struct pq_view version = PQ_VIEW("1");
	struct parser parser;
	enum pq_err err;

	empty(scenario);
	parser.scenario = scenario;
	parser.parent = NO_PARENT;
	memset(parser.counts, 0, sizeof(parser.counts));
	memset(parser.seen, 0, sizeof(parser.seen));
	pq_text_init(&parser.text, pq_view_slice(text, 0, PQ_MAX_SCENARIO_TEXT), &scenario->bytes,
		     reading == PQ_READING_STRICT ? diag : NULL);
	parser.text.lenient = reading == PQ_READING_LENIENT;
	parser.text.pool_limit = "fewer bytes in escapes and fills (PQ_MAX_SCENARIO_BYTES)";
	err = pq_text_header(&parser.text, format, version);
	if (err && !parser.text.lenient)
		return err;
	if (text.len > PQ_MAX_SCENARIO_TEXT && !parser.text.lenient)
		return pq_diag_set(diag, PQ_ERR_LIMIT, 0, 0, "at most 4194304 bytes of text (PQ_MAX_SCENARIO_TEXT)");
	err = read_lines(&parser);
	if (err)
		empty(scenario);
	return err;
}

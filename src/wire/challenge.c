/* SPDX-License-Identifier: MIT */
/*
 * Theory of operation. Commas part both challenges and their parameters, so
 * that only what follows a token tells which it is: "token =" is a parameter
 * of the challenge under way, any other token begins a challenge. What follows
 * a scheme and a space is token68 if it is that up to the next comma.
 */
#include "wire/challenge.h"

#include "base/ascii.h"

/*
 * at:    index of the next byte
 * under_way: challenge to which parameters belong; NULL if none may come
 * names: of its parameters so far
 */
struct reader {
	struct pq_view value;
	size_t at;
	struct pq_challenges *list;
	struct pq_challenge *under_way;
	struct pq_view names[PQ_MAX_CHALLENGE_PARAMS];
	size_t name_count;
};

static bool is_next(const struct reader *reader, unsigned char c)
{
	return reader->at < reader->value.len && reader->value.data[reader->at] == c;
}

/* OWS and BWS (RFC 9110 5.6.3). */
static void skip_space(struct reader *reader)
{
	while (is_next(reader, ' ') || is_next(reader, '\t'))
		reader->at++;
}

/* Empty list elements are ignored (RFC 9110 5.6.1.2). */
static void skip_separators(struct reader *reader)
{
	skip_space(reader);
	while (is_next(reader, ',')) {
		reader->at++;
		skip_space(reader);
	}
}

static bool at_separator(const struct reader *reader)
{
	return reader->at == reader->value.len || is_next(reader, ',');
}

static enum pq_err end_element(struct reader *reader)
{
	skip_space(reader);
	return at_separator(reader) ? PQ_ERR_OK : PQ_ERR_SYNTAX;
}

/* Empty if there is none. */
static struct pq_view take_token(struct reader *reader)
{
	size_t from = reader->at;

	while (reader->at < reader->value.len && pq_ascii_is(reader->value.data[reader->at], PQ_ASCII_TOKEN))
		reader->at++;
	return pq_view_slice(reader->value, from, reader->at);
}

/* BWS "=" BWS; stays where it is if there is no "=". */
static bool take_equals(struct reader *reader)
{
	size_t from = reader->at;

	skip_space(reader);
	if (!is_next(reader, '=')) {
		reader->at = from;
		return false;
	}
	reader->at++;
	skip_space(reader);
	return true;
}

static bool is_token68(unsigned char c)
{
	static const struct pq_view marks = PQ_VIEW("-._~+/");

	return pq_ascii_is(c, PQ_ASCII_ALPHA | PQ_ASCII_DIGIT) || pq_view_find(marks, c, 0) < marks.len;
}

/* token68 (RFC 9110 11.2) as a whole element; stays where it is if there is none. */
static bool take_token68(struct reader *reader)
{
	size_t from = reader->at;
	bool some;

	while (reader->at < reader->value.len && is_token68(reader->value.data[reader->at]))
		reader->at++;
	some = reader->at > from;
	while (is_next(reader, '='))
		reader->at++;
	skip_space(reader);
	if (some && at_separator(reader))
		return true;
	reader->at = from;
	return false;
}

/* HTAB, SP, VCHAR or obs-text: what may stand in quotes or behind a backslash (RFC 9110 5.6.4). */
static bool is_quotable(unsigned char c)
{
	return c == '\t' || (c >= ' ' && c != 0x7f);
}

/* Behind the opening quote, up to and with the closing one. */
static enum pq_err take_quoted(struct reader *reader, struct pq_view *out)
{
	struct pq_buf *text = reader->list->text;
	size_t mark = text->len;

	for (; reader->at < reader->value.len; reader->at++) {
		if (is_next(reader, '"')) {
			reader->at++;
			*out = pq_buf_since(text, mark);
			return PQ_ERR_OK;
		}
		if (is_next(reader, '\\') && ++reader->at == reader->value.len)
			break;
		if (!is_quotable(reader->value.data[reader->at]))
			break;
		pq_buf_add_byte(text, reader->value.data[reader->at]);
	}
	return PQ_ERR_SYNTAX;
}

static enum pq_err take_value(struct reader *reader, struct pq_view *out)
{
	struct pq_view token;

	if (is_next(reader, '"')) {
		reader->at++;
		return take_quoted(reader, out);
	}
	token = take_token(reader);
	if (token.len == 0)
		return PQ_ERR_SYNTAX;
	*out = pq_buf_keep(reader->list->text, token);
	return PQ_ERR_OK;
}

static void set_realm(struct pq_challenge *challenge, struct pq_view value)
{
	challenge->given |= PQ_GIVEN_REALM;
	challenge->realm = value;
}

static void set_nonce(struct pq_challenge *challenge, struct pq_view value)
{
	challenge->given |= PQ_GIVEN_NONCE;
	challenge->nonce = value;
}

static void set_opaque(struct pq_challenge *challenge, struct pq_view value)
{
	challenge->given |= PQ_GIVEN_OPAQUE;
	challenge->opaque = value;
}

static void set_algorithm(struct pq_challenge *challenge, struct pq_view value)
{
	static const struct pq_view names[PQ_AUTH_ALGORITHM_UNKNOWN] = {
		[PQ_AUTH_MD5] = PQ_VIEW("MD5"),
		[PQ_AUTH_MD5_SESS] = PQ_VIEW("MD5-sess"),
		[PQ_AUTH_SHA_256] = PQ_VIEW("SHA-256"),
		[PQ_AUTH_SHA_256_SESS] = PQ_VIEW("SHA-256-sess"),
	};
	unsigned int i = 0;

	while (i < PQ_AUTH_ALGORITHM_UNKNOWN && !pq_ascii_eq_nocase(names[i], value))
		i++;
	challenge->given |= PQ_GIVEN_ALGORITHM;
	challenge->algorithm = (enum pq_auth_algorithm)i;
}

/* A list of tokens; those that are not known are ignored (RFC 7616 3.3). */
static void set_qop(struct pq_challenge *challenge, struct pq_view value)
{
	struct reader options = { .value = value };

	challenge->given |= PQ_GIVEN_QOP;
	for (skip_separators(&options); options.at < value.len; skip_separators(&options)) {
		struct pq_view option = take_token(&options);

		if (option.len == 0 || end_element(&options) != PQ_ERR_OK)
			return;
		if (pq_ascii_eq_nocase(option, pq_view_str("auth")))
			challenge->given |= PQ_GIVEN_QOP_AUTH;
		if (pq_ascii_eq_nocase(option, pq_view_str("auth-int")))
			challenge->given |= PQ_GIVEN_QOP_AUTH_INT;
	}
}

static void set_stale(struct pq_challenge *challenge, struct pq_view value)
{
	challenge->stale = pq_ascii_eq_nocase(value, pq_view_str("true"));
}

static void set_userhash(struct pq_challenge *challenge, struct pq_view value)
{
	challenge->userhash = pq_ascii_eq_nocase(value, pq_view_str("true"));
}

/* Parameters without a row mean nothing here. */
static void set_param(struct pq_challenge *challenge, struct pq_view name, struct pq_view value)
{
	static const struct {
		struct pq_view name;
		void (*set)(struct pq_challenge *challenge, struct pq_view value);
	} rows[] = {
		{ PQ_VIEW("realm"), set_realm },       { PQ_VIEW("nonce"), set_nonce },
		{ PQ_VIEW("opaque"), set_opaque },     { PQ_VIEW("algorithm"), set_algorithm },
		{ PQ_VIEW("qop"), set_qop },           { PQ_VIEW("stale"), set_stale },
		{ PQ_VIEW("userhash"), set_userhash },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (pq_ascii_eq_nocase(rows[i].name, name))
			rows[i].set(challenge, value);
}

/* "each parameter name MUST only occur once per challenge" (RFC 9110 11.2), in any case of its letters. */
static enum pq_err note_name(struct reader *reader, struct pq_view name)
{
	for (size_t i = 0; i < reader->name_count; i++)
		if (pq_ascii_eq_nocase(reader->names[i], name))
			return PQ_ERR_SYNTAX;
	if (reader->name_count == PQ_MAX_CHALLENGE_PARAMS)
		return PQ_ERR_LIMIT;
	reader->names[reader->name_count++] = name;
	return PQ_ERR_OK;
}

/* What follows "name =". */
static enum pq_err read_param(struct reader *reader, struct pq_view name)
{
	struct pq_view value = { NULL, 0 };
	enum pq_err err = reader->under_way ? note_name(reader, name) : PQ_ERR_SYNTAX;

	if (err == PQ_ERR_OK)
		err = take_value(reader, &value);
	if (err == PQ_ERR_OK)
		err = end_element(reader);
	if (err == PQ_ERR_OK)
		set_param(reader->under_way, name, value);
	return err;
}

static enum pq_err begin_challenge(struct reader *reader, struct pq_view scheme)
{
	struct pq_challenges *list = reader->list;

	if (list->count == PQ_MAX_CHALLENGES)
		return PQ_ERR_LIMIT;
	reader->under_way = &list->items[list->count++];
	reader->name_count = 0;
	*reader->under_way = (struct pq_challenge){ .scheme = PQ_AUTH_UNKNOWN };
	if (pq_ascii_eq_nocase(scheme, pq_view_str("Basic")))
		reader->under_way->scheme = PQ_AUTH_BASIC;
	else if (pq_ascii_eq_nocase(scheme, pq_view_str("Digest")))
		reader->under_way->scheme = PQ_AUTH_DIGEST;
	return PQ_ERR_OK;
}

/* What follows the scheme: nothing, or a space and token68 or the first parameter. */
static enum pq_err read_challenge(struct reader *reader)
{
	struct pq_view name;

	if (!is_next(reader, ' ')) {
		reader->under_way = NULL;
		return end_element(reader);
	}
	skip_space(reader);
	if (at_separator(reader))
		return PQ_ERR_OK;
	if (take_token68(reader)) {
		reader->under_way = NULL;
		return PQ_ERR_OK;
	}
	name = take_token(reader);
	if (name.len == 0 || !take_equals(reader))
		return PQ_ERR_SYNTAX;
	return read_param(reader, name);
}

static enum pq_err read_element(struct reader *reader)
{
	struct pq_view token = take_token(reader);
	enum pq_err err;

	if (token.len == 0)
		return PQ_ERR_SYNTAX;
	if (take_equals(reader))
		return read_param(reader, token);
	err = begin_challenge(reader, token);
	return err ? err : read_challenge(reader);
}

void pq_challenges_init(struct pq_challenges *list, struct pq_buf *text)
{
	list->count = 0;
	list->text = text;
}

enum pq_err pq_challenges_read(struct pq_challenges *list, struct pq_view value)
{
	struct reader reader = { .value = value, .list = list };
	size_t count = list->count;
	size_t mark = list->text->len;
	enum pq_err err = value.len > PQ_MAX_CHALLENGE_FIELD ? PQ_ERR_LIMIT : PQ_ERR_OK;

	skip_separators(&reader);
	while (err == PQ_ERR_OK && reader.at < value.len) {
		err = read_element(&reader);
		skip_separators(&reader);
	}
	if (err == PQ_ERR_OK && !pq_buf_ok(list->text))
		err = PQ_ERR_NO_SPACE;
	if (err != PQ_ERR_OK) {
		list->count = count;
		list->text->len = mark;
	}
	return err;
}

/* SPDX-License-Identifier: MIT */
/* One argument changes as its meaning wants. The meaning is that of words.c, which tells in words what it expects. */
#include "mutator/parts.h"

#include "base/ascii.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

typedef struct pq_view (*changer)(struct pq_mutator *m, struct pq_view v);

/* What a builder of values appends to the pool. */
static struct pq_view built(struct pq_mutator *m,
			    void (*build)(const struct pq_values *values, struct pq_random *random, struct pq_buf *out))
{
	size_t mark = m->pool.len;

	build(&m->values, &m->random, &m->pool);
	return pq_buf_since(&m->pool, mark);
}

static struct pq_view change_method(struct pq_mutator *m, struct pq_view v)
{
	return pq_random_one_in(&m->random, 4) ? pq_change_text(m, v) : built(m, pq_values_method);
}

static struct pq_view change_name(struct pq_mutator *m, struct pq_view v)
{
	return pq_random_one_in(&m->random, 3) ? pq_change_text(m, v) : built(m, pq_values_name);
}

static struct pq_view change_value(struct pq_mutator *m, struct pq_view v)
{
	return pq_random_one_in(&m->random, 2) ? pq_change_text(m, v) : built(m, pq_values_value);
}

static struct pq_view change_host(struct pq_mutator *m, struct pq_view v)
{
	return pq_random_one_in(&m->random, 4) ? pq_change_text(m, v) : pq_some_host(m);
}

static struct pq_view change_address(struct pq_mutator *m, struct pq_view v)
{
	static const char *const addresses[] = { "20.0.0.1", "20.0.0.2",        "127.0.0.1", "10.0.0.1",
						 "::1",      "::ffff:20.0.0.1", "0.0.0.0" };

	(void)v;
	return pq_view_str(addresses[pq_random_below(&m->random, COUNT(addresses))]);
}

/* Whether a run of digits begins there. */
static bool digits_begin(struct pq_view v, size_t at)
{
	return pq_ascii_is(v.data[at], PQ_ASCII_DIGIT) && (at == 0 || !pq_ascii_is(v.data[at - 1], PQ_ASCII_DIGIT));
}

/* Index of the run of digits that comes first at or after a place by chance, from the beginning if need be. */
static size_t some_digits(struct pq_mutator *m, struct pq_view v)
{
	size_t from = pq_random_below(&m->random, v.len);

	for (size_t i = 0; i < v.len; i++)
		if (digits_begin(v, (from + i) % v.len))
			return (from + i) % v.len;
	return v.len;
}

/* A number in a text becomes a port, another number, or, where a comma follows, the high half of a port. */
static struct pq_view change_number_in(struct pq_mutator *m, struct pq_view v)
{
	size_t at = some_digits(m, v), end = at, mark = m->pool.len;
	uint16_t port = pq_values_port(&m->values, &m->random);
	size_t second;

	while (end < v.len && pq_ascii_is(v.data[end], PQ_ASCII_DIGIT))
		end++;
	second = end + 1;
	while (second < v.len && pq_ascii_is(v.data[second], PQ_ASCII_DIGIT))
		second++;
	pq_buf_add(&m->pool, pq_view_slice(v, 0, at));
	if (end < v.len && v.data[end] == ',' && second > end + 1) {
		pq_buf_add_u64(&m->pool, port / 256u + (pq_random_one_in(&m->random, 6) ? 256 : 0));
		pq_buf_add_byte(&m->pool, ',');
		pq_buf_add_u64(&m->pool, port % 256u);
		end = second;
	} else if (pq_random_one_in(&m->random, 4)) {
		pq_buf_add_u64(&m->pool, pq_random_below(&m->random, 600));
	} else {
		pq_values_spell_port(port, &m->random, &m->pool);
	}
	pq_buf_add(&m->pool, pq_view_from(v, end));
	return pq_buf_since(&m->pool, mark);
}

/* A line of a response head is put in behind its first one. */
static struct pq_view add_head_line(struct pq_mutator *m, struct pq_view v)
{
	static const char *const lines[] = { "Alt-Svc: http%2F1.1=\":",
					     "Alt-Svc: clear\r\n",
					     "Set-Cookie: k=v\r\n",
					     "Connection: close\r\n",
					     "Connection: keep-alive\r\n",
					     "Transfer-Encoding: chunked\r\n",
					     "Content-Length: 0\r\n",
					     "Access-Control-Allow-Origin: *\r\n",
					     "Access-Control-Allow-Headers: *\r\n",
					     "Location: " };
	size_t at = pq_view_find(v, '\n', 0), mark = m->pool.len;
	const char *line = lines[pq_random_below(&m->random, COUNT(lines))];

	if (at == v.len)
		return pq_change_text(m, v);
	pq_buf_add(&m->pool, pq_view_slice(v, 0, at + 1));
	pq_buf_add_str(&m->pool, line);
	if (line[strlen(line) - 1] == ':') {
		pq_values_port_text(&m->values, &m->random, &m->pool);
		pq_buf_add_str(&m->pool, "\"\r\n");
	} else if (line[strlen(line) - 1] == ' ') {
		unsigned char url[512];
		struct pq_buf copy = { url, 0, sizeof(url), false };
		size_t before = m->pool.len;

		pq_buf_add(&copy, pq_fresh_url(m, "http"));
		m->pool.len = before;
		pq_buf_add(&m->pool, pq_buf_view(&copy));
		pq_buf_add_str(&m->pool, "\r\n");
	}
	pq_buf_add(&m->pool, pq_view_from(v, at + 1));
	return pq_buf_since(&m->pool, mark);
}

/* What a server says. */
static struct pq_view change_reply(struct pq_mutator *m, struct pq_view v)
{
	size_t choice = pq_random_below(&m->random, 8);

	if (choice < 3 && v.len > 0 && some_digits(m, v) < v.len)
		return change_number_in(m, v);
	if (choice < 6 && pq_view_starts(v, pq_view_str("HTTP/")))
		return add_head_line(m, v);
	return pq_change_text(m, v);
}

/* Names of a form, bodies, messages: what is around them must hold whatever they are. */
static struct pq_view change_bytes(struct pq_mutator *m, struct pq_view v)
{
	struct pq_view boundary;
	size_t mark = m->pool.len;

	if (m->echoed && pq_random_one_in(&m->random, 3)) {
		boundary = pq_echo_boundary(m->echo, &m->random);
		if (boundary.len > 0) {
			pq_buf_add(&m->pool, boundary);
			return pq_buf_since(&m->pool, mark);
		}
	}
	if (v.len > 0 && pq_random_one_in(&m->random, 6) && some_digits(m, v) < v.len)
		return change_number_in(m, v);
	return pq_change_text(m, v);
}

/* By what words.c says that it expects. */
static const struct {
	const char *expected;
	changer change;
} changers[] = {
	{ "a URL", pq_change_url },     { "a Location", pq_change_url },
	{ "an origin", pq_change_url }, { "a method", change_method },
	{ "a host", change_host },      { "a name", change_name },
	{ "a value", change_value },    { "an IPv4 or IPv6 address", change_address },
};

/* Of a form names and values are bytes like others; of an answer, bytes are what a server says. */
static changer changer_of(enum pq_word word, const struct pq_arg_spec *spec)
{
	if (word == PQ_WORD_REPLY || word == PQ_WORD_GREET)
		return change_reply;
	if (word == PQ_WORD_FIELD || word == PQ_WORD_FILE || word == PQ_WORD_PARAM)
		return change_bytes;
	for (size_t i = 0; i < COUNT(changers); i++)
		if (spec->expected && strcmp(spec->expected, changers[i].expected) == 0)
			return changers[i].change;
	return change_bytes;
}

static uint32_t change_number(struct pq_mutator *m, const struct pq_arg_spec *spec, uint32_t number)
{
	uint64_t next;

	switch (pq_random_below(&m->random, 4)) {
	case 0:
		next = number + UINT64_C(1);
		break;
	case 1:
		next = spec->min + pq_random_below(&m->random, (size_t)(spec->max - spec->min) + 1);
		break;
	default:
		next = spec->max == UINT16_MAX ? pq_values_port(&m->values, &m->random)
					       : spec->min + pq_random_below(&m->random, 512);
	}
	return next < spec->min || next > spec->max ? spec->min : (uint32_t)next;
}

/* The statuses that mean something to a client. */
static uint32_t some_status(struct pq_mutator *m)
{
	static const uint16_t statuses[] = { 301, 302, 303, 307, 308, 304, 401, 421 };

	return statuses[pq_random_below(&m->random, COUNT(statuses))];
}

bool pq_change_argument(struct pq_mutator *m, size_t at, size_t index)
{
	struct pq_draft_line *line = &m->draft.lines[at];
	const struct pq_arg_spec *spec = pq_word_arg(line->word, index, line->args);
	struct pq_arg *arg = &line->args[index];

	if (!spec || spec->kind == PQ_ARG_WORD || spec->kind == PQ_ARG_RULE)
		return false;
	if (spec->kind == PQ_ARG_NAME)
		arg->number = (uint32_t)pq_random_below(&m->random, spec->name_count);
	else if (line->word == PQ_WORD_REDIRECT && index == 0)
		arg->number = some_status(m);
	else if (spec->kind == PQ_ARG_NUMBER)
		arg->number = change_number(m, spec, arg->number);
	else
		arg->bytes = changer_of(line->word, spec)(m, arg->bytes);
	return true;
}

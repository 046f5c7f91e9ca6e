/* SPDX-License-Identifier: MIT */
#include "mutator/parts.h"

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define PLAIN_SHARE 16 /* one in so many inputs is changed as plain bytes */
#define MORE_SHARE 4   /* after one operation, one in so many is followed by another */

/* Short inputs make fast fuzzing: nothing grows beyond these, and what is longer only shrinks. */
#define GROWN_BYTES 512
#define GROWN_LINES 16

enum pq_mutator_kind pq_mutator_kind_of(const char *target)
{
	static const struct {
		const char *name;
		enum pq_mutator_kind kind;
	} targets[] = {
		{ "scenario", PQ_MUTATOR_SCENARIO }, { "libcurl", PQ_MUTATOR_SCENARIO },
		{ "libsoup", PQ_MUTATOR_SCENARIO },  { "port", PQ_MUTATOR_AUTHORITY },
		{ "header", PQ_MUTATOR_HEADERS },
	};

	for (size_t i = 0; i < COUNT(targets); i++)
		if (strcmp(targets[i].name, target) == 0)
			return targets[i].kind;
	return PQ_MUTATOR_COUNT;
}

static void open_reader(struct pq_reader *reader)
{
	pq_scenario_init(&reader->scenario, reader->lines, PQ_READER_LINES, reader->args, PQ_READER_ARGS, reader->bytes,
			 PQ_READER_BYTES);
}

struct pq_mutator *pq_mutator_open(enum pq_mutator_kind kind)
{
	struct pq_mutator *m = malloc(sizeof(*m));

	if (!m)
		return NULL;
	m->kind = kind;
	m->said[0] = '\0';
	m->structured = false;
	open_reader(&m->input);
	open_reader(&m->other);
	open_reader(&m->trim.reader);
	m->echo = pq_values_open(&m->values) ? pq_echo_open() : NULL;
	if (m->echo)
		return m;
	free(m);
	return NULL;
}

void pq_mutator_close(struct pq_mutator *m)
{
	pq_echo_close(m->echo);
	free(m);
}

void pq_reader_read(struct pq_reader *reader, struct pq_view text)
{
	text = pq_view_slice(text, 0, sizeof(reader->text));
	if (text.len > 0)
		memcpy(reader->text, text.data, text.len);
	pq_scenario_parse(&reader->scenario, pq_view(reader->text, text.len), PQ_READING_LENIENT, NULL);
}

void pq_mutator_say(struct pq_mutator *m, const char *name)
{
	size_t len = strlen(m->said), more = strlen(name);

	if (len + more + 2 > sizeof(m->said))
		return;
	if (len > 0)
		m->said[len++] = '+';
	memcpy(m->said + len, name, more + 1);
}

const char *pq_describe(const struct pq_mutator *m)
{
	return m->said;
}

bool pq_mutator_was_structured(const struct pq_mutator *m)
{
	return m->structured;
}

static void begin(struct pq_mutator *m, uint64_t seed)
{
	m->random.state = seed;
	m->said[0] = '\0';
	m->echoed = false;
	m->structured = true;
	m->draft.count = 0;
	pq_buf_init(&m->pool, m->pool_bytes, sizeof(m->pool_bytes));
}

static size_t plain(struct pq_mutator *m, uint8_t *bytes, size_t len, size_t cap)
{
	m->structured = false;
	m->said[0] = '\0';
	pq_mutator_say(m, "plain");
	return pq_plain(&m->random, bytes, len, cap);
}

static void drop_block(struct pq_mutator *m)
{
	size_t at = pq_draft_block_of(&m->draft, pq_random_below(&m->random, m->draft.count));

	pq_draft_remove(&m->draft, at, pq_draft_end_of(&m->draft, at) - at);
}

/* Prints the draft, without as many blocks as it takes to fit; 0 if it comes to nothing. */
static size_t print(struct pq_mutator *m, size_t cap)
{
	while (m->draft.count > 0) {
		struct pq_buf out = { m->out, 0, cap < sizeof(m->out) ? cap : sizeof(m->out), false };

		pq_draft_print(&m->draft, &out);
		if (pq_buf_ok(&out))
			return out.len;
		drop_block(m);
	}
	return 0;
}

/* Keeps what came of an input of len bytes short. */
static size_t print_grown(struct pq_mutator *m, size_t len, size_t cap)
{
	size_t most = len > GROWN_BYTES ? len : GROWN_BYTES;

	while (m->draft.count > GROWN_LINES)
		drop_block(m);
	return print(m, most < cap ? most : cap);
}

/* The result goes into the caller's bytes; nothing new is changed as plain bytes. */
static size_t finish(struct pq_mutator *m, uint8_t *bytes, size_t len, size_t cap, size_t made)
{
	if (made == 0 || made > cap || pq_view_eq(pq_view(m->out, made), pq_view(bytes, len)))
		return plain(m, bytes, len, cap);
	memcpy(bytes, m->out, made);
	return made;
}

static size_t mutate_scenario(struct pq_mutator *m, struct pq_view input, size_t cap)
{
	pq_reader_read(&m->input, input);
	pq_draft_take(&m->draft, &m->input.scenario);
	do
		pq_operate(m);
	while (pq_random_one_in(&m->random, MORE_SHARE));
	return print_grown(m, input.len, cap);
}

size_t pq_mutate(struct pq_mutator *m, uint8_t *bytes, size_t len, size_t cap, uint64_t seed)
{
	struct pq_view input = pq_view(bytes, len);
	size_t made;

	begin(m, seed);
	if (len > cap)
		len = cap;
	if (len > PQ_MUTATOR_INPUT || pq_random_one_in(&m->random, PLAIN_SHARE))
		return plain(m, bytes, len, cap);
	if (m->kind == PQ_MUTATOR_SCENARIO)
		made = mutate_scenario(m, input, cap);
	else
		made = m->kind == PQ_MUTATOR_AUTHORITY ? pq_mutate_authority(m, input) : pq_mutate_headers(m, input);
	return finish(m, bytes, len, cap, made);
}

size_t pq_cross(struct pq_mutator *m, uint8_t *bytes, size_t len, size_t cap, const uint8_t *other, size_t other_len,
		uint64_t seed)
{
	if (m->kind != PQ_MUTATOR_SCENARIO || len > PQ_MUTATOR_INPUT)
		return pq_mutate(m, bytes, len, cap, seed);
	begin(m, seed);
	pq_reader_read(&m->input, pq_view(bytes, len));
	pq_reader_read(&m->other, pq_view(other, other_len));
	pq_draft_take(&m->draft, &m->input.scenario);
	pq_cross_drafts(m, &m->other.scenario);
	if (pq_random_one_in(&m->random, 2))
		pq_operate(m);
	return finish(m, bytes, len, cap, print_grown(m, len, cap));
}

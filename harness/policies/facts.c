/* SPDX-License-Identifier: MIT */
#include "policies/facts.h"

#include <assert.h>

#include "base/ascii.h"
#include "base/check.h"
#include "base/date.h"
#include "base/text.h"
#include "policies/port_map.h"

static_assert(PQ_MAX_FACTS == 256 && PQ_MAX_FACT_RANGES == 1024 && PQ_MAX_FACT_BYTES == 65536,
	      "the messages below say these numbers");

/* What may stand behind the word, in this order. */
enum field { END, DATE, UNTIL, SIZE, PORTS, REMOVED, OVER, NAME, SOURCE, TEXT };

static const struct pq_view words[] = {
	[PQ_FACT_CHANGE] = PQ_VIEW("change"), [PQ_FACT_ATTACK] = PQ_VIEW("attack"),
	[PQ_FACT_FILTER] = PQ_VIEW("filter"), [PQ_FACT_EXCEPTION] = PQ_VIEW("except"),
	[PQ_FACT_REMARK] = PQ_VIEW("remark"),
};
static_assert(sizeof(words) / sizeof(words[0]) == PQ_FACT_COUNT, "a word for each kind");

static const enum field shapes[][8] = {
	[PQ_FACT_CHANGE] = { DATE, SIZE, PORTS, REMOVED, NAME, SOURCE, TEXT, END },
	[PQ_FACT_ATTACK] = { DATE, PORTS, NAME, SOURCE, TEXT, END },
	[PQ_FACT_FILTER] = { OVER, PORTS, NAME, SOURCE, TEXT, END },
	[PQ_FACT_EXCEPTION] = { DATE, UNTIL, OVER, PORTS, NAME, SOURCE, TEXT, END },
	[PQ_FACT_REMARK] = { DATE, PORTS, SOURCE, TEXT, END },
};
static_assert(sizeof(shapes) / sizeof(shapes[0]) == PQ_FACT_COUNT, "a shape for each kind");

static enum pq_err fail_at(const struct pq_text *text, enum pq_err err, struct pq_view part, const char *expected)
{
	return pq_text_fail(text, err, (size_t)(part.data - text->text.data), expected);
}

/* A year, a month or a day; made up to a day, the calendar must have it. */
static enum pq_err read_date(struct pq_text *text, struct pq_view *out)
{
	static const char expected[] = "a date such as 2016, 2016-03 or 2016-03-10, or -";
	static const unsigned char rest[] = "0000-01-01";
	unsigned char day[sizeof(rest)];
	struct pq_view date;
	enum pq_err err = pq_text_word(text, expected, &date);

	if (err || pq_view_is(date, "-"))
		return err;
	if (date.len != 4 && date.len != 7 && date.len != 10)
		return fail_at(text, PQ_ERR_SYNTAX, date, expected);
	memcpy(day, rest, sizeof(rest));
	memcpy(day, date.data, date.len);
	err = pq_date_check(pq_view(day, sizeof(rest) - 1));
	if (err)
		return fail_at(text, err, date, expected);
	*out = date;
	return PQ_ERR_OK;
}

static enum pq_err read_port(const struct pq_text *text, struct pq_view digits, uint16_t *port)
{
	uint64_t n;

	if (!pq_ascii_decimal(digits, UINT16_MAX, &n))
		return fail_at(text, PQ_ERR_RANGE, digits, "a port from 0 to 65535");
	*port = (uint16_t)n;
	return PQ_ERR_OK;
}

static enum pq_err read_range(const struct pq_text *text, struct pq_view item, struct pq_port_range *range)
{
	size_t dash = pq_view_find(item, '-', 0);
	enum pq_err err = read_port(text, pq_view_slice(item, 0, dash), &range->first);

	range->last = range->first;
	if (!err && dash < item.len)
		err = read_port(text, pq_view_from(item, dash + 1), &range->last);
	if (!err && range->last < range->first)
		err = fail_at(text, PQ_ERR_RANGE, item, "a range whose first port is not above its last");
	return err;
}

static enum pq_err read_ports(struct pq_facts *facts, struct pq_text *text, struct pq_fact_ports *ports)
{
	struct pq_view list;
	enum pq_err err = pq_text_word(text, "ports, such as 25,6665-6669, or -", &list);

	ports->ranges = facts->ranges + facts->range_count;
	if (err || pq_view_is(list, "-"))
		return err;
	for (size_t from = 0; !err && from <= list.len;) {
		size_t comma = pq_view_find(list, ',', from);
		struct pq_view item = pq_view_slice(list, from, comma);

		if (facts->range_count == PQ_MAX_FACT_RANGES)
			return fail_at(text, PQ_ERR_LIMIT, item, "at most 1024 port ranges (PQ_MAX_FACT_RANGES)");
		err = read_range(text, item, &facts->ranges[facts->range_count]);
		if (err)
			return err;
		facts->range_count++;
		ports->count++;
		from = comma + 1;
	}
	return err;
}

static enum pq_err read_size(struct pq_text *text, uint32_t *size)
{
	uint64_t n;
	enum pq_err err = pq_text_number(text, "how many ports are listed afterwards", 0, 65536, &n);

	if (!err)
		*size = (uint32_t)n;
	return err;
}

static enum pq_err read_field(struct pq_facts *facts, struct pq_text *text, enum field field, struct pq_fact *fact)
{
	switch (field) {
	case DATE:
		return read_date(text, &fact->date);
	case UNTIL:
		return read_date(text, &fact->until);
	case SIZE:
		return read_size(text, &fact->size);
	case PORTS:
		return read_ports(facts, text, &fact->ports);
	case REMOVED:
		return read_ports(facts, text, &fact->removed);
	case OVER:
		return pq_text_word(text, "transports or schemes, such as tcp,udp", &fact->over);
	case NAME:
		return pq_text_bytes(text, "a name in quotes", &fact->name);
	case SOURCE:
		return pq_text_bytes(text, "the source in quotes", &fact->source);
	default:
		return pq_text_bytes(text, "a sentence in quotes", &fact->text);
	}
}

static enum pq_err read_fact(struct pq_facts *facts, struct pq_text *text)
{
	struct pq_fact fact = { .kind = PQ_FACT_CHANGE };
	size_t start = text->at;
	size_t word;
	enum pq_err err = pq_text_name(text, words, PQ_FACT_COUNT, &word);

	if (err)
		return err;
	if (facts->count == PQ_MAX_FACTS)
		return pq_text_fail(text, PQ_ERR_LIMIT, start, "at most 256 facts (PQ_MAX_FACTS)");
	fact.kind = (enum pq_fact_kind)word;
	for (size_t i = 0; !err && shapes[word][i] != END; i++) {
		pq_text_skip_blanks(text);
		err = read_field(facts, text, shapes[word][i], &fact);
	}
	err = err ? err : pq_text_line_end(text);
	if (!err)
		facts->facts[facts->count++] = fact;
	return err;
}

void pq_facts_init(struct pq_facts *facts)
{
	facts->count = 0;
	facts->range_count = 0;
	facts->byte_count = 0;
}

enum pq_err pq_facts_read(struct pq_facts *facts, struct pq_view view, struct pq_diag *diag)
{
	static const struct pq_view format = PQ_VIEW("pratique-facts");
	static const struct pq_view version = PQ_VIEW("1");
	struct pq_text text;
	struct pq_buf pool;
	enum pq_err err;

	pq_buf_init(&pool, facts->bytes + facts->byte_count, sizeof(facts->bytes) - facts->byte_count);
	pq_text_init(&text, view, &pool, diag);
	text.pool_limit = "at most 65536 bytes of sentences (PQ_MAX_FACT_BYTES)";
	err = pq_text_header(&text, format, version);
	while (!err && !pq_text_at_end(&text)) {
		pq_text_skip_blanks(&text);
		if (!pq_text_at_line_end(&text) && pq_text_peek(&text) != '#')
			err = read_fact(facts, &text);
		if (!err)
			pq_text_next_line(&text);
	}
	facts->byte_count += pool.len;
	return err;
}

void pq_facts_builtin(struct pq_facts *facts)
{
	pq_facts_init(facts);
	for (size_t i = 0; i < pq_facts_texts_count; i++) {
		struct pq_view text = pq_view(pq_facts_texts[i].bytes, pq_facts_texts[i].len);
		enum pq_err err = pq_facts_read(facts, text, NULL);

		pq_check(err == PQ_ERR_OK);
	}
}

bool pq_fact_names(const struct pq_fact_ports *ports, uint16_t port)
{
	for (size_t i = 0; i < ports->count; i++)
		if (ports->ranges[i].first <= port && port <= ports->ranges[i].last)
			return true;
	return false;
}

void pq_facts_list(const struct pq_facts *facts, const char *day, struct pq_port_map *list)
{
	memset(list, 0, sizeof(*list));
	for (size_t i = 0; i < facts->count; i++) {
		const struct pq_fact *fact = &facts->facts[i];

		if (fact->kind != PQ_FACT_CHANGE)
			continue;
		if (day && fact->date.len && memcmp(fact->date.data, day, fact->date.len) > 0)
			continue;
		for (size_t k = 0; k < fact->ports.count; k++)
			pq_port_map_put(list, fact->ports.ranges[k], true);
		for (size_t k = 0; k < fact->removed.count; k++)
			pq_port_map_put(list, fact->removed.ranges[k], false);
	}
}

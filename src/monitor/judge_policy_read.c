/* SPDX-License-Identifier: MIT */
/*
 * The judge's own reader of policy text. It takes what decides and passes over
 * what explains: names, sources, notes and reasons change no verdict. The date,
 * wherever it stands, says which rules are in force, and is looked for first.
 */
#include "monitor/judge_policy.h"

#include "monitor/bytes.h"

/*
 * rest:   what is left of the line
 * number: 1-based, of that line; start: its first byte
 * day:    as of which the text is read, YYYYMMDD; 0: every rule is in force
 */
struct reader {
	struct pq_judge_policy *policy;
	struct pq_view rest;
	const unsigned char *start;
	size_t number;
	uint32_t day;
	struct pq_diag *diag;
};

static enum pq_err fail(const struct reader *reader, enum pq_err err, struct pq_view at, const char *expected)
{
	size_t column = at.data ? (size_t)(at.data - reader->start) + 1 : 1;

	return pq_diag_set(reader->diag, err, reader->number, column, expected);
}

/* Takes the next word, which may be empty at the line's end. */
static struct pq_view next_word(struct reader *reader)
{
	struct pq_view rest = pq_bytes_trim(reader->rest);
	size_t end = 0;

	while (end < rest.len && !pq_bytes_is_blank(rest.data[end]))
		end++;
	reader->rest = pq_view_from(rest, end);
	return pq_view_slice(rest, 0, end);
}

static enum pq_err read_schemes(struct reader *reader, uint32_t *schemes)
{
	struct pq_view list = next_word(reader);
	struct pq_view name;

	if (!list.len)
		return fail(reader, PQ_ERR_SYNTAX, list, "schemes, such as http,https");
	*schemes = 0;
	while (pq_bytes_split(&list, ',', &name)) {
		uint32_t bit = pq_judge_policy_scheme(name);

		if (!bit)
			return fail(reader, PQ_ERR_SYNTAX, name, "a scheme, such as http, wss, ftp-data or turn-tcp");
		*schemes |= bit;
	}
	return PQ_ERR_OK;
}

static enum pq_err add_ports(struct reader *reader, struct pq_view at, struct pq_judge_ports row)
{
	struct pq_judge_policy *policy = reader->policy;

	if (policy->port_count == PQ_JUDGE_MAX_ROWS)
		return fail(reader, PQ_ERR_LIMIT, at, "at most 1024 port ranges (PQ_JUDGE_MAX_ROWS)");
	policy->ports[policy->port_count++] = row;
	return PQ_ERR_OK;
}

static enum pq_err read_range(struct reader *reader, struct pq_view range, struct pq_judge_ports row)
{
	size_t dash = pq_bytes_find(range, '-', 0);
	uint64_t first;
	uint64_t last;

	if (!pq_bytes_number(pq_view_slice(range, 0, dash), &first))
		return fail(reader, PQ_ERR_SYNTAX, range, "a port or a range of ports");
	last = first;
	if (dash < range.len && !pq_bytes_number(pq_view_from(range, dash + 1), &last))
		return fail(reader, PQ_ERR_SYNTAX, range, "the last port of the range");
	if (first > last || last > UINT16_MAX)
		return fail(reader, PQ_ERR_RANGE, range, "ports from 0 to 65535, the lower one first");
	row.first = (uint16_t)first;
	row.last = (uint16_t)last;
	return add_ports(reader, range, row);
}

/* The first `only` of a scheme closes all its ports, those that an earlier line opened included. */
static enum pq_err close_all(struct reader *reader, uint32_t schemes)
{
	for (size_t i = 0; i < reader->policy->port_count; i++)
		if (reader->policy->ports[i].kind == 'o')
			schemes &= ~reader->policy->ports[i].schemes;
	if (!schemes)
		return PQ_ERR_OK;
	return add_ports(reader, reader->rest, (struct pq_judge_ports){ schemes, 0, UINT16_MAX, 'o' });
}

static enum pq_err read_ports(struct reader *reader, char kind)
{
	struct pq_judge_ports row = { .kind = kind == 'o' ? 'a' : kind };
	enum pq_err err = read_schemes(reader, &row.schemes);
	struct pq_view list;
	struct pq_view range;

	if (!err && kind == 'o')
		err = close_all(reader, row.schemes);
	if (err)
		return err;
	list = next_word(reader);
	if (!list.len)
		return fail(reader, PQ_ERR_SYNTAX, list, "ports, such as 25,6665-6669");
	while (!err && pq_bytes_split(&list, ',', &range))
		err = read_range(reader, range, row);
	return err;
}

static enum pq_err read_name(struct reader *reader, char kind)
{
	struct pq_judge_policy *policy = reader->policy;
	struct pq_view name = next_word(reader);

	if (!pq_bytes_is_token(name))
		return fail(reader, PQ_ERR_SYNTAX, name, "a name");
	if (policy->name_count == PQ_JUDGE_MAX_ROWS)
		return fail(reader, PQ_ERR_LIMIT, name, "at most 1024 names (PQ_JUDGE_MAX_ROWS)");
	policy->names[policy->name_count++] = (struct pq_judge_name){ name, kind };
	return PQ_ERR_OK;
}

/* A line that is its word alone. */
static enum pq_err read_bare(struct reader *reader, char kind)
{
	struct pq_judge_policy *policy = reader->policy;

	if (policy->name_count == PQ_JUDGE_MAX_ROWS)
		return fail(reader, PQ_ERR_LIMIT, reader->rest, "at most 1024 names (PQ_JUDGE_MAX_ROWS)");
	policy->names[policy->name_count++] = (struct pq_judge_name){ pq_view(NULL, 0), kind };
	return PQ_ERR_OK;
}

static enum pq_err read_base(struct reader *reader)
{
	struct pq_view name = next_word(reader);

	if (reader->policy->port_count || reader->policy->name_count)
		return fail(reader, PQ_ERR_SYNTAX, name, "the base before the first rule");
	if (pq_judge_policy_builtin(reader->policy, name))
		return fail(reader, PQ_ERR_UNKNOWN, name, "a built-in policy, such as fetch, chromium@2025 or none");
	reader->rest = pq_view_slice(reader->rest, 0, 0);
	return PQ_ERR_OK;
}

/* YYYY-MM-DD without its hyphens; 0 if it is no such thing. */
static uint32_t day_of(struct pq_view date)
{
	uint32_t day = 0;

	for (size_t i = 0; i < date.len; i++) {
		if ((i == 4 || i == 7) != (date.data[i] == '-'))
			return 0;
		if (date.data[i] == '-')
			continue;
		if (!pq_bytes_is_digit(date.data[i]))
			return 0;
		day = day * 10 + (uint32_t)(date.data[i] - '0');
	}
	return date.len == 10 ? day : 0;
}

/*
 * A rule may be followed by when it counts, "since" and "until" with a date each, and why, a quoted reason.
 * *counts: whether it does on the day.
 */
static enum pq_err read_why(struct reader *reader, bool *counts)
{
	struct pq_view word = next_word(reader);

	*counts = true;
	while (pq_bytes_is(word, "since") || pq_bytes_is(word, "until")) {
		bool since = pq_bytes_is(word, "since");
		struct pq_view date = next_word(reader);
		uint32_t day = day_of(date);

		if (!day)
			return fail(reader, PQ_ERR_SYNTAX, date, "a date such as 2016-03-10");
		if (reader->day && (since ? reader->day < day : reader->day >= day))
			*counts = false;
		word = next_word(reader);
	}
	if (word.len && word.data[0] != '"' && !pq_bytes_is(word, "fill"))
		return fail(reader, PQ_ERR_SYNTAX, word,
			    "\"since\" or \"until\" and a date, a quoted reason, or the end of the line");
	return PQ_ERR_OK;
}

struct rule {
	const char *word;
	enum pq_err (*read)(struct reader *reader, char kind);
	char kind;
};

/* What a rule adds is taken away again where it does not count; a note never does. */
static enum pq_err read_rule(struct reader *reader, const struct rule *rule)
{
	size_t ports = reader->policy->port_count;
	size_t names = reader->policy->name_count;
	bool counts = false;
	enum pq_err err = rule->read(reader, rule->kind);

	err = err ? err : read_why(reader, &counts);
	if (!err && (!counts || rule->kind == 'n')) {
		reader->policy->port_count = ports;
		reader->policy->name_count = names;
	}
	return err;
}

static enum pq_err read_line(struct reader *reader)
{
	static const struct rule rules[] = {
		{ "block", read_ports, 'b' },
		{ "allow", read_ports, 'a' },
		{ "only", read_ports, 'o' },
		{ "note", read_ports, 'n' },
		{ "forbid-header", read_name, 'h' },
		{ "forbid-prefix", read_name, 'p' },
		{ "forbid-method", read_name, 'm' },
		{ "forbid-override", read_name, 'o' },
		{ "fold-underscores", read_bare, 'f' },
	};
	struct pq_view word = next_word(reader);

	if (!word.len || word.data[0] == '#' || pq_bytes_is(word, "name") || pq_bytes_is(word, "date") ||
	    pq_bytes_is(word, "source"))
		return PQ_ERR_OK;
	if (pq_bytes_is(word, "base"))
		return read_base(reader);
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (pq_bytes_is(word, rules[i].word))
			return read_rule(reader, &rules[i]);
	return fail(reader, PQ_ERR_SYNTAX, word,
		    "name, date, source, base, block, allow, only, note, fold-underscores, or a forbid-... word");
}

/* What the text's date line says; 0 if it has none. */
static uint32_t find_date(struct pq_view text)
{
	struct reader reader = { .number = 0 };

	while (pq_bytes_split(&text, '\n', &reader.rest))
		if (pq_bytes_is(next_word(&reader), "date"))
			return day_of(next_word(&reader));
	return 0;
}

enum pq_err pq_judge_policy_read_as_of(struct pq_judge_policy *policy, struct pq_view text, uint32_t day,
				       struct pq_diag *diag)
{
	struct reader reader = { .policy = policy, .day = day ? day : find_date(text), .diag = diag };
	enum pq_err err = PQ_ERR_OK;
	struct pq_view line;

	policy->port_count = 0;
	policy->name_count = 0;
	while (!err && pq_bytes_split(&text, '\n', &line)) {
		reader.number++;
		reader.rest = line;
		reader.start = line.data;
		if (reader.number > 1)
			err = read_line(&reader);
		else if (!pq_bytes_is(next_word(&reader), "pratique-policy"))
			err = fail(&reader, PQ_ERR_SYNTAX, line, "pratique-policy 1");
		else if (!pq_bytes_is(next_word(&reader), "1"))
			err = fail(&reader, PQ_ERR_VERSION, line, "pratique-policy 1");
	}
	if (!reader.number)
		return pq_diag_set(diag, PQ_ERR_SYNTAX, 1, 1, "pratique-policy 1");
	return err;
}

/* SPDX-License-Identifier: MIT */
/*
 * Theory of operation. Each line becomes one entry, in the text's order. The
 * name lists grow as the lines are read; the port maps are derived at the end.
 * A base is read by a second reader into the same policy, at the place of its
 * line, and leaves only its rules.
 */
#include "policy/policy.h"

#include <assert.h>

#include "base/ascii.h"
#include "base/text.h"
#include "base/date.h"
#include "policy/names.h"
#include "policy/ports.h"
#include "policy/word.h"

/* Built-in policies may have a base of their own; this ends a circle. */
#define MAX_BASES 4

#define EXPECTED_DATE "a date such as 2016-03-10"

static_assert(PQ_MAX_POLICY_ENTRIES == 512 && PQ_MAX_POLICY_RANGES == 1024 && PQ_MAX_POLICY_NAMES == 128 &&
		      PQ_MAX_POLICY_REASONS == 16384,
	      "the messages below say these numbers");

/*
 * depth: 0 for the text itself, 1 for its base, and so on
 * seen:  bit 1 << enum pq_entry_kind for each kind of line that was read
 */
struct reader {
	struct pq_policy *policy;
	struct pq_text text;
	unsigned int depth;
	uint32_t seen;
};

static enum pq_err read_lines(struct reader *reader);

static void init(struct reader *reader, struct pq_policy *policy, struct pq_view text, struct pq_buf *reasons,
		 struct pq_diag *diag)
{
	reader->policy = policy;
	pq_text_init(&reader->text, text, reasons, diag);
	reader->text.pool_limit = "at most 16384 bytes of reasons, the base's included (PQ_MAX_POLICY_REASONS)";
	/* Reasons are always copied: printing may add escapes, and the same text must still fit when it is read again. */
	reader->text.copy = true;
	reader->depth = 0;
	reader->seen = 0;
}

/* Reports err at a part of the text. */
static enum pq_err fail_at(const struct pq_text *text, enum pq_err err, struct pq_view part, const char *expected)
{
	return pq_text_fail(text, err, (size_t)(part.data - text->text.data), expected);
}

/* Takes the rest of the line, without blanks at its end. What is kept as written may not steer a terminal. */
static enum pq_err read_rest(struct pq_text *text, struct pq_view *out)
{
	struct pq_view rest = pq_text_rest(text);

	for (size_t i = 0; i < rest.len; i++)
		if ((rest.data[i] < 0x20 && rest.data[i] != '\t') || rest.data[i] == 0x7f)
			return fail_at(text, PQ_ERR_SYNTAX, pq_view_from(rest, i),
				       "no control byte (a line ends with LF alone)");
	while (rest.len && (rest.data[rest.len - 1] == ' ' || rest.data[rest.len - 1] == '\t'))
		rest.len--;
	*out = rest;
	return PQ_ERR_OK;
}

static enum pq_err read_date(struct pq_text *text, struct pq_view *out)
{
	struct pq_view date;
	enum pq_err err = pq_text_word(text, EXPECTED_DATE, &date);

	if (err)
		return err;
	err = pq_date_check(date);
	if (err)
		return fail_at(text, err, date, EXPECTED_DATE);
	*out = date;
	return PQ_ERR_OK;
}

/* The item of a comma-separated list that begins at *from, which is moved past the comma. */
static struct pq_view next_item(struct pq_view list, size_t *from)
{
	size_t comma = pq_view_find(list, ',', *from);
	struct pq_view item = pq_view_slice(list, *from, comma);

	*from = comma + 1;
	return item;
}

static enum pq_err read_schemes(struct pq_text *text, uint32_t *schemes)
{
	static const char expected[] = "schemes, such as http,https (known: http, https, ws, wss, ftp, ftp-data, "
				       "tcp, stun-udp, stun-tcp, turn-udp, turn-tcp)";
	struct pq_view list;
	size_t from = 0;
	enum pq_err err = pq_text_word(text, expected, &list);

	while (!err && from <= list.len) {
		struct pq_view item = next_item(list, &from);
		enum pq_scheme scheme = pq_scheme_by_name(item);

		if (scheme == PQ_SCHEME_OTHER)
			return fail_at(text, PQ_ERR_SYNTAX, item, expected);
		*schemes |= UINT32_C(1) << scheme;
	}
	return err;
}

static enum pq_err read_port(const struct pq_text *text, struct pq_view digits, uint16_t *port)
{
	uint64_t n;

	if (!pq_ascii_decimal(digits, UINT16_MAX, &n)) {
		enum pq_err err = pq_ascii_all(digits, PQ_ASCII_DIGIT) ? PQ_ERR_RANGE : PQ_ERR_SYNTAX;

		return fail_at(text, err, digits, "a port from 0 to 65535");
	}
	*port = (uint16_t)n;
	return PQ_ERR_OK;
}

static enum pq_err read_range(const struct pq_text *text, struct pq_view item, struct pq_port_range *range)
{
	size_t dash = pq_view_find(item, '-', 0);
	enum pq_err err = read_port(text, pq_view_slice(item, 0, dash), &range->first);

	if (err)
		return err;
	range->last = range->first;
	if (dash == item.len)
		return PQ_ERR_OK;
	err = read_port(text, pq_view_from(item, dash + 1), &range->last);
	if (!err && range->last < range->first)
		err = fail_at(text, PQ_ERR_RANGE, item, "a range whose first port is not above its last");
	return err;
}

static enum pq_err read_ranges(struct reader *reader, struct pq_entry *entry)
{
	struct pq_policy *policy = reader->policy;
	struct pq_view list;
	size_t from = 0;
	enum pq_err err = pq_text_word(&reader->text, "ports, such as 25,6665-6669", &list);

	entry->ranges = policy->ranges + policy->range_count;
	while (!err && from <= list.len) {
		struct pq_view item = next_item(list, &from);

		if (policy->range_count == PQ_MAX_POLICY_RANGES)
			return fail_at(&reader->text, PQ_ERR_LIMIT, item,
				       "at most 1024 port ranges, the base's included (PQ_MAX_POLICY_RANGES)");
		err = read_range(&reader->text, item, &policy->ranges[policy->range_count]);
		if (err)
			return err;
		policy->range_count++;
		entry->range_count++;
	}
	return err;
}

/* True at a quoted reason, which may also begin with a fill. A bare word is none: `25 80` must not lose its 80. */
static bool at_reason(const struct pq_text *text)
{
	static const struct pq_view fill = PQ_VIEW("fill ");

	return pq_text_peek(text) == '"' || pq_view_starts(pq_view_from(text->text, text->at), fill);
}

/* Reads `[since DATE] ["REASON"]`. */
static enum pq_err read_why(struct pq_text *text, struct pq_entry *entry)
{
	static const char expected[] = "\"since\" and a date, a quoted reason, or the end of the line";
	struct pq_view word;
	enum pq_err err = PQ_ERR_OK;

	pq_text_skip_blanks(text);
	if (!pq_text_at_line_end(text) && !at_reason(text)) {
		err = pq_text_word(text, expected, &word);
		if (!err && !pq_view_is(word, "since"))
			err = fail_at(text, PQ_ERR_SYNTAX, word, expected);
		pq_text_skip_blanks(text);
		err = err ? err : read_date(text, &entry->since);
		pq_text_skip_blanks(text);
	}
	if (!err && at_reason(text))
		err = pq_text_bytes(text, expected, &entry->reason);
	return err;
}

static enum pq_err read_token(struct pq_text *text, struct pq_view *out)
{
	static const char expected[] = "a name, of the bytes that a header name may have (RFC 9110 5.6.2)";
	struct pq_view name;
	enum pq_err err = pq_text_word(text, expected, &name);

	if (err)
		return err;
	if (!pq_ascii_all(name, PQ_ASCII_TOKEN))
		return fail_at(text, PQ_ERR_SYNTAX, name, expected);
	*out = name;
	return PQ_ERR_OK;
}

static enum pq_err read_source(struct pq_text *text, struct pq_view *out)
{
	if (pq_text_at_line_end(text))
		return pq_text_fail(text, PQ_ERR_SYNTAX, text->at, "where the policy comes from, in words");
	return read_rest(text, out);
}

/* Reads what follows the word, up to the line's end. */
static enum pq_err read_arguments(struct reader *reader, struct pq_entry *entry)
{
	enum pq_policy_shape shape = pq_policy_shapes[entry->kind];
	struct pq_text *text = &reader->text;
	enum pq_err err;

	pq_text_skip_blanks(text);
	if (shape == PQ_SHAPE_REST) {
		err = read_source(text, &entry->text);
	} else if (shape == PQ_SHAPE_DATE) {
		err = read_date(text, &entry->text);
	} else if (shape == PQ_SHAPE_PORTS) {
		err = read_schemes(text, &entry->schemes);
		pq_text_skip_blanks(text);
		err = err ? err : read_ranges(reader, entry);
	} else {
		err = read_token(text, &entry->text);
	}
	if (!err && pq_policy_is_rule(entry->kind))
		err = read_why(text, entry);
	return err ? err : pq_text_line_end(text);
}

static enum pq_err add_entry(struct reader *reader, const struct pq_entry *entry)
{
	struct pq_policy *policy = reader->policy;

	if (policy->entry_count == PQ_MAX_POLICY_ENTRIES)
		return pq_text_fail(&reader->text, PQ_ERR_LIMIT, reader->text.line_start,
				    "at most 512 lines, the base's rules included (PQ_MAX_POLICY_ENTRIES)");
	policy->entries[policy->entry_count++] = *entry;
	return PQ_ERR_OK;
}

static enum pq_err add_name(const struct reader *reader, struct pq_name_list *list, struct pq_view name)
{
	if (!pq_name_list_add(list, name))
		return fail_at(&reader->text, PQ_ERR_LIMIT, name,
			       "at most 128 names of a kind, the base's included (PQ_MAX_POLICY_NAMES)");
	return PQ_ERR_OK;
}

static enum pq_err fail_base(const struct pq_text *text, struct pq_view name)
{
	char names[sizeof(text->diag->expected)];
	struct pq_buf expected;

	pq_buf_init(&expected, names, sizeof(names) - 1);
	for (size_t i = 0; i < pq_policy_builtin_count(); i++) {
		pq_buf_add_str(&expected, i ? ", " : "a built-in policy: ");
		pq_buf_add_str(&expected, pq_policy_builtin_name(i));
	}
	names[expected.len] = '\0';
	return fail_at(text, PQ_ERR_UNKNOWN, name, names);
}

static enum pq_err follow_base(const struct reader *reader, struct pq_view name)
{
	size_t index = pq_policy_builtin_find(name);
	struct reader base;
	enum pq_err err;

	if (index == SIZE_MAX || reader->depth == MAX_BASES)
		return fail_base(&reader->text, name);
	init(&base, reader->policy, pq_policy_builtin_text(index), reader->text.pool, NULL);
	base.depth = reader->depth + 1;
	err = read_lines(&base);
	if (err)
		return fail_at(&reader->text, err, name,
			       "a base that leaves enough room (512 lines, 1024 port ranges)");
	return PQ_ERR_OK;
}

/* Makes the entry part of the policy. */
static enum pq_err apply(const struct reader *reader, const struct pq_entry *entry)
{
	struct pq_policy *policy = reader->policy;

	switch (entry->kind) {
	case PQ_ENTRY_NAME:
		policy->name = entry->text;
		return PQ_ERR_OK;
	case PQ_ENTRY_DATE:
		policy->date = entry->text;
		return PQ_ERR_OK;
	case PQ_ENTRY_SOURCE:
		policy->source = entry->text;
		return PQ_ERR_OK;
	case PQ_ENTRY_BASE:
		return follow_base(reader, entry->text);
	case PQ_ENTRY_FORBID_HEADER:
		return add_name(reader, &policy->headers, entry->text);
	case PQ_ENTRY_FORBID_PREFIX:
		return add_name(reader, &policy->prefixes, entry->text);
	case PQ_ENTRY_FORBID_METHOD:
		return add_name(reader, &policy->methods, entry->text);
	case PQ_ENTRY_FORBID_OVERRIDE:
		return add_name(reader, &policy->overrides, entry->text);
	default:
		return PQ_ERR_OK;
	}
}

/* A line that says something about the whole text stands once, and a base before the rules that change it. */
static enum pq_err check_place(struct reader *reader, enum pq_entry_kind kind, size_t start)
{
	uint32_t bit = UINT32_C(1) << kind;

	if (!pq_policy_is_rule(kind) && reader->seen & bit)
		return pq_text_fail(&reader->text, PQ_ERR_SYNTAX, start, "this line only once");
	if (kind == PQ_ENTRY_BASE && reader->seen >> PQ_ENTRY_BLOCK)
		return pq_text_fail(&reader->text, PQ_ERR_SYNTAX, start, "the base before the first rule");
	reader->seen |= bit;
	return PQ_ERR_OK;
}
static_assert(PQ_ENTRY_BLOCK == PQ_ENTRY_BASE + 1, "from PQ_ENTRY_BLOCK on, every kind is a rule");

/* Reads and applies a line that is not a comment; the reader stands at its word. */
static enum pq_err read_entry(struct reader *reader, struct pq_entry *entry)
{
	size_t start = reader->text.at;
	size_t word;
	enum pq_err err = pq_text_name(&reader->text, pq_policy_words + 1, PQ_ENTRY_COUNT - 1, &word);

	if (err)
		return err;
	entry->kind = (enum pq_entry_kind)(word + 1);
	err = check_place(reader, entry->kind, start);
	if (!err)
		err = read_arguments(reader, entry);
	if (!err && (!entry->inherited || pq_policy_is_rule(entry->kind)))
		err = add_entry(reader, entry);
	if (err || (entry->inherited && entry->kind < PQ_ENTRY_BASE))
		return err;
	return apply(reader, entry);
}

static enum pq_err read_line(struct reader *reader)
{
	struct pq_entry entry = { .kind = PQ_ENTRY_COMMENT, .inherited = reader->depth > 0 };
	enum pq_err err;

	pq_text_skip_blanks(&reader->text);
	if (!pq_text_at_line_end(&reader->text) && pq_text_peek(&reader->text) != '#')
		return read_entry(reader, &entry);
	reader->text.at = reader->text.line_start;
	err = read_rest(&reader->text, &entry.text);
	return err || entry.inherited ? err : add_entry(reader, &entry);
}

static enum pq_err read_lines(struct reader *reader)
{
	static const struct pq_view format = PQ_VIEW("pratique-policy");
	static const struct pq_view version = PQ_VIEW("1");
	enum pq_err err = pq_text_header(&reader->text, format, version);

	while (!err && !pq_text_at_end(&reader->text)) {
		err = read_line(reader);
		if (!err)
			pq_text_next_line(&reader->text);
	}
	return err;
}

enum pq_err pq_policy_parse(struct pq_policy *policy, struct pq_view text, struct pq_diag *diag)
{
	struct pq_buf reasons;
	struct reader reader;
	enum pq_err err;

	pq_buf_init(&reasons, policy->reason_bytes, sizeof(policy->reason_bytes));
	policy->name = policy->date = policy->source = pq_view(NULL, 0);
	policy->entry_count = 0;
	policy->range_count = 0;
	pq_name_list_init(&policy->headers);
	pq_name_list_init(&policy->prefixes);
	pq_name_list_init(&policy->methods);
	pq_name_list_init(&policy->overrides);
	init(&reader, policy, text, &reasons, diag);
	err = read_lines(&reader);
	if (!err)
		pq_policy_derive_ports(policy);
	return err;
}

/* SPDX-License-Identifier: MIT */
/*
 * Theory of operation. Each line becomes one entry, in the text's order. The
 * name lists grow as the lines are read; the port maps are derived at the end.
 * A base is read by a second reader into the same policy, at the place of its
 * line, and leaves only its rules. At the end of a text it is known as of which
 * day it is read, and so which of its rules are in force; what is not in force
 * stays an entry and is nowhere else.
 */
#include "policy/policy.h"

#include <assert.h>

#include "base/date.h"
#include "policy/argument.h"
#include "policy/in_force.h"
#include "policy/names.h"
#include "policy/ports.h"
#include "policy/word.h"

/* Built-in policies may have a base of their own; this ends a circle. */
#define MAX_BASES 4

static_assert(PQ_MAX_POLICY_ENTRIES == 512 && PQ_MAX_POLICY_RANGES == 1024 && PQ_MAX_POLICY_NAMES == 128 &&
		      PQ_MAX_POLICY_REASONS == 16384,
	      "the messages below say these numbers");

/*
 * depth: 0 for the text itself, 1 for its base, and so on
 * seen:  bit 1 << enum pq_entry_kind for each kind of line that was read
 * day:   as of which it is read; 0 until its date line is read, if nobody named one
 * first, base, base_end: indices of its own first entry, of its base's first one, and after the base's last one
 */
struct reader {
	struct pq_policy *policy;
	struct pq_text text;
	unsigned int depth;
	uint32_t seen;
	uint32_t day;
	size_t first;
	size_t base;
	size_t base_end;
};

static enum pq_err read_lines(struct reader *reader);

static void init(struct reader *reader, struct pq_policy *policy, struct pq_view text, struct pq_buf *reasons,
		 struct pq_diag *diag, uint32_t day)
{
	reader->policy = policy;
	pq_text_init(&reader->text, text, reasons, diag);
	reader->text.pool_limit = "at most 16384 bytes of reasons, the base's included (PQ_MAX_POLICY_REASONS)";
	/* Reasons are always copied: printing may add escapes, and the same text must still fit when it is read again. */
	reader->text.copy = true;
	reader->depth = 0;
	reader->seen = 0;
	reader->day = day;
	reader->first = reader->base = reader->base_end = policy->entry_count;
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

static enum pq_err add_name(const struct reader *reader, const struct pq_entry *entry)
{
	if (!pq_policy_add_name(reader->policy, entry))
		return pq_policy_fail_at(&reader->text, PQ_ERR_LIMIT, entry->text,
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
	return pq_policy_fail_at(text, PQ_ERR_UNKNOWN, name, names);
}

static enum pq_err follow_base(struct reader *reader, struct pq_view name)
{
	struct reader base;
	size_t index;
	uint32_t day;
	enum pq_err err = pq_policy_builtin_resolve(name, &index, &day);

	if (err || reader->depth == MAX_BASES)
		return fail_base(&reader->text, name);
	init(&base, reader->policy, pq_policy_builtin_text(index), reader->text.pool, NULL, day);
	base.depth = reader->depth + 1;
	err = read_lines(&base);
	reader->base = base.first;
	reader->base_end = reader->policy->entry_count;
	if (err)
		return pq_policy_fail_at(&reader->text, err, name,
					 "a base that leaves enough room (512 lines, 1024 port ranges)");
	return PQ_ERR_OK;
}

/* Makes the entry part of the policy. */
static enum pq_err apply(struct reader *reader, const struct pq_entry *entry)
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
	default:
		return add_name(reader, entry);
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
		err = pq_policy_read_arguments(&reader->text, reader->policy, entry);
	if (!err && (!entry->inherited || pq_policy_is_rule(entry->kind)))
		err = add_entry(reader, entry);
	if (!err && entry->kind == PQ_ENTRY_DATE && !reader->day)
		reader->day = pq_date_number(entry->text);
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
	err = pq_policy_read_rest(&reader->text, &entry.text);
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
	pq_policy_put_in_force(reader->policy, reader->first, reader->base, reader->day);
	pq_policy_put_in_force(reader->policy, reader->base_end, reader->policy->entry_count, reader->day);
	return err;
}

enum pq_err pq_policy_parse_as_of(struct pq_policy *policy, struct pq_view text, uint32_t day, struct pq_diag *diag)
{
	struct pq_buf reasons;
	struct reader reader;
	enum pq_err err;

	pq_buf_init(&reasons, policy->reason_bytes, sizeof(policy->reason_bytes));
	policy->name = policy->date = policy->source = pq_view(NULL, 0);
	policy->entry_count = 0;
	policy->range_count = 0;
	policy->checker = NULL;
	pq_policy_clear_names(policy);
	init(&reader, policy, text, &reasons, diag, day);
	err = read_lines(&reader);
	if (err)
		return err;
	policy->as_of = reader.day;
	pq_policy_derive_names(policy);
	pq_policy_derive_ports(policy);
	return PQ_ERR_OK;
}

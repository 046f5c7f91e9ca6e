/* SPDX-License-Identifier: MIT */
#include "result/baseline_rows.h"

#include <assert.h>

#include "base/ascii.h"
#include "base/date.h"
#include "base/rule.h"
#include "base/text.h"

static const struct pq_view statements[] = { PQ_VIEW("accept"), PQ_VIEW("tested") };

/* What stands between the kind and "until". */
enum shape { SHAPE_NAME, SHAPE_NAME_PORTS, SHAPE_SUITE_NAME, SHAPE_PORTS, SHAPE_VERDICT };

static const struct pq_view kinds[] = {
	[PQ_ROW_UNSAFE_PORT] = PQ_VIEW("unsafe_port"),
	[PQ_ROW_OVER_BLOCK] = PQ_VIEW("over_block"),
	[PQ_ROW_VIOLATION] = PQ_VIEW("violation"),
	[PQ_ROW_DIFFERENCE] = PQ_VIEW("difference"),
	[PQ_ROW_DIAL] = PQ_VIEW("dial"),
	[PQ_ROW_UNTESTED] = PQ_VIEW("untested"),
	[PQ_ROW_VERDICT] = PQ_VIEW("verdict"),
	[PQ_ROW_MISSING_PORT] = PQ_VIEW("missing_port"),
	[PQ_ROW_EXTRA_PORT] = PQ_VIEW("extra_port"),
	[PQ_ROW_EXEMPT_PORT] = PQ_VIEW("exempt_port"),
	[PQ_ROW_DUPLICATE_PORT] = PQ_VIEW("duplicate_port"),
	[PQ_ROW_UNSORTED] = PQ_VIEW("unsorted"),
	[PQ_ROW_ZERO_TERMINATOR_CUTS] = PQ_VIEW("zero_terminator_cuts"),
	[PQ_ROW_SIGNEDNESS_SPOILS] = PQ_VIEW("signedness_spoils"),
	[PQ_ROW_MISSING_HEADER] = PQ_VIEW("missing_header"),
	[PQ_ROW_EXTRA_HEADER] = PQ_VIEW("extra_header"),
	[PQ_ROW_MISSING_PREFIX] = PQ_VIEW("missing_prefix"),
	[PQ_ROW_EXTRA_PREFIX] = PQ_VIEW("extra_prefix"),
	[PQ_ROW_MISSING_METHOD] = PQ_VIEW("missing_method"),
	[PQ_ROW_EXTRA_METHOD] = PQ_VIEW("extra_method"),
	[PQ_ROW_MISSING_OVERRIDE] = PQ_VIEW("missing_override"),
	[PQ_ROW_EXTRA_OVERRIDE] = PQ_VIEW("extra_override"),
	[PQ_ROW_DUPLICATE_NAME] = PQ_VIEW("duplicate_name"),
	[PQ_ROW_CONDITIONAL] = PQ_VIEW("conditional"),
	[PQ_ROW_UNREAD] = PQ_VIEW("unread"),
};
static_assert(sizeof(kinds) / sizeof(kinds[0]) == PQ_ROW_TESTED, "a word for each kind that is accepted");

static enum shape shape_of(enum pq_row_kind kind)
{
	if (kind <= PQ_ROW_OVER_BLOCK)
		return SHAPE_NAME_PORTS;
	if (kind == PQ_ROW_VIOLATION || kind == PQ_ROW_DIFFERENCE)
		return SHAPE_SUITE_NAME;
	if (kind == PQ_ROW_VERDICT)
		return SHAPE_VERDICT;
	return kind >= PQ_ROW_MISSING_PORT && kind <= PQ_ROW_SIGNEDNESS_SPOILS ? SHAPE_PORTS : SHAPE_NAME;
}

const char *pq_row_word(enum pq_row_kind kind)
{
	return (const char *)kinds[kind].data;
}

bool pq_row_is_by_port(enum pq_row_kind kind)
{
	return shape_of(kind) == SHAPE_PORTS || shape_of(kind) == SHAPE_NAME_PORTS;
}

static const struct pq_view suites[] = { PQ_VIEW("headers"), PQ_VIEW("bodies"), PQ_VIEW("ask"), PQ_VIEW("note"),
					 PQ_VIEW(PQ_ROW_WATCH) };

static const char a_name[] = "a name, which may begin or end with *";
static const char a_list[] = "ports, such as 25 or 25,6665-6669";

/* One port or range of a list; false if it is neither. */
static bool range_of(struct pq_view part, uint64_t *first, uint64_t *last)
{
	size_t dash = pq_view_find(part, '-', 0);

	if (!pq_ascii_decimal(pq_view_slice(part, 0, dash), UINT16_MAX, first))
		return false;
	*last = *first;
	return dash == part.len ||
	       (pq_ascii_decimal(pq_view_from(part, dash + 1), UINT16_MAX, last) && *last >= *first);
}

bool pq_row_has_port(struct pq_view ports, uint16_t port)
{
	uint64_t first = 0;
	uint64_t last = 0;

	for (size_t at = 0; at < ports.len;) {
		size_t end = pq_view_find(ports, ',', at);

		if (range_of(pq_view_slice(ports, at, end), &first, &last) && port >= first && port <= last)
			return true;
		at = end + 1;
	}
	return false;
}

bool pq_row_is_expired(const struct pq_row *row, const char *today)
{
	struct pq_view day = pq_view_str(today);

	/* YYYY-MM-DD: by time is by bytes. */
	return row->until.len == day.len && memcmp(day.data, row->until.data, day.len) >= 0;
}

bool pq_row_names(struct pq_view pattern, const char *text)
{
	struct pq_view rest = pq_view_str(text ? text : "");
	bool before = pattern.len > 0 && pattern.data[0] == '*';
	bool after = pattern.len > 1 && pattern.data[pattern.len - 1] == '*';
	struct pq_view core = pq_view_slice(pattern, before, pattern.len - after);

	if (!text || core.len > rest.len)
		return false;
	if (!before && !after)
		return pq_view_eq(core, rest);
	if (!before)
		return pq_view_starts(rest, core);
	if (!after)
		return pq_view_eq(core, pq_view_from(rest, rest.len - core.len));
	for (size_t i = 0; i + core.len <= rest.len; i++)
		if (pq_view_starts(pq_view_from(rest, i), core))
			return true;
	return false;
}

static enum pq_err read_ports(struct pq_text *text, struct pq_view *out)
{
	size_t start = text->at;
	enum pq_err err = pq_text_word(text, a_list, out);
	uint64_t first;
	uint64_t last;

	for (size_t at = 0; !err && at <= out->len;) {
		size_t end = pq_view_find(*out, ',', at);

		if (!range_of(pq_view_slice(*out, at, end), &first, &last))
			return pq_text_fail(text, PQ_ERR_SYNTAX, start + at, a_list);
		at = end + 1;
	}
	return err;
}

static enum pq_err read_suite(struct pq_text *text, struct pq_view *out)
{
	size_t number = 0;
	enum pq_err err = pq_text_name(text, suites, sizeof(suites) / sizeof(suites[0]), &number);

	if (!err)
		*out = suites[number];
	pq_text_skip_blanks(text);
	return err;
}

/* What became of a scenario: one of these, or a rule that was broken. */
static const struct pq_view verdicts[] = { PQ_VIEW("blocked"), PQ_VIEW("allowed"), PQ_VIEW("error"), PQ_VIEW("void"),
					   PQ_VIEW("unmet") };

static bool is_verdict(struct pq_view word)
{
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++)
		if (pq_view_eq(word, verdicts[i]))
			return true;
	return pq_rule_by_name(word) != PQ_RULE_NONE;
}

/* Behind the name of the subject: that of the scenario, and what came of it. */
static enum pq_err read_verdict(struct pq_text *text, struct pq_row *row)
{
	static const char expected[] = "blocked, allowed, error, void, unmet or the id of a rule";
	enum pq_err err = pq_text_bytes(text, a_name, &row->name);
	size_t start;

	pq_text_skip_blanks(text);
	start = text->at;
	if (!err)
		err = pq_text_word(text, expected, &row->verdict);
	if (!err && !is_verdict(row->verdict))
		err = pq_text_fail(text, PQ_ERR_UNKNOWN, start, expected);
	pq_text_skip_blanks(text);
	return err;
}

static enum pq_err read_until(struct pq_text *text, struct pq_row *row)
{
	size_t start = text->at;
	struct pq_view word;
	enum pq_err err = pq_text_word(text, "until DATE", &word);

	if (!err && !pq_view_is(word, "until"))
		err = pq_text_fail(text, PQ_ERR_SYNTAX, start, "until DATE");
	pq_text_skip_blanks(text);
	start = text->at;
	if (!err)
		err = pq_text_word(text, "a date, YYYY-MM-DD", &row->until);
	if (!err && pq_date_check(row->until))
		err = pq_text_fail(text, pq_date_check(row->until), start, "a date, YYYY-MM-DD");
	return err;
}

static enum pq_err read_reason(struct pq_text *text, struct pq_row *row)
{
	size_t start;
	enum pq_err err;

	pq_text_skip_blanks(text);
	start = text->at;
	err = pq_text_bytes(text, "a reason in quotes", &row->reason);
	if (!err && row->reason.len == 0)
		err = pq_text_fail(text, PQ_ERR_SYNTAX, start, "a reason in quotes that says something");
	return err;
}

/* What is accepted, by the kind's shape. */
static enum pq_err read_subject(struct pq_text *text, struct pq_row *row)
{
	enum shape shape = shape_of(row->kind);
	enum pq_err err = PQ_ERR_OK;

	if (shape == SHAPE_SUITE_NAME)
		err = read_suite(text, &row->suite);
	if (!err && shape == SHAPE_VERDICT) {
		err = pq_text_bytes(text, "the name of a subject, which may begin or end with *", &row->subject);
		pq_text_skip_blanks(text);
		return err ? err : read_verdict(text, row);
	}
	if (!err && shape != SHAPE_PORTS)
		err = pq_text_bytes(text, a_name, &row->name);
	pq_text_skip_blanks(text);
	if (!err && (shape == SHAPE_PORTS || shape == SHAPE_NAME_PORTS)) {
		err = read_ports(text, &row->ports);
		pq_text_skip_blanks(text);
	}
	return err;
}

/* Behind "accept". */
static enum pq_err read_accept(struct pq_text *text, struct pq_row *row, size_t start)
{
	size_t kind = 0;
	enum pq_err err = pq_text_name(text, kinds, sizeof(kinds) / sizeof(kinds[0]), &kind);

	row->kind = (enum pq_row_kind)kind;
	pq_text_skip_blanks(text);
	if (!err)
		err = read_subject(text, row);
	row->what = pq_view_slice(text->text, start, text->at);
	while (row->what.len > 0 && row->what.data[row->what.len - 1] == ' ')
		row->what.len--;
	if (!err)
		err = read_until(text, row);
	return err ? err : read_reason(text, row);
}

static enum pq_err read_row(struct pq_text *text, struct pq_row *row)
{
	size_t statement = 0;
	size_t start;
	enum pq_err err = pq_text_name(text, statements, 2, &statement);

	if (err)
		return err;
	row->line = text->line;
	pq_text_skip_blanks(text);
	start = text->at;
	if (statement == 0) {
		err = read_accept(text, row, start);
	} else {
		row->kind = PQ_ROW_TESTED;
		err = pq_text_bytes(text, a_name, &row->name);
	}
	return err ? err : pq_text_line_end(text);
}

enum pq_err pq_rows_read(struct pq_view text, struct pq_row *rows, size_t *count, struct pq_buf *pool,
			 struct pq_diag *diag)
{
	static const struct pq_view format = PQ_VIEW("pratique-baseline");
	static const struct pq_view version = PQ_VIEW("1");
	struct pq_text reader;
	enum pq_err err;

	pq_text_init(&reader, text, pool, diag);
	reader.pool_limit = "at most 1048576 bytes in quotes (PQ_MAX_BASELINE_BYTES)";
	err = pq_text_header(&reader, format, version);
	*count = 0;
	while (!err && !pq_text_at_end(&reader)) {
		pq_text_skip_blanks(&reader);
		if (!pq_text_at_line_end(&reader) && pq_text_peek(&reader) != '#') {
			if (*count == PQ_MAX_BASELINE_ROWS)
				return pq_text_fail_limit(&reader, reader.line_start, PQ_MAX_BASELINE_ROWS,
							  " rows (PQ_MAX_BASELINE_ROWS)");
			rows[*count] = (struct pq_row){ .kind = PQ_ROW_COUNT };
			err = read_row(&reader, &rows[*count]);
			*count += !err;
		}
		if (!err)
			pq_text_next_line(&reader);
	}
	return err;
}

/* SPDX-License-Identifier: MIT */
#include "policy/argument.h"

#include "base/ascii.h"
#include "base/date.h"
#include "policy/word.h"

#define EXPECTED_DATE "a date such as 2016-03-10"
#define EXPECTED_WHY "\"since\" or \"until\" and a date, a quoted reason, or the end of the line"

enum pq_err pq_policy_fail_at(const struct pq_text *text, enum pq_err err, struct pq_view part, const char *expected)
{
	return pq_text_fail(text, err, (size_t)(part.data - text->text.data), expected);
}

/* Takes the rest of the line, without blanks at its end. What is kept as written may not steer a terminal. */
enum pq_err pq_policy_read_rest(struct pq_text *text, struct pq_view *out)
{
	struct pq_view rest = pq_text_rest(text);

	for (size_t i = 0; i < rest.len; i++)
		if ((rest.data[i] < 0x20 && rest.data[i] != '\t') || rest.data[i] == 0x7f)
			return pq_policy_fail_at(text, PQ_ERR_SYNTAX, pq_view_from(rest, i),
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
		return pq_policy_fail_at(text, err, date, EXPECTED_DATE);
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
				       "tcp, stun-udp, stun-tcp, turn-udp, turn-tcp, webtransport)";
	struct pq_view list;
	size_t from = 0;
	enum pq_err err = pq_text_word(text, expected, &list);

	while (!err && from <= list.len) {
		struct pq_view item = next_item(list, &from);
		enum pq_scheme scheme = pq_scheme_by_name(item);

		if (scheme == PQ_SCHEME_OTHER)
			return pq_policy_fail_at(text, PQ_ERR_SYNTAX, item, expected);
		*schemes |= UINT32_C(1) << scheme;
	}
	return err;
}

static enum pq_err read_port(const struct pq_text *text, struct pq_view digits, uint16_t *port)
{
	uint64_t n;

	if (!pq_ascii_decimal(digits, UINT16_MAX, &n)) {
		enum pq_err err = pq_ascii_all(digits, PQ_ASCII_DIGIT) ? PQ_ERR_RANGE : PQ_ERR_SYNTAX;

		return pq_policy_fail_at(text, err, digits, "a port from 0 to 65535");
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
		err = pq_policy_fail_at(text, PQ_ERR_RANGE, item, "a range whose first port is not above its last");
	return err;
}

static enum pq_err read_ranges(struct pq_text *text, struct pq_policy *policy, struct pq_entry *entry)
{
	struct pq_view list;
	size_t from = 0;
	enum pq_err err = pq_text_word(text, "ports, such as 25,6665-6669", &list);

	entry->ranges = policy->ranges + policy->range_count;
	while (!err && from <= list.len) {
		struct pq_view item = next_item(list, &from);

		if (policy->range_count == PQ_MAX_POLICY_RANGES)
			return pq_policy_fail_at(
				text, PQ_ERR_LIMIT, item,
				"at most 1024 port ranges, the base's included (PQ_MAX_POLICY_RANGES)");
		err = read_range(text, item, &policy->ranges[policy->range_count]);
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

/* Reads the date that follows the word "since" or "until", each of which stands once. */
static enum pq_err read_limit(struct pq_text *text, struct pq_view word, struct pq_entry *entry)
{
	bool until = pq_view_is(word, "until");
	enum pq_err err;

	if (entry->until.len || (!until && (entry->since.len || !pq_view_is(word, "since"))))
		return pq_policy_fail_at(text, PQ_ERR_SYNTAX, word, EXPECTED_WHY);
	pq_text_skip_blanks(text);
	err = read_date(text, until ? &entry->until : &entry->since);
	if (!err && until && entry->since.len && pq_date_number(entry->until) <= pq_date_number(entry->since))
		err = pq_policy_fail_at(text, PQ_ERR_RANGE, entry->until, "a day after that of since");
	return err;
}

/* Reads `[since DATE] [until DATE] ["REASON"]`; a note has no other text than its reason. */
static enum pq_err read_why(struct pq_text *text, struct pq_entry *entry)
{
	enum pq_err err = PQ_ERR_OK;

	pq_text_skip_blanks(text);
	while (!err && !pq_text_at_line_end(text) && !at_reason(text)) {
		struct pq_view word;

		err = pq_text_word(text, EXPECTED_WHY, &word);
		err = err ? err : read_limit(text, word, entry);
		pq_text_skip_blanks(text);
	}
	if (!err && at_reason(text))
		err = pq_text_bytes(text, EXPECTED_WHY, &entry->reason);
	if (!err && entry->kind == PQ_ENTRY_NOTE && !entry->reason.len)
		err = pq_text_fail(text, PQ_ERR_SYNTAX, text->at, "the note's text in quotes");
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
		return pq_policy_fail_at(text, PQ_ERR_SYNTAX, name, expected);
	*out = name;
	return PQ_ERR_OK;
}

static enum pq_err read_source(struct pq_text *text, struct pq_view *out)
{
	size_t begin = text->at;
	enum pq_err err = pq_policy_read_rest(text, out);

	if (!err && !out->len)
		return pq_text_fail(text, PQ_ERR_SYNTAX, begin, "where the policy comes from, in words");
	return err;
}

/* NAME or NAME@DATE; what stands before the @ need not be known. */
static enum pq_err read_base(struct pq_text *text, struct pq_view *out)
{
	static const char expected[] = "a name, or a name@date such as fetch@2016, fetch@2016-03 or fetch@2016-03-10";
	struct pq_view name;
	uint32_t day;
	size_t at;
	enum pq_err err = pq_text_word(text, expected, &name);

	if (err)
		return err;
	at = pq_view_find(name, '@', 0);
	if (!at || !pq_ascii_all(pq_view_slice(name, 0, at), PQ_ASCII_TOKEN))
		return pq_policy_fail_at(text, PQ_ERR_SYNTAX, name, expected);
	if (at < name.len)
		err = pq_date_last_day(pq_view_from(name, at + 1), &day);
	if (err)
		return pq_policy_fail_at(text, err, pq_view_from(name, at + 1), expected);
	*out = name;
	return PQ_ERR_OK;
}

enum pq_err pq_policy_read_arguments(struct pq_text *text, struct pq_policy *policy, struct pq_entry *entry)
{
	enum pq_err err = PQ_ERR_OK;

	pq_text_skip_blanks(text);
	switch (pq_policy_shapes[entry->kind]) {
	case PQ_SHAPE_REST:
		err = read_source(text, &entry->text);
		break;
	case PQ_SHAPE_DATE:
		err = read_date(text, &entry->text);
		break;
	case PQ_SHAPE_BASE:
		err = read_base(text, &entry->text);
		break;
	case PQ_SHAPE_PORTS:
		err = read_schemes(text, &entry->schemes);
		pq_text_skip_blanks(text);
		err = err ? err : read_ranges(text, policy, entry);
		break;
	case PQ_SHAPE_TOKEN:
	case PQ_SHAPE_NAME:
		err = read_token(text, &entry->text);
		break;
	default:
		break;
	}
	if (!err && pq_policy_is_rule(entry->kind))
		err = read_why(text, entry);
	return err ? err : pq_text_line_end(text);
}

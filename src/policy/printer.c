/* SPDX-License-Identifier: MIT */
/* The canonical text: arguments begin in column 9, or one blank after a longer word. */
#include "policy/policy.h"

#include "base/date.h"
#include "base/text.h"
#include "policy/word.h"

#define ARGUMENT_COLUMN 8

static void print_word(struct pq_view word, struct pq_buf *out)
{
	pq_buf_add(out, word);
	for (size_t at = word.len; at < ARGUMENT_COLUMN - 1; at++)
		pq_buf_add_byte(out, ' ');
	pq_buf_add_byte(out, ' ');
}

static void print_schemes(uint32_t schemes, struct pq_buf *out)
{
	const char *separator = "";

	for (unsigned int scheme = 0; scheme < PQ_SCHEME_COUNT; scheme++) {
		if (!(schemes >> scheme & 1))
			continue;
		pq_buf_add_str(out, separator);
		pq_buf_add_str(out, pq_scheme_name((enum pq_scheme)scheme));
		separator = ",";
	}
}

static void print_ranges(const struct pq_entry *entry, struct pq_buf *out)
{
	for (size_t i = 0; i < entry->range_count; i++) {
		pq_buf_add_str(out, i ? "," : " ");
		pq_buf_add_u64(out, entry->ranges[i].first);
		if (entry->ranges[i].first == entry->ranges[i].last)
			continue;
		pq_buf_add_byte(out, '-');
		pq_buf_add_u64(out, entry->ranges[i].last);
	}
}

static void print_why(const struct pq_entry *entry, struct pq_buf *out)
{
	if (entry->since.len) {
		pq_buf_add_str(out, " since ");
		pq_buf_add(out, entry->since);
	}
	if (entry->until.len) {
		pq_buf_add_str(out, " until ");
		pq_buf_add(out, entry->until);
	}
	if (entry->reason.len) {
		pq_buf_add_byte(out, ' ');
		pq_text_quote(entry->reason, out);
	}
}

static void print_entry(const struct pq_entry *entry, struct pq_buf *out)
{
	if (pq_policy_shapes[entry->kind] == PQ_SHAPE_BARE)
		pq_buf_add(out, pq_policy_words[entry->kind]);
	else if (entry->kind != PQ_ENTRY_COMMENT)
		print_word(pq_policy_words[entry->kind], out);
	pq_buf_add(out, entry->text);
	if (pq_policy_shapes[entry->kind] == PQ_SHAPE_PORTS) {
		print_schemes(entry->schemes, out);
		print_ranges(entry, out);
	}
	print_why(entry, out);
	pq_buf_add_byte(out, '\n');
}

static void print_header(struct pq_buf *out)
{
	pq_buf_add_str(out, "pratique-policy 1\n");
}

void pq_policy_print(const struct pq_policy *policy, struct pq_buf *out)
{
	print_header(out);
	for (size_t i = 0; i < policy->entry_count; i++)
		if (!policy->entries[i].inherited)
			print_entry(&policy->entries[i], out);
}

static void print_day(uint32_t day, struct pq_buf *out)
{
	print_word(pq_policy_words[PQ_ENTRY_DATE], out);
	pq_date_print(day, out);
	pq_buf_add_byte(out, '\n');
}

/* Index of the entry of that kind; entry_count if there is none. */
static size_t find(const struct pq_policy *policy, enum pq_entry_kind kind)
{
	size_t at = 0;

	while (at < policy->entry_count && (policy->entries[at].inherited || policy->entries[at].kind != kind))
		at++;
	return at;
}

void pq_policy_print_state(const struct pq_policy *policy, struct pq_buf *out)
{
	size_t date = find(policy, PQ_ENTRY_DATE);
	size_t name = find(policy, PQ_ENTRY_NAME);
	/* Without a date line, the day stands below the name; without a name, first of all. */
	bool late = date == policy->entry_count && policy->as_of;

	print_header(out);
	if (late && name == policy->entry_count)
		print_day(policy->as_of, out);
	for (size_t i = 0; i < policy->entry_count; i++) {
		const struct pq_entry *entry = &policy->entries[i];

		if (i == date)
			print_day(policy->as_of, out);
		else if (!entry->inherited && (entry->in_force || !pq_policy_is_rule(entry->kind)))
			print_entry(entry, out);
		if (i == name && late)
			print_day(policy->as_of, out);
	}
}

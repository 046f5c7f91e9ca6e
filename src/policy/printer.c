/* SPDX-License-Identifier: MIT */
/* The canonical text: arguments begin in column 9, or one blank after a longer word. */
#include "policy/policy.h"

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
	if (entry->reason.len) {
		pq_buf_add_byte(out, ' ');
		pq_text_quote(entry->reason, out);
	}
}

static void print_entry(const struct pq_entry *entry, struct pq_buf *out)
{
	if (entry->kind != PQ_ENTRY_COMMENT)
		print_word(pq_policy_words[entry->kind], out);
	pq_buf_add(out, entry->text);
	if (pq_policy_shapes[entry->kind] == PQ_SHAPE_PORTS) {
		print_schemes(entry->schemes, out);
		print_ranges(entry, out);
	}
	print_why(entry, out);
	pq_buf_add_byte(out, '\n');
}

void pq_policy_print(const struct pq_policy *policy, struct pq_buf *out)
{
	pq_buf_add_str(out, "pratique-policy 1\n");
	for (size_t i = 0; i < policy->entry_count; i++)
		if (!policy->entries[i].inherited)
			print_entry(&policy->entries[i], out);
}

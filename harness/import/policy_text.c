/* SPDX-License-Identifier: MIT */
/* pratique-policy text itself: what it says, line by line. The rules of its base are not repeated. */
#include <stdlib.h>

#include "import/reading.h"
#include "policy/policy.h"

#define BASE "the rules of this built-in policy count as well; they are not repeated here"
#define NOT_YET "this rule is not in force on the day of the text, so it does not count"

bool pq_import_is_policy(struct pq_view text)
{
	return pq_view_starts(text, pq_view_str("pratique-policy "));
}

/* The index behind the blanks and the word at `at`. */
static size_t skip_word(struct pq_view line, size_t at)
{
	while (at < line.len && line.data[at] == ' ')
		at++;
	while (at < line.len && line.data[at] != ' ')
		at++;
	while (at < line.len && line.data[at] == ' ')
		at++;
	return at;
}

/* "http,https" of the bits, in the import's memory. */
static const char *schemes_text(struct pq_reading *reading, uint32_t schemes)
{
	char *out = (char *)pq_reading_text(reading, 16 * PQ_SCHEME_COUNT);
	size_t len = 0;

	for (int i = 1; out && i < PQ_SCHEME_COUNT; i++) {
		const char *name = pq_scheme_name((enum pq_scheme)i);

		if (!(schemes >> i & 1))
			continue;
		if (len)
			out[len++] = ',';
		memcpy(out + len, name, strlen(name));
		len += strlen(name);
	}
	return out;
}

/* The policy goes away, so what is kept of it is copied. */
static struct pq_view keep(struct pq_reading *reading, struct pq_view text)
{
	unsigned char *copy = text.len ? pq_reading_text(reading, text.len) : NULL;

	if (copy)
		memcpy(copy, text.data, text.len);
	return pq_view(copy, copy ? text.len : 0);
}

static void add_ports(struct pq_reading *reading, const struct pq_entry *entry, struct pq_view line, uint32_t number)
{
	size_t at = skip_word(line, skip_word(line, 0));
	struct pq_import_item place = { .line = number,
					.comment = keep(reading, entry->reason),
					.schemes = schemes_text(reading, entry->schemes),
					.allow = entry->kind != PQ_ENTRY_BLOCK,
					.only = entry->kind == PQ_ENTRY_ONLY };

	for (size_t i = 0; i < entry->range_count && !reading->err; i++) {
		place.column = (uint32_t)at + 1;
		pq_reading_add_ports(reading, &place, entry->ranges[i].first, entry->ranges[i].last);
		at = pq_view_find(line, ',', at) + 1;
	}
}

static bool of_kind(const struct pq_entry *entry, enum pq_import_kind kind)
{
	static const enum pq_entry_kind names[] = {
		[PQ_IMPORT_HEADERS] = PQ_ENTRY_FORBID_HEADER,
		[PQ_IMPORT_PREFIXES] = PQ_ENTRY_FORBID_PREFIX,
		[PQ_IMPORT_METHODS] = PQ_ENTRY_FORBID_METHOD,
		[PQ_IMPORT_OVERRIDES] = PQ_ENTRY_FORBID_OVERRIDE,
	};

	if (kind == PQ_IMPORT_PORTS)
		return entry->kind == PQ_ENTRY_BLOCK || entry->kind == PQ_ENTRY_ALLOW || entry->kind == PQ_ENTRY_ONLY;
	return entry->kind == names[kind];
}

static void add_entry(struct pq_reading *reading, const struct pq_entry *entry, enum pq_import_kind kind,
		      struct pq_view line, uint32_t number)
{
	struct pq_import_item place = { .line = number, .column = (uint32_t)skip_word(line, 0) + 1 };

	if (entry->kind == PQ_ENTRY_BASE && kind == PQ_IMPORT_PORTS) {
		reading->base = keep(reading, entry->text);
		pq_reading_note(reading, number, place.column, BASE, reading->base);
	}
	if (!of_kind(entry, kind))
		return;
	if (!entry->in_force) {
		pq_reading_note(reading, number, 1, NOT_YET, pq_view_str(""));
		return;
	}
	if (reading->lists.count == 0 || pq_reading_last(reading)->kind != kind) {
		struct pq_import_list list = { .kind = kind, .role = PQ_IMPORT_BLOCKS, .line = number, .column = 1 };

		if (!pq_reading_begin(reading, &list))
			return;
	}
	if (kind == PQ_IMPORT_PORTS) {
		add_ports(reading, entry, line, number);
		return;
	}
	place.name = keep(reading, entry->text);
	place.comment = keep(reading, entry->reason);
	pq_reading_add(reading, &place);
}

/* Every line but the first is one entry; those of the base stand right behind the line that names it. */
static void add_kind(struct pq_reading *reading, const struct pq_policy *policy, enum pq_import_kind kind)
{
	struct pq_view text = reading->text;
	size_t at = pq_view_find(text, '\n', 0) + 1;
	uint32_t number = 2;

	for (size_t i = 0; i < policy->entry_count && !reading->err; i++) {
		size_t end = pq_view_find(text, '\n', at);

		if (policy->entries[i].inherited)
			continue;
		add_entry(reading, &policy->entries[i], kind, pq_view_slice(text, at, end), number);
		at = end + 1;
		number++;
	}
}

enum pq_err pq_import_read_policy(struct pq_reading *reading)
{
	struct pq_policy *policy = malloc(sizeof(*policy));
	struct pq_diag diag = { 0, 0, "" };
	enum pq_err err;

	if (!policy)
		return pq_reading_no_memory(reading);
	err = pq_policy_parse(policy, reading->text, &diag);
	if (err)
		pq_reading_fail(reading, err, diag.line, diag.column, diag.expected);
	for (int kind = PQ_IMPORT_PORTS; kind < PQ_IMPORT_KIND_COUNT && !reading->err; kind++)
		add_kind(reading, policy, (enum pq_import_kind)kind);
	free(policy);
	return reading->err;
}

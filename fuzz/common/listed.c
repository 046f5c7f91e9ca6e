/* SPDX-License-Identifier: MIT */
#include "common/listed.h"

#include "base/ascii.h"

#define BORDERS 64 /* entries whose borders are compared */

/* Digits of that base at `at`, without the marks that separate them; saturates. */
static uint64_t value_in(struct pq_view text, size_t at, uint32_t base)
{
	uint64_t value = 0;

	for (; at < text.len && value <= UINT32_MAX; at++) {
		unsigned char c = text.data[at];
		uint32_t digit = pq_ascii_is(c, PQ_ASCII_HEX) ? pq_ascii_hex_value(c) : 99;

		if (c == '_' || c == '\'')
			continue;
		if (digit >= base)
			break;
		value = value * base + digit;
	}
	return value;
}

static bool stands_at(struct pq_view text, size_t at, uint64_t value)
{
	unsigned char mark = at + 1 < text.len ? (unsigned char)(text.data[at + 1] | 0x20) : '\0';

	/* Where a number begins, not inside of a word or of another one. */
	if (!pq_ascii_is(text.data[at], PQ_ASCII_DIGIT) ||
	    (at > 0 && (pq_ascii_is(text.data[at - 1], PQ_ASCII_ALPHA | PQ_ASCII_DIGIT) || text.data[at - 1] == '_')))
		return false;
	if (value_in(text, at, 10) == value || value_in(text, at, 8) == value)
		return true;
	return text.data[at] == '0' && ((mark == 'x' && value_in(text, at + 2, 16) == value) ||
					(mark == 'o' && value_in(text, at + 2, 8) == value) ||
					(mark == 'b' && value_in(text, at + 2, 2) == value));
}

static bool stands(struct pq_view text, uint64_t value)
{
	for (size_t at = 0; at < text.len; at++)
		if (stands_at(text, at, value))
			return true;
	return false;
}

bool pq_fuzz_port_stands(struct pq_view text, const struct pq_import_item *item)
{
	size_t start = 0;
	size_t end;

	for (uint32_t line = 1; line < item->line; line++)
		start = pq_view_find(text, '\n', start) + 1;
	end = pq_view_find(text, '\n', start);
	/* A range that leaves its end out has the number behind it written. */
	return stands(pq_view_slice(text, start, end), item->first) &&
	       (item->last == item->first || stands(pq_view_from(text, start), item->last) ||
		stands(pq_view_from(text, start), item->last + 1ull));
}

static bool named(const char *schemes, const char *scheme)
{
	struct pq_view rest = pq_view_str(schemes);

	while (rest.len) {
		size_t comma = pq_view_find(rest, ',', 0);

		if (pq_view_is(pq_view_slice(rest, 0, comma), scheme))
			return true;
		rest = pq_view_from(rest, comma + 1);
	}
	return false;
}

/* Lists of that role say what becomes of the port, entry by entry. */
static void follow(const struct pq_import *import, enum pq_import_role role, const char *scheme, uint32_t port,
		   bool *blocked)
{
	bool only = false;

	for (size_t i = 0; i < import->list_count; i++) {
		const struct pq_import_list *list = &import->lists[i];

		for (size_t k = 0; list->kind == PQ_IMPORT_PORTS && list->role == role && k < list->item_count; k++) {
			const struct pq_import_item *item = &list->items[k];

			if (!pq_import_item_counts(import, list, k) ||
			    !named(item->schemes ? item->schemes : import->schemes, scheme))
				continue;
			if (item->only && !only)
				only = *blocked = true;
			if (item->first <= port && port <= item->last)
				*blocked = !item->allow;
		}
	}
}

static bool blocks(const struct pq_import *import, const char *scheme, uint32_t port)
{
	bool blocked = false;

	follow(import, PQ_IMPORT_BLOCKS, scheme, port, &blocked);
	follow(import, PQ_IMPORT_ALLOWS, scheme, port, &blocked);
	return blocked;
}

static bool same(const struct pq_import *import, const struct pq_import *other, uint32_t port)
{
	static const char *const schemes[] = { "http", "wss", "ftp", "tcp" };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (blocks(import, schemes[i], port) != blocks(other, schemes[i], port))
			return false;
	return true;
}

bool pq_fuzz_same_ports(const struct pq_import *import, const struct pq_import *other)
{
	size_t count = 0;

	for (size_t i = 0; i < import->list_count; i++) {
		const struct pq_import_list *list = &import->lists[i];

		for (size_t k = 0; list->kind == PQ_IMPORT_PORTS && k < list->item_count && count < BORDERS; k++) {
			uint32_t first = list->items[k].first, last = list->items[k].last;

			if (!same(import, other, first) || !same(import, other, last) ||
			    !same(import, other, (first - 1) & 0xffff) || !same(import, other, (last + 1) & 0xffff))
				return false;
			count++;
		}
	}
	return true;
}

bool pq_fuzz_lists_anything(const struct pq_import *import)
{
	for (size_t i = 0; i < import->list_count; i++) {
		const struct pq_import_list *list = &import->lists[i];

		for (size_t k = 0; list->role != PQ_IMPORT_BESIDE && k < list->item_count; k++)
			if (pq_import_item_counts(import, list, k) &&
			    (list->kind == PQ_IMPORT_PORTS || pq_ascii_all(list->items[k].name, PQ_ASCII_TOKEN)))
				return true;
	}
	return false;
}

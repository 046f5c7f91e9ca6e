/* SPDX-License-Identifier: MIT */
/*
 * From the lists that stand in a program's source to those that are meant: the port list, of which there is one, what
 * belongs to it, and the lists of names.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "import/decode.h"
#include "import/reading.h"
#include "import/scan_class.h"
#include "import/search.h"

#define BRANCH                                                                                                         \
	"another branch of the same list of labels: what it leads to was not followed, so its ports count as neither " \
	"blocked nor allowed"
#define INVERTED \
	"these labels lead to the answer that lets a port through, so they count as neither blocked nor allowed"
#define ANOTHER "another list of ports: it does not count, as the other list has the name that is known"
#define FTP "an exception for FTP, read off a condition"
#define ENUMERATORS "names of enumerators were read as the header names that they spell"
#define ZERO "port 0 is refused beside the list, read off a condition"
#define NO_PORT "no port: it was left out"
#define NO_NAME "no name: it was left out"
#define ESCAPE "an escape that is not known stands in the name as written"
#define LEADING_ZERO "written with a leading zero: compared as text, it never matches"
#define OTHER_METHODS "a comparison with a method that is not a forbidden one was left out"
#define ZERO_BEHIND "it stands behind the 0 that ends the list, so the search never sees it"
#define LAST_ZERO "a 0 at the end of the list was taken as port 0; if it is there to end the search, it is none"
#define DEEP "brackets within brackets were not followed from here on"
#define FILES "file URLs are treated otherwise here; no scheme of a policy stands for them"
#define UNMATCHED "an #else or #endif without #if: conditions behind it may be wrong"

/* A list of the scan, and what it is. taken: it has become a list of the import, or part of one */
struct choice {
	const struct pq_scan_list *list;
	struct pq_class class;
	bool taken;
};

struct chooser {
	struct pq_reading *reading;
	struct pq_scan scan;
	struct choice *choices;
	size_t count;
	bool zero_ends;
};

static struct pq_view called(const struct pq_scan_list *list)
{
	return list->name.len ? list->name : list->function;
}

static struct pq_class known_class(const struct chooser *chooser, const struct pq_scan_list *list)
{
	const struct pq_import_known *known = chooser->reading->format->known;

	for (size_t i = 0; i < PQ_IMPORT_KNOWN && known[i].identifier; i++)
		if (pq_view_is(list->name, known[i].identifier))
			return (struct pq_class){ PQ_CLASS_KNOWN, known[i].kind, known[i].role, NULL };
	return (struct pq_class){ .strength = PQ_CLASS_NONE };
}

static struct pq_class class_of(const struct chooser *chooser, const struct pq_scan_list *list)
{
	struct pq_class known = known_class(chooser, list);
	struct pq_class class = known.strength ? known : pq_scan_class(&chooser->scan, list);
	struct pq_view wanted = chooser->reading->identifier;

	if (!wanted.len || list->shape > PQ_SCAN_BRANCH || !pq_view_eq(wanted, called(list)))
		return class;
	if (class.strength == PQ_CLASS_NONE)
		class.kind = pq_scan_is_ports(&chooser->scan, list) ? PQ_IMPORT_PORTS : PQ_IMPORT_HEADERS;
	class.role = PQ_IMPORT_BLOCKS;
	class.strength = PQ_CLASS_WANTED;
	class.why = NULL;
	return class;
}

/* A branch whose answer means the opposite of its function's name, such as "false" of is_bad_port. */
static bool inverted(const struct pq_scan_list *list)
{
	struct pq_view yes = pq_view_str("true");
	struct pq_view no = pq_view_str("false");
	bool says_yes = pq_import_find(list->result, yes, 0) < list->result.len;
	bool says_no = pq_import_find(list->result, no, 0) < list->result.len;
	bool permits = pq_classify_ports(list->function).role == PQ_IMPORT_BESIDE;

	return list->shape == PQ_SCAN_BRANCH && says_yes != says_no && (permits ? says_yes : says_no);
}

static void classify(struct chooser *chooser)
{
	for (size_t i = 0; i < chooser->count; i++) {
		struct choice *choice = &chooser->choices[i];

		choice->list = pq_import_array_at(&chooser->scan.lists, i);
		choice->class = class_of(chooser, choice->list);
		if (choice->class.kind == PQ_IMPORT_PORTS && inverted(choice->list)) {
			choice->class.role = PQ_IMPORT_BESIDE;
			choice->class.why = INVERTED;
		}
		if (choice->list->shape == PQ_SCAN_OTHERS && choice->class.kind == PQ_IMPORT_PORTS)
			choice->class.why = BRANCH;
		if (choice->list->shape == PQ_SCAN_FTP)
			choice->class.why = FTP;
		if (choice->list->shape == PQ_SCAN_ZERO)
			choice->class.why = ZERO;
	}
}

static const struct pq_scan_item *scanned(const struct chooser *chooser, const struct pq_scan_list *list, size_t index)
{
	return pq_import_array_at(&chooser->scan.items, list->items + index);
}

static struct pq_import_item place_of(const struct pq_scan_item *item)
{
	struct pq_import_item place = {
		.line = item->line, .column = item->column, .comment = item->comment, .condition = item->condition
	};

	return place;
}

static void add_port(struct chooser *chooser, const struct pq_scan_item *item, enum pq_import_role role,
		     const char *schemes)
{
	struct pq_reading *reading = chooser->reading;
	struct pq_import_item place = place_of(item);
	uint32_t first = item->first, last = item->last;

	place.allow = role == PQ_IMPORT_ALLOWS;
	place.schemes = schemes;
	if (item->text.data && !pq_scan_text_ports(item->text, &first, &last)) {
		pq_reading_note(reading, item->line, item->column, NO_PORT, item->text);
		return;
	}
	if (item->text.len > 1 && item->text.data[0] == '0')
		pq_reading_note(reading, item->line, item->column, LEADING_ZERO, item->text);
	if (item->wide)
		last = UINT32_MAX;
	pq_reading_add_ports(reading, &place, first, last);
}

static void add_name(struct chooser *chooser, const struct pq_scan_item *item, bool methods_only)
{
	struct pq_reading *reading = chooser->reading;
	struct pq_import_item place = place_of(item);
	bool known = true;

	if (!item->text.len) {
		pq_reading_note(reading, item->line, item->column, NO_NAME, item->text);
		return;
	}
	place.name = item->enumerator ? pq_import_spell(reading, item->text)
		     : item->escaped  ? pq_import_unescape(reading, item->text, &known)
				      : item->text;
	if (!known)
		pq_reading_note(reading, item->line, item->column, ESCAPE, item->text);
	if (methods_only && !pq_classify_known_method(place.name))
		pq_reading_note(reading, item->line, item->column, OTHER_METHODS, item->text);
	else
		pq_reading_add(reading, &place);
}

static bool says_end(struct pq_view comment)
{
	static const char *const words[] = { "zero", "terminat", "sentinel", "end of" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (pq_import_find(comment, pq_view_str(words[i]), 0) < comment.len)
			return true;
	return false;
}

/*
 * Takes the 0 that ends the search off the list: the first one where the format's search ends there and the file does
 * not show another one, or the last entry if its comment says that it ends the list.
 */
static void find_end(struct chooser *chooser, size_t from)
{
	struct pq_reading *reading = chooser->reading;
	struct pq_import_list *list = pq_reading_last(reading);
	struct pq_import_item *items = pq_import_array_at(&reading->items, from);
	size_t count = list->item_count;
	size_t end = 0;

	while (end < count && items[end].last != 0)
		end++;
	if (end == count)
		return;
	if ((!chooser->zero_ends || reading->by_length) && (end != count - 1 || !says_end(items[end].comment))) {
		if (end == count - 1 && end > 0)
			pq_reading_note(reading, items[end].line, items[end].column, LAST_ZERO, pq_view_str(""));
		return;
	}
	list->terminated = true;
	list->terminator_line = items[end].line;
	list->terminator_column = items[end].column;
	list->live_count = end;
	/* Where an earlier 0 ends it, the one that was meant to is no entry either. */
	if (count - 1 > end && items[count - 1].last == 0) {
		count--;
		reading->items.count--;
	}
	for (size_t i = end + 1; i < count; i++) {
		items[i - 1] = items[i];
		pq_reading_note(reading, items[i].line, items[i].column, ZERO_BEHIND, pq_view_str(""));
	}
	list->item_count = count - 1;
	reading->items.count--;
}

static void add_notes(struct chooser *chooser, const struct pq_scan_list *list)
{
	for (size_t i = 0; i < list->note_count; i++) {
		const struct pq_import_note *note = pq_import_array_at(&chooser->scan.notes, list->notes + i);

		pq_reading_note(chooser->reading, note->line, note->column, note->what, note->text);
	}
}

/* Two that are one list: on two sides of a conditional, or gathered entry by entry. */
static bool belong_together(const struct chooser *chooser, const struct choice *a, const struct choice *b)
{
	const struct pq_scan_item *first_a, *first_b;

	if (a->list->shape != b->list->shape || a->class.kind != b->class.kind || a->class.role != b->class.role)
		return false;
	if (a->list->shape >= PQ_SCAN_PREFIX)
		return pq_view_eq(a->list->function, b->list->function);
	if (!a->list->name.len || !pq_view_eq(a->list->name, b->list->name) || !a->list->item_count ||
	    !b->list->item_count)
		return false;
	first_a = scanned(chooser, a->list, 0);
	first_b = scanned(chooser, b->list, 0);
	return first_a->condition && first_b->condition && first_a->condition != first_b->condition;
}

static void add_items(struct chooser *chooser, const struct choice *choice)
{
	const char *schemes = choice->list->shape == PQ_SCAN_FTP ? "ftp" : NULL;
	bool methods_only = choice->list->shape == PQ_SCAN_EQUAL && choice->class.kind == PQ_IMPORT_METHODS;

	for (size_t i = 0; i < choice->list->item_count && !chooser->reading->err; i++) {
		const struct pq_scan_item *item = scanned(chooser, choice->list, i);

		if (choice->class.kind == PQ_IMPORT_PORTS)
			add_port(chooser, item, choice->class.role, schemes);
		else
			add_name(chooser, item, methods_only);
	}
	add_notes(chooser, choice->list);
}

static enum pq_import_search search_of(const struct pq_scan_list *list)
{
	if (list->shape == PQ_SCAN_BRANCH || list->shape == PQ_SCAN_OTHERS)
		return PQ_IMPORT_SEARCH_SWITCH;
	if (list->set)
		return PQ_IMPORT_SEARCH_SET;
	if (list->within && !list->strings)
		return PQ_IMPORT_SEARCH_LINEAR;
	return list->strings ? PQ_IMPORT_SEARCH_STRINGS : PQ_IMPORT_SEARCH_UNKNOWN;
}

/* Makes a list of the choice and of those that belong to it. */
static void take(struct chooser *chooser, struct choice *choice)
{
	struct pq_reading *reading = chooser->reading;
	struct pq_import_list list = { .kind = choice->class.kind,
				       .role = choice->class.role,
				       .identifier = called(choice->list),
				       .line = choice->list->line,
				       .column = choice->list->column,
				       .quoted = choice->list->strings,
				       .search = search_of(choice->list) };
	bool searched =
		list.kind == PQ_IMPORT_PORTS && list.role == PQ_IMPORT_BLOCKS && choice->list->shape != PQ_SCAN_ZERO;
	size_t from = reading->items.count;

	if (list.kind == PQ_IMPORT_PORTS)
		list.element = choice->list->element;
	if (choice->list->within && list.kind == PQ_IMPORT_PORTS)
		reading->comparison_line = list.search_line = list.line;

	if (!pq_reading_begin(reading, &list))
		return;
	if (choice->class.why)
		pq_reading_note(reading, list.line, list.column, choice->class.why, list.identifier);
	for (size_t i = 0; i < chooser->count; i++) {
		struct choice *other = &chooser->choices[i];

		if (other != choice && (other->taken || !belong_together(chooser, choice, other)))
			continue;
		other->taken = true;
		add_items(chooser, other);
	}
	if (choice->list->item_count && scanned(chooser, choice->list, 0)->enumerator)
		pq_reading_note(reading, list.line, list.column, ENUMERATORS, scanned(chooser, choice->list, 0)->text);
	reading->by_length = false;
	/* Comparisons of which none was with a forbidden method are no list. */
	if (choice->list->shape == PQ_SCAN_EQUAL && pq_reading_last(reading)->item_count == 0)
		reading->lists.count--;
	else if (searched)
		pq_import_search_for(reading);
	if (searched && !reading->err)
		find_end(chooser, from);
}

static bool blocks_ports(const struct choice *choice)
{
	return choice->class.strength && choice->class.kind == PQ_IMPORT_PORTS &&
	       choice->class.role == PQ_IMPORT_BLOCKS && choice->list->shape != PQ_SCAN_ZERO;
}

static void name_list(const struct pq_scan_list *list, char *out, size_t size)
{
	struct pq_view name = called(list);
	bool text = name.len > 0 && name.len < 80;

	if (text)
		snprintf(out, size, "'%.*s' (line %u)", (int)name.len, (const char *)name.data, list->line);
	else
		snprintf(out, size, "the one without a name in line %u", list->line);
}

static void two_lists(struct chooser *chooser, const struct choice *a, const struct choice *b)
{
	char names[2][160];
	char expected[512];

	name_list(a->list, names[0], sizeof(names[0]));
	name_list(b->list, names[1], sizeof(names[1]));
	snprintf(expected, sizeof(expected), "one list of ports, not two: %s and %s; --list NAME tells which", names[0],
		 names[1]);
	pq_reading_fail(chooser->reading, PQ_ERR_SYNTAX, b->list->line, b->list->column, expected);
}

/* The port list: the one that is surest. Several that are equally sure are an error. */
static void take_ports(struct chooser *chooser)
{
	struct choice *best = NULL;

	for (size_t i = 0; i < chooser->count; i++)
		if (blocks_ports(&chooser->choices[i]) &&
		    (!best || chooser->choices[i].class.strength > best->class.strength))
			best = &chooser->choices[i];
	if (!best)
		return;
	for (size_t i = 0; i < chooser->count; i++) {
		struct choice *other = &chooser->choices[i];

		if (other == best || !blocks_ports(other) || belong_together(chooser, best, other))
			continue;
		if (other->class.strength == best->class.strength) {
			two_lists(chooser, best, other);
			return;
		}
	}
	take(chooser, best);
	for (size_t i = 0; i < chooser->count && !chooser->reading->err; i++) {
		struct choice *other = &chooser->choices[i];

		if (other->taken || other->class.kind != PQ_IMPORT_PORTS || other->class.strength < PQ_CLASS_NAMED)
			continue;
		if (blocks_ports(other)) {
			other->class.role = PQ_IMPORT_BESIDE;
			other->class.why = ANOTHER;
		}
		take(chooser, other);
	}
}

/* Lists of names: all that are called so; what only its entries speak for counts where there is no other. */
static void take_names(struct chooser *chooser, enum pq_import_kind kind)
{
	bool named = false;

	for (size_t i = 0; i < chooser->count; i++)
		named |= chooser->choices[i].class.kind == kind && chooser->choices[i].class.strength >= PQ_CLASS_NAMED;
	for (size_t i = 0; i < chooser->count && !chooser->reading->err; i++) {
		struct choice *choice = &chooser->choices[i];

		if (!choice->taken && choice->class.strength && choice->class.kind == kind &&
		    choice->class.role == PQ_IMPORT_BLOCKS && (!named || choice->class.strength >= PQ_CLASS_NAMED))
			take(chooser, choice);
	}
}

static enum pq_err check_scan(struct chooser *chooser)
{
	struct pq_reading *reading = chooser->reading;
	const struct pq_scan *scan = &chooser->scan;
	char expected[96];

	if (scan->no_memory || !chooser->choices)
		return pq_reading_no_memory(reading);
	if (scan->too_long) {
		snprintf(expected, sizeof(expected), "at most %d entries (PQ_MAX_IMPORT_ITEMS)", PQ_MAX_IMPORT_ITEMS);
		return pq_reading_fail(reading, PQ_ERR_LIMIT, scan->too_long, 1, expected);
	}
	if (scan->too_many) {
		snprintf(expected, sizeof(expected), "at most %d lists (PQ_MAX_IMPORT_LISTS)", PQ_MAX_IMPORT_LISTS);
		return pq_reading_fail(reading, PQ_ERR_LIMIT, 0, 0, expected);
	}
	if (scan->too_deep)
		pq_reading_note(reading, scan->too_deep, 1, DEEP, pq_view_str(""));
	if (scan->file_line)
		pq_reading_note(reading, scan->file_line, scan->file_column, FILES, pq_view_str(""));
	if (scan->conditions.unmatched)
		pq_reading_note(reading, scan->conditions.unmatched, 1, UNMATCHED, pq_view_str(""));
	return reading->err;
}

static bool wanted_is_there(const struct chooser *chooser)
{
	if (!chooser->reading->identifier.len)
		return true;
	for (size_t i = 0; i < chooser->count; i++)
		if (pq_view_eq(called(chooser->choices[i].list), chooser->reading->identifier))
			return true;
	return false;
}

enum pq_err pq_import_read_source(struct pq_reading *reading)
{
	struct chooser chooser = { .reading = reading, .zero_ends = reading->format->zero_ends };

	pq_scan_text(&chooser.scan, reading->format->language, reading->text, reading->identifier);
	chooser.count = chooser.scan.lists.count;
	chooser.choices = calloc(chooser.count + 1, sizeof(*chooser.choices));
	if (check_scan(&chooser) == PQ_ERR_OK) {
		classify(&chooser);
		if (!wanted_is_there(&chooser))
			pq_reading_fail(reading, PQ_ERR_UNKNOWN, 0, 0, "a list of the name that --list gives");
		take_ports(&chooser);
		for (int kind = PQ_IMPORT_HEADERS; kind < PQ_IMPORT_KIND_COUNT && !reading->err; kind++)
			take_names(&chooser, (enum pq_import_kind)kind);
	}
	pq_reading_conditions(reading, &chooser.scan.conditions.given);
	free(chooser.choices);
	pq_scan_free(&chooser.scan);
	return reading->err;
}

/* SPDX-License-Identifier: MIT */
#include "import/scan_class.h"
#include "import/scan_frame.h"

/* The entries of a frame that lead to that branch, or all of them. */
#define ALL_BRANCHES SIZE_MAX

static bool keep_entries(struct scanner *scanner, const struct frame *frame, size_t branch, struct pq_scan_list *list)
{
	struct pq_scan *scan = scanner->scan;

	list->items = scan->items.count;
	for (size_t i = frame->items; i < scanner->items.count; i++) {
		const struct pq_scan_item *item = pq_import_array_at(&scanner->items, i);

		if (branch != ALL_BRANCHES && item->segment != branch)
			continue;
		if (!pq_import_array_add(&scan->items, item)) {
			scan->no_memory = true;
			return false;
		}
	}
	list->item_count = scan->items.count - list->items;
	return true;
}

static void keep_notes(struct scanner *scanner, const struct frame *frame, struct pq_scan_list *list)
{
	struct pq_scan *scan = scanner->scan;

	list->notes = scan->notes.count;
	for (size_t i = frame->notes; i < scanner->notes.count; i++)
		if (!pq_import_array_add(&scan->notes, pq_import_array_at(&scanner->notes, i)))
			scan->no_memory = true;
	list->note_count = scan->notes.count - list->notes;
}

static struct pq_scan_list list_of(const struct frame *frame)
{
	/* What looks a name up among its arguments is no name for them. */
	bool named =
		frame->name.kind != PQ_LEX_END && (frame->open != '(' || frame->name.text.data != frame->callee.data);
	struct pq_scan_list list = { .name = named ? frame->name.text : pq_view_str(""),
				     .function = frame->function,
				     .line = named ? frame->name.line : frame->line,
				     .column = named ? frame->name.column : frame->column,
				     .element = frame->element_type,
				     .strings = frame->strings > frame->numbers,
				     .set = frame->set,
				     .within = frame->within };

	return list;
}

/* Keeps the list if it is worth it; takes its entries off again otherwise. */
static void keep(struct scanner *scanner, const struct frame *frame, struct pq_scan_list *list, size_t branch)
{
	struct pq_scan *scan = scanner->scan;
	size_t mark = scan->items.count;

	if (!keep_entries(scanner, frame, branch, list))
		return;
	if (!pq_scan_worth(scan, list)) {
		scan->items.count = mark;
		return;
	}
	if (scan->lists.count == PQ_MAX_IMPORT_LISTS) {
		scan->items.count = mark;
		scan->too_many = true;
		return;
	}
	keep_notes(scanner, frame, list);
	if (!pq_import_array_add(&scan->lists, list))
		scan->no_memory = true;
}

static size_t largest_branch(const struct scanner *scanner, const struct frame *frame)
{
	size_t counts[FRAME_BRANCHES] = { 0 };
	size_t best = 0;

	for (size_t i = frame->items; i < scanner->items.count; i++)
		counts[((const struct pq_scan_item *)pq_import_array_at(&scanner->items, i))->segment]++;
	for (size_t i = 1; i < frame->branch_count; i++)
		if (counts[i] > counts[best])
			best = i;
	return best;
}

static void keep_branches(struct scanner *scanner, struct frame *frame)
{
	size_t best = largest_branch(scanner, frame);

	for (size_t i = 0; i < frame->branch_count; i++) {
		struct pq_scan_list list = list_of(frame);

		list.shape = i == best ? PQ_SCAN_BRANCH : PQ_SCAN_OTHERS;
		list.name = pq_view_str("");
		list.line = frame->line;
		list.column = frame->column;
		list.result = frame->branches[i];
		keep(scanner, frame, &list, i);
		/* What is said of the frame is said once. */
		scanner->notes.count = frame->notes;
	}
}

/* Enough of what stands in it are entries; names alone do where a list of that name is made of them. */
static bool is_list(const struct scanner *scanner, const struct frame *frame)
{
	struct pq_scan_list list = list_of(frame);
	size_t entries = scanner->items.count - frame->items;

	if (!frame->lists || frame->code || (frame->groups && frame->elements < 2))
		return false;
	if (frame->good > frame->bad)
		return true;
	if (!pq_scan_called_list(scanner->scan, &list))
		return false;
	return entries > 0 || (frame->assigned && frame->bad == frame->words && frame->open != '(');
}

void pq_scan_keep(struct scanner *scanner, struct frame *frame)
{
	struct pq_scan *scan = scanner->scan;
	struct pq_scan_list list = list_of(frame);

	if (frame->huge) {
		if (!scan->too_long && frame->lists && pq_scan_called_list(scan, &list))
			scan->too_long = frame->line;
	} else if (frame->mode != FRAME_PLAIN) {
		keep_branches(scanner, frame);
	} else if (is_list(scanner, frame)) {
		/* A list of lists: what was kept of the inner ones is in it. */
		if (frame->groups) {
			scan->lists.count = frame->kept_lists;
			scan->items.count = frame->kept_items;
			scan->notes.count = frame->kept_notes;
		}
		keep(scanner, frame, &list, ALL_BRANCHES);
	}
	scanner->items.count = frame->items;
	scanner->notes.count = frame->notes;
}

void pq_scan_keep_test(struct scanner *scanner, enum pq_scan_shape shape, struct pq_view function,
		       const struct pq_scan_item *item)
{
	struct pq_scan *scan = scanner->scan;
	struct pq_scan_list list = { .shape = shape,
				     .function = function,
				     .line = item->line,
				     .column = item->column,
				     .items = scan->items.count,
				     .item_count = 1,
				     .notes = scan->notes.count,
				     .strings = shape < PQ_SCAN_FTP };

	struct pq_scan_list *last = scan->lists.count ? pq_import_array_at(&scan->lists, scan->lists.count - 1) : NULL;

	/* Entries that one function tests one after the other are one list at once. */
	if (last && last->shape == shape && pq_view_eq(last->function, function) &&
	    last->items + last->item_count == scan->items.count) {
		last->item_count++;
		if (!pq_import_array_add(&scan->items, item))
			scan->no_memory = true;
		return;
	}
	if (scan->lists.count == PQ_MAX_IMPORT_LISTS) {
		scan->too_many = true;
		return;
	}
	if (!pq_import_array_add(&scan->items, item) || !pq_import_array_add(&scan->lists, &list))
		scan->no_memory = true;
}

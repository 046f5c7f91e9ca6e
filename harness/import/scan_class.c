/* SPDX-License-Identifier: MIT */
#include "import/scan_class.h"

#include "base/ascii.h"

#define ENOUGH 8 /* entries, where nothing but them tells what a list is for */
#define KNOWN 6  /* of them that are known */

#define BY_ENTRIES "chosen because of what is in it; its name does not say what it is for"

static const struct pq_scan_item *item_at(const struct pq_scan *scan, const struct pq_scan_list *list, size_t index)
{
	return pq_import_array_at(&scan->items, list->items + index);
}

bool pq_scan_text_ports(struct pq_view text, uint32_t *first, uint32_t *last)
{
	size_t hyphen = pq_view_find(text, '-', 0);
	uint64_t low, high;

	if (!pq_ascii_decimal(pq_view_slice(text, 0, hyphen), UINT32_MAX, &low))
		return false;
	high = low;
	if (hyphen < text.len && !pq_ascii_decimal(pq_view_from(text, hyphen + 1), UINT32_MAX, &high))
		return false;
	*first = (uint32_t)low;
	*last = (uint32_t)high;
	return low <= high;
}

bool pq_scan_is_ports(const struct pq_scan *scan, const struct pq_scan_list *list)
{
	size_t ports = 0;

	if (!list->strings)
		return true;
	for (size_t i = 0; i < list->item_count; i++) {
		uint32_t first, last;

		ports += pq_scan_text_ports(item_at(scan, list, i)->text, &first, &last);
	}
	return ports > 0 && ports * 2 >= list->item_count;
}

static bool looks_like_ports(const struct pq_scan *scan, const struct pq_scan_list *list)
{
	size_t known = 0;

	if (list->item_count < ENOUGH)
		return false;
	for (size_t i = 0; i < list->item_count; i++) {
		const struct pq_scan_item *item = item_at(scan, list, i);
		uint32_t first = item->first, last = item->last;

		if (item->wide || (item->text.data && !pq_scan_text_ports(item->text, &first, &last)) ||
		    last > UINT16_MAX)
			return false;
		known += pq_classify_known_port(first);
	}
	return known >= KNOWN;
}

static size_t count_known(const struct pq_scan *scan, const struct pq_scan_list *list, bool (*known)(struct pq_view))
{
	size_t count = 0;

	for (size_t i = 0; i < list->item_count; i++)
		count += known(item_at(scan, list, i)->text);
	return count;
}

static size_t count_prefixes(const struct pq_scan *scan, const struct pq_scan_list *list)
{
	size_t count = 0;

	for (size_t i = 0; i < list->item_count; i++) {
		struct pq_view text = item_at(scan, list, i)->text;

		count += text.len > 1 && text.data[text.len - 1] == '-';
	}
	return count;
}

static struct pq_class class_of_ports(const struct pq_scan *scan, const struct pq_scan_list *list)
{
	struct pq_class named = pq_classify_ports(list->name);
	struct pq_class around = pq_classify_ports(list->function);

	if (named.strength >= PQ_CLASS_NAMED)
		return named;
	/* What a function about ports looks through is the list, whatever it is called. */
	if (around.strength == PQ_CLASS_NAMED && list->item_count > 0 &&
	    (list->shape != PQ_SCAN_LITERAL || list->item_count >= ENOUGH || named.strength == PQ_CLASS_WEAK)) {
		around.role = PQ_IMPORT_BLOCKS;
		around.why = NULL;
		return around;
	}
	if (named.strength == PQ_CLASS_WEAK && list->item_count >= 2)
		return named;
	if (looks_like_ports(scan, list))
		return (struct pq_class){ PQ_CLASS_CONTENT, PQ_IMPORT_PORTS, PQ_IMPORT_BLOCKS, BY_ENTRIES };
	return (struct pq_class){ .strength = PQ_CLASS_NONE };
}

static struct pq_class class_of_names(const struct pq_scan *scan, const struct pq_scan_list *list)
{
	struct pq_class class = pq_classify_names(list->name);
	size_t count = list->item_count;

	if (class.strength == PQ_CLASS_NONE)
		class = pq_classify_names(list->function);
	/* What is in it says more than a name that says "header". */
	if (class.strength && count > 0 && count_prefixes(scan, list) == count)
		class.kind = PQ_IMPORT_PREFIXES;
	if (class.strength && count > 0 && count_known(scan, list, pq_classify_known_override) == count)
		class.kind = PQ_IMPORT_OVERRIDES;
	if (class.strength && count > 0 && count_known(scan, list, pq_classify_known_method) == count)
		class.kind = PQ_IMPORT_METHODS;
	if (class.strength)
		return class;
	if (count >= ENOUGH && count_known(scan, list, pq_classify_known_header) >= KNOWN)
		return (struct pq_class){ PQ_CLASS_CONTENT, PQ_IMPORT_HEADERS, PQ_IMPORT_BLOCKS, BY_ENTRIES };
	return class;
}

/* A branch of override headers that leads to the question whether the value names a forbidden method. */
static bool asks_for_methods(const struct pq_scan_list *list, enum pq_import_kind kind)
{
	struct pq_class result = pq_classify_names(list->result);

	return kind == PQ_IMPORT_OVERRIDES && result.strength && result.kind == PQ_IMPORT_METHODS;
}

struct pq_class pq_scan_class(const struct pq_scan *scan, const struct pq_scan_list *list)
{
	struct pq_class class;

	if (list->shape == PQ_SCAN_FTP)
		return (struct pq_class){ PQ_CLASS_NAMED, PQ_IMPORT_PORTS, PQ_IMPORT_ALLOWS, NULL };
	if (list->shape == PQ_SCAN_ZERO)
		return (struct pq_class){ PQ_CLASS_NAMED, PQ_IMPORT_PORTS, PQ_IMPORT_BLOCKS, NULL };
	if (list->shape == PQ_SCAN_PREFIX || list->shape == PQ_SCAN_EQUAL)
		return pq_classify_tests(list->function, list->shape == PQ_SCAN_PREFIX);
	/* An empty list can be either. */
	class = pq_scan_is_ports(scan, list) ? class_of_ports(scan, list) : class_of_names(scan, list);
	if (class.strength == PQ_CLASS_NONE && list->item_count == 0)
		class = class_of_names(scan, list);
	if (class.strength && list->shape == PQ_SCAN_OTHERS && !asks_for_methods(list, class.kind))
		class.role = PQ_IMPORT_BESIDE;
	return class;
}

bool pq_scan_worth(const struct pq_scan *scan, const struct pq_scan_list *list)
{
	if (scan->wanted.len && (pq_view_eq(scan->wanted, list->name) || pq_view_eq(scan->wanted, list->function)))
		return true;
	return pq_scan_class(scan, list).strength != PQ_CLASS_NONE;
}

bool pq_scan_called_list(const struct pq_scan *scan, const struct pq_scan_list *list)
{
	if (scan->wanted.len && pq_view_eq(scan->wanted, list->name))
		return true;
	return pq_classify_ports(list->name).strength >= PQ_CLASS_NAMED ||
	       pq_classify_names(list->name).strength >= PQ_CLASS_NAMED;
}

/* SPDX-License-Identifier: MIT */
#include "import/print.h"

#include <stdio.h>

#include "base/ascii.h"
#include "base/text.h"
#include "policy/policy.h"

#define SINGLE_LINES 400 /* so many entries have a line each; more are written as ranges */
#define REASON_BYTES 36  /* of a comment, so that all of them fit */
#define ROW_RANGES 48    /* ranges of a line */
#define COMMENT_LINES 32 /* entries that do not count, and lists beside, told one by one */
#define RANGE_LIMIT 1000 /* of PQ_MAX_POLICY_RANGES, with room for exceptions */

/*
 * dense:    ports are written as ranges
 * ranges, names, comments: written so far
 */
struct printer {
	const struct pq_import_source *sources;
	size_t count;
	struct pq_buf *out;
	bool dense;
	size_t ranges;
	size_t names[PQ_IMPORT_KIND_COUNT];
	size_t comments;
};

static void add_number(struct printer *printer, uint64_t number)
{
	pq_buf_add_u64(printer->out, number);
}

/* Text of others on a comment line or in a reason: one line, printable ASCII, cut. */
static void add_plain(struct pq_buf *out, struct pq_view text, size_t max)
{
	for (size_t i = 0; i < text.len && i < max; i++)
		pq_buf_add_byte(out, text.data[i] >= ' ' && text.data[i] < 0x7f ? text.data[i] : '?');
	if (text.len > max)
		pq_buf_add_str(out, "...");
}

static void add_ports(struct printer *printer, uint32_t first, uint32_t last)
{
	add_number(printer, first);
	if (last != first) {
		pq_buf_add_byte(printer->out, '-');
		add_number(printer, last);
	}
}

static const char *schemes_of(const struct pq_import *import, const struct pq_import_item *item)
{
	return item->schemes ? item->schemes : import->schemes;
}

static const char *word_of(const struct pq_import_item *item)
{
	return item->only ? "only " : item->allow ? "allow " : "block ";
}

/* "line 30: smtp", with the condition that it stands under. */
static void add_reason(struct printer *printer, const struct pq_import *import, const struct pq_import_item *item)
{
	unsigned char bytes[256];
	struct pq_buf reason;

	pq_buf_init(&reason, bytes, sizeof(bytes));
	pq_buf_add_str(&reason, "line ");
	pq_buf_add_u64(&reason, item->line);
	if (item->condition) {
		const struct pq_import_condition *condition = &import->conditions[item->condition - 1];

		pq_buf_add_str(&reason, ", ");
		add_plain(&reason, condition->branch, REASON_BYTES);
		if (condition->branch_line != condition->line) {
			pq_buf_add_str(&reason, " of ");
			add_plain(&reason, condition->opening, REASON_BYTES);
		}
	}
	if (item->comment.len) {
		pq_buf_add_str(&reason, ": ");
		add_plain(&reason, item->comment, REASON_BYTES);
	}
	pq_buf_add_byte(printer->out, ' ');
	pq_text_quote(pq_buf_view(&reason), printer->out);
	pq_buf_add_byte(printer->out, '\n');
}

static void add_comment_start(struct printer *printer)
{
	pq_buf_add_str(printer->out, "# ");
	printer->comments++;
}

/* An entry that does not count. */
static void tell_left_out(struct printer *printer, const struct pq_import_item *item)
{
	if (printer->comments >= COMMENT_LINES)
		return;
	add_comment_start(printer);
	pq_buf_add_str(printer->out, "Line ");
	add_number(printer, item->line);
	pq_buf_add_str(printer->out, " does not count: ");
	if (item->name.len)
		add_plain(printer->out, item->name, REASON_BYTES);
	else
		add_ports(printer, item->first, item->last);
	pq_buf_add_byte(printer->out, '\n');
}

static void print_port(struct printer *printer, const struct pq_import *import, const struct pq_import_item *item)
{
	pq_buf_add_str(printer->out, word_of(item));
	pq_buf_add_str(printer->out, schemes_of(import, item));
	pq_buf_add_byte(printer->out, ' ');
	add_ports(printer, item->first, item->last);
	add_reason(printer, import, item);
	printer->ranges++;
}

static bool like(const struct pq_import *import, const struct pq_import_item *a, const struct pq_import_item *b)
{
	return a->allow == b->allow && a->only == b->only && strcmp(schemes_of(import, a), schemes_of(import, b)) == 0;
}

/* Ports from `at` on that may stand in one line, neighbours as one range; returns the index behind them. */
static size_t print_row(struct printer *printer, const struct pq_import *import, const struct pq_import_list *list,
			size_t at)
{
	const struct pq_import_item *begin = &list->items[at];
	uint32_t first = begin->first, last = begin->last;
	size_t ranges = 0;

	pq_buf_add_str(printer->out, word_of(begin));
	pq_buf_add_str(printer->out, schemes_of(import, begin));
	pq_buf_add_byte(printer->out, ' ');
	for (at++; at < list->item_count; at++) {
		const struct pq_import_item *item = &list->items[at];

		if (!like(import, begin, item) || !pq_import_item_counts(import, list, at))
			break;
		if (item->first == last + 1) {
			last = item->last;
			continue;
		}
		if (++ranges == ROW_RANGES)
			break;
		add_ports(printer, first, last);
		pq_buf_add_byte(printer->out, ',');
		first = item->first;
		last = item->last;
		printer->ranges++;
	}
	add_ports(printer, first, last);
	printer->ranges++;
	pq_buf_add_str(printer->out, " \"from line ");
	add_number(printer, begin->line);
	pq_buf_add_str(printer->out, " on\"\n");
	return at;
}

static void print_ports(struct printer *printer, const struct pq_import *import, const struct pq_import_list *list)
{
	size_t at = 0;

	while (at < list->item_count && printer->ranges <= RANGE_LIMIT) {
		if (!pq_import_item_counts(import, list, at))
			tell_left_out(printer, &list->items[at++]);
		else if (printer->dense)
			at = print_row(printer, import, list, at);
		else
			print_port(printer, import, &list->items[at++]);
	}
}

static void print_names(struct printer *printer, const struct pq_import *import, const struct pq_import_list *list)
{
	static const char *const words[] = {
		[PQ_IMPORT_PORTS] = "",
		[PQ_IMPORT_HEADERS] = "forbid-header ",
		[PQ_IMPORT_PREFIXES] = "forbid-prefix ",
		[PQ_IMPORT_METHODS] = "forbid-method ",
		[PQ_IMPORT_OVERRIDES] = "forbid-override ",
	};

	for (size_t i = 0; i < list->item_count && printer->names[list->kind] <= PQ_MAX_POLICY_NAMES; i++) {
		const struct pq_import_item *item = &list->items[i];

		if (!pq_import_item_counts(import, list, i) || !pq_ascii_all(item->name, PQ_ASCII_TOKEN)) {
			tell_left_out(printer, item);
			continue;
		}
		pq_buf_add_str(printer->out, words[list->kind]);
		pq_buf_add(printer->out, item->name);
		if (printer->dense)
			pq_buf_add_byte(printer->out, '\n');
		else
			add_reason(printer, import, item);
		printer->names[list->kind]++;
	}
}

/* "# ports of 'kRestrictedPorts' (83), line 24 of port_util.cc, read as chromium." */
static void tell_list(struct printer *printer, const struct pq_import_source *source, const struct pq_import_list *list)
{
	if (printer->comments >= COMMENT_LINES)
		return;
	add_comment_start(printer);
	pq_buf_add_str(printer->out, pq_import_kind_name(list->kind));
	if (list->identifier.len) {
		pq_buf_add_str(printer->out, " of '");
		add_plain(printer->out, list->identifier, 100);
		pq_buf_add_str(printer->out, "'");
	}
	pq_buf_add_str(printer->out, " (");
	add_number(printer, list->item_count);
	pq_buf_add_str(printer->out, "), line ");
	add_number(printer, list->line);
	pq_buf_add_str(printer->out, " of ");
	add_plain(printer->out, source->file, 200);
	pq_buf_add_str(printer->out, ", read as ");
	pq_buf_add_str(printer->out, source->import->format);
	pq_buf_add_str(printer->out, list->role == PQ_IMPORT_BESIDE ? "; not counted:" : ".\n");
}

/* A list that is neither blocked nor allowed: its entries on the comment line that names it. */
static void print_beside(struct printer *printer, const struct pq_import_source *source,
			 const struct pq_import_list *list)
{
	if (printer->comments >= COMMENT_LINES)
		return;
	tell_list(printer, source, list);
	for (size_t i = 0; i < list->item_count && i < COMMENT_LINES; i++) {
		pq_buf_add_byte(printer->out, ' ');
		if (list->kind == PQ_IMPORT_PORTS)
			add_ports(printer, list->items[i].first, list->items[i].last);
		else
			add_plain(printer->out, list->items[i].name, REASON_BYTES);
	}
	pq_buf_add_str(printer->out, list->item_count > COMMENT_LINES ? " ...\n" : "\n");
}

static void print_role(struct printer *printer, enum pq_import_role role, bool ports)
{
	for (size_t i = 0; i < printer->count; i++) {
		const struct pq_import_source *source = &printer->sources[i];

		for (size_t k = 0; k < source->import->list_count; k++) {
			const struct pq_import_list *list = &source->import->lists[k];

			if (list->role != role || (list->kind == PQ_IMPORT_PORTS) != ports)
				continue;
			if (role == PQ_IMPORT_BESIDE) {
				print_beside(printer, source, list);
				continue;
			}
			tell_list(printer, source, list);
			if (ports)
				print_ports(printer, source->import, list);
			else
				print_names(printer, source->import, list);
		}
	}
}

static size_t count_lines(const struct pq_import_source *sources, size_t count)
{
	size_t lines = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < sources[i].import->list_count; k++)
			if (sources[i].import->lists[k].role != PQ_IMPORT_BESIDE)
				lines += sources[i].import->lists[k].item_count;
	return lines;
}

static enum pq_err print_base(struct printer *printer, struct pq_diag *diag)
{
	struct pq_view base = { NULL, 0 };

	for (size_t i = 0; i < printer->count; i++) {
		struct pq_view other = printer->sources[i].import->base;

		if (base.len && other.len && !pq_view_eq(base, other))
			return pq_diag_set(diag, PQ_ERR_SYNTAX, 0, 0, "policies that start from the same base");
		if (other.len)
			base = other;
	}
	if (base.len) {
		pq_buf_add_str(printer->out, "base ");
		pq_buf_add(printer->out, base);
		pq_buf_add_byte(printer->out, '\n');
	}
	return PQ_ERR_OK;
}

static enum pq_err over(struct pq_diag *diag, int max, const char *what)
{
	char expected[96];

	snprintf(expected, sizeof(expected), "at most %d %s, as a policy holds", max, what);
	return pq_diag_set(diag, PQ_ERR_LIMIT, 0, 0, expected);
}

enum pq_err pq_import_print(const struct pq_import_source *sources, size_t count, struct pq_buf *out,
			    struct pq_diag *diag)
{
	struct printer printer = {
		.sources = sources, .count = count, .out = out, .dense = count_lines(sources, count) > SINGLE_LINES
	};
	enum pq_err err;

	pq_buf_add_str(out, "pratique-policy 1\n");
	err = print_base(&printer, diag);
	if (err)
		return err;
	print_role(&printer, PQ_IMPORT_BLOCKS, true);
	print_role(&printer, PQ_IMPORT_ALLOWS, true);
	print_role(&printer, PQ_IMPORT_BLOCKS, false);
	print_role(&printer, PQ_IMPORT_BESIDE, true);
	if (printer.ranges > RANGE_LIMIT)
		return over(diag, PQ_MAX_POLICY_RANGES, "ranges of ports (PQ_MAX_POLICY_RANGES)");
	for (size_t i = 0; i < PQ_IMPORT_KIND_COUNT; i++)
		if (printer.names[i] > PQ_MAX_POLICY_NAMES)
			return over(diag, PQ_MAX_POLICY_NAMES, "names of a kind (PQ_MAX_POLICY_NAMES)");
	if (!pq_buf_ok(out))
		return over(diag, PQ_IMPORT_PRINT_SIZE, "bytes (PQ_IMPORT_PRINT_SIZE)");
	return PQ_ERR_OK;
}

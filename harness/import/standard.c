/* SPDX-License-Identifier: MIT */
/*
 * The Fetch standard, as source (fetch.bs) and as page: the table of "Port blocking", whose first column is headed
 * "Port"; the list behind the definition of "forbidden request-header" (before 2022: "forbidden header name"); the
 * methods behind that of "forbidden method".
 */
#include "base/ascii.h"
#include "import/classify.h"
#include "import/markup.h"
#include "import/reading.h"

#define NO_PORT "the first cell of this row is no port, so the row was left out"
#define OTHER_TABLE "another table headed by ports was not read"
#define PROSE 256 /* names of a list that prose may name again */
#define IN_COMMENT "what stands in a comment was not read"

bool pq_import_is_standard(struct pq_view text)
{
	static const char *const marks[] = { "<dfn", "<th>Port" };
	static const char *const terms[] = { "bad port", "forbidden request-header", "forbidden header name",
					     "forbidden method" };
	bool mark = false, term = false;

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		mark |= pq_import_find(text, pq_view_str(marks[i]), 0) < text.len;
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]) && mark && !term; i++)
		term = pq_import_find(text, pq_view_str(terms[i]), 0) < text.len;
	return term;
}

/*
 * table:  we are in the table of ports; cells: how many cells of the row began; heads: cells of its head
 * last:   the entry of this row, to be given its second cell
 */
struct table {
	bool inside;
	bool ours;
	bool heads;
	size_t cells;
	bool added;
};

static void port_cell(struct pq_reading *reading, struct table *table, const struct pq_markup_piece *piece)
{
	struct pq_import_item place = { .line = piece->line, .column = piece->column };
	size_t hyphen = pq_view_find(piece->text, '-', 0);
	uint64_t first, last;

	table->added = false;
	if (!pq_ascii_decimal(pq_view_slice(piece->text, 0, hyphen), UINT32_MAX, &first) ||
	    (hyphen < piece->text.len && !pq_ascii_decimal(pq_view_from(piece->text, hyphen + 1), UINT32_MAX, &last))) {
		pq_reading_note(reading, piece->line, piece->column, NO_PORT, piece->text);
		return;
	}
	table->added = pq_reading_add_ports(reading, &place, first, hyphen < piece->text.len ? last : first);
}

static void begin_table(struct pq_reading *reading, struct table *table, const struct pq_markup_piece *piece)
{
	struct pq_import_list list = { .kind = PQ_IMPORT_PORTS,
				       .role = PQ_IMPORT_BLOCKS,
				       .identifier = pq_view_str("bad port"),
				       .line = piece->line,
				       .column = piece->column };

	if (reading->lists.count > 0) {
		pq_reading_note(reading, piece->line, piece->column, OTHER_TABLE, piece->text);
		return;
	}
	table->ours = pq_reading_begin(reading, &list);
}

static void table_text(struct pq_reading *reading, struct table *table, const struct pq_markup_piece *piece)
{
	if (!table->ours) {
		if (table->heads && table->cells == 1 && pq_ascii_eq_nocase(piece->text, pq_view_str("port")))
			begin_table(reading, table, piece);
	} else if (!table->heads && table->cells == 1) {
		port_cell(reading, table, piece);
	} else if (!table->heads && table->cells == 2 && table->added) {
		struct pq_import_item *item = pq_import_array_at(&reading->items, reading->items.count - 1);

		if (!item->comment.len)
			item->comment = piece->text;
	}
}

static void table_piece(struct pq_reading *reading, struct table *table, const struct pq_markup_piece *piece)
{
	if (pq_markup_is(piece, PQ_MARKUP_OPEN, "table") || pq_markup_is(piece, PQ_MARKUP_CLOSE, "table"))
		*table = (struct table){ .inside = piece->kind == PQ_MARKUP_OPEN };
	if (!table->inside)
		return;
	if (pq_markup_is(piece, PQ_MARKUP_OPEN, "tr")) {
		table->cells = 0;
	} else if (pq_markup_is(piece, PQ_MARKUP_OPEN, "th") || pq_markup_is(piece, PQ_MARKUP_OPEN, "td")) {
		table->cells++;
		table->heads = pq_view_is(piece->text, "th");
	} else if (piece->kind == PQ_MARKUP_TEXT) {
		table_text(reading, table, piece);
	} else if (piece->kind == PQ_MARKUP_COMMENT && table->ours) {
		pq_reading_note(reading, piece->line, piece->column, IN_COMMENT, pq_view_str(""));
	}
}

static void read_ports(struct pq_reading *reading)
{
	struct table table = { .inside = false };
	struct pq_markup_piece piece;
	struct pq_markup markup;

	pq_markup_init(&markup, reading->text);
	while ((piece = pq_markup_next(&markup)).kind != PQ_MARKUP_END && !reading->err)
		table_piece(reading, &table, &piece);
}

/*
 * term:  of the definition that we are behind: the kind of names that follow, COUNT for none
 * lists: how many <ul> are open
 * dfn, code: inside of these
 */
struct region {
	enum pq_import_kind term;
	struct pq_view name;
	size_t lists;
	bool dfn;
	bool code;
};

static enum pq_import_kind term_of(struct pq_view text)
{
	if (pq_ascii_eq_nocase(text, pq_view_str("forbidden request-header")) ||
	    pq_ascii_eq_nocase(text, pq_view_str("forbidden header name")))
		return PQ_IMPORT_HEADERS;
	if (pq_ascii_eq_nocase(text, pq_view_str("forbidden method")))
		return PQ_IMPORT_METHODS;
	return PQ_IMPORT_KIND_COUNT;
}

/* What a name in code is, where it stands. */
static enum pq_import_kind kind_of(const struct region *region, struct pq_view name)
{
	if (region->term == PQ_IMPORT_METHODS)
		return PQ_IMPORT_METHODS;
	if (region->lists)
		return pq_classify_known_override(name) ? PQ_IMPORT_OVERRIDES : PQ_IMPORT_HEADERS;
	return name.len > 1 && name.data[name.len - 1] == '-' ? PQ_IMPORT_PREFIXES : PQ_IMPORT_KIND_COUNT;
}

static bool there_already(const struct pq_reading *reading, struct pq_view name)
{
	const struct pq_reading_list *last = pq_import_array_at(&reading->lists, reading->lists.count - 1);

	for (size_t i = last->items; i < reading->items.count && i - last->items < PROSE; i++) {
		const struct pq_import_item *item = pq_import_array_at(&reading->items, i);

		if (pq_ascii_eq_nocase(item->name, name))
			return true;
	}
	return false;
}

static void add_name(struct pq_reading *reading, const struct region *region, const struct pq_markup_piece *piece,
		     enum pq_import_kind kind)
{
	struct pq_import_item item = { .line = piece->line, .column = piece->column, .name = piece->text };
	struct pq_import_list list = { .kind = kind,
				       .role = PQ_IMPORT_BLOCKS,
				       .identifier = region->name,
				       .line = piece->line,
				       .column = piece->column };
	bool begun = reading->lists.count > 0 && pq_reading_last(reading)->kind == kind;

	if (!pq_ascii_all(piece->text, PQ_ASCII_TOKEN) || (!begun && !pq_reading_begin(reading, &list)))
		return;
	/* Prose names a prefix again; a list that names a header twice does so on purpose or by mistake. */
	if (kind != PQ_IMPORT_PREFIXES || !there_already(reading, piece->text))
		pq_reading_add(reading, &item);
}

static void name_piece(struct pq_reading *reading, struct region *region, const struct pq_markup_piece *piece,
		       enum pq_import_kind kind)
{
	bool opens = piece->kind == PQ_MARKUP_OPEN;

	if (piece->kind == PQ_MARKUP_TEXT) {
		if (region->dfn) {
			region->term = term_of(piece->text);
			region->name = piece->text;
			region->lists = 0;
		} else if (region->code && region->term != PQ_IMPORT_KIND_COUNT &&
			   kind_of(region, piece->text) == kind) {
			add_name(reading, region, piece, kind);
		}
		return;
	}
	if (pq_view_is(piece->text, "dfn"))
		region->dfn = opens;
	else if (pq_view_is(piece->text, "code"))
		region->code = opens;
	else if (pq_view_is(piece->text, "ul"))
		region->lists = opens ? region->lists + 1 : region->lists - (region->lists > 0);
	else if (pq_view_is(piece->text, "p") && region->term == PQ_IMPORT_METHODS)
		region->term = PQ_IMPORT_KIND_COUNT;
}

static void read_names(struct pq_reading *reading, enum pq_import_kind kind)
{
	struct region region = { .term = PQ_IMPORT_KIND_COUNT };
	struct pq_markup_piece piece;
	struct pq_markup markup;

	pq_markup_init(&markup, reading->text);
	while ((piece = pq_markup_next(&markup)).kind != PQ_MARKUP_END && !reading->err)
		if (piece.kind != PQ_MARKUP_COMMENT)
			name_piece(reading, &region, &piece, kind);
}

enum pq_err pq_import_read_standard(struct pq_reading *reading)
{
	read_ports(reading);
	for (int kind = PQ_IMPORT_HEADERS; kind < PQ_IMPORT_KIND_COUNT && !reading->err; kind++)
		read_names(reading, (enum pq_import_kind)kind);
	return reading->err;
}
